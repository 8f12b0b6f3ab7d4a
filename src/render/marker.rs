//! The text of `.fortnight.toml`.

use super::answers::Answers;
use toml::Value;

/// The newest layout of the file.
pub const SCHEMA: u32 = 1;

/// What was asked for, in the one form that is also an answers file.
pub(super) fn marker(answers: &Answers, tree: &str) -> String {
    let text = |value: &str| Value::from(value).to_string();
    let skills = Value::from(answers.skills.clone());
    let mut lines = vec![
        "# What this repository was made from. It is an answers file too: fortnight new --answers .fortnight.toml".to_owned(),
        format!("schema = {SCHEMA}"),
        format!("version = {}", text(env!("CARGO_PKG_VERSION"))),
        format!("track = {}", text(&answers.track)),
        format!("stack = {}", text(&answers.stack)),
        format!("tree = {}", text(tree)),
        String::new(),
        "[answers]".to_owned(),
        format!("name = {}", text(&answers.name)),
        format!("title = {}", text(&answers.title)),
        format!("license = {}", text(answers.license.id())),
        format!("author = {}", text(&answers.author)),
        format!("github = {}", text(&answers.github)),
        format!("start = {}", text(&answers.start)),
        format!("hours = {}", answers.hours),
        format!("skills = {skills}"),
        String::new(),
        "[set]".to_owned(),
    ];
    lines.extend(answers.set.iter().map(|(id, choice)| format!("{id} = {}", text(choice))));
    lines.push(String::new());
    lines.join("\n")
}
