//! What `new` says when it is done: what happened, and what comes next.

use crate::ask::quote;
use crate::render::{Answers, PLAN, Tree, item};
use crate::ui::Env;
use crate::write::Report;
use camino::Utf8Path;
use console::truncate_str;

pub(super) fn report(report: &Report, tree: &Tree<'_>, verbose: bool, env: &mut Env) {
    if let Some(recovered) = report.recovered {
        env.say(&recovered.to_string());
    }
    if verbose {
        for path in &report.written {
            let owner = tree.files.get(path).map_or("", |file| file.owner.as_str());
            env.say(&format!("wrote {path}  ({owner})"));
        }
    }
    for path in &report.skipped {
        env.say(&format!("skipped {path}: yours differs"));
    }
    for path in &report.overwritten {
        env.say(&format!("replaced {path}"));
    }
    for (path, beside) in &report.kept {
        env.say(&format!("kept {path}; ours is {beside}"));
    }
    if let Some(why) = report.why_not_committed() {
        env.say(&why);
    }
    if let Some(root) = &report.inside {
        env.say(&format!("this is a subfolder of the git work tree {root}: .github/ does nothing in here"));
    }
    for note in &report.notes {
        env.say(note);
    }
}

/// At most five lines.
pub(super) fn next_steps(answers: &Answers, shown: &Utf8Path, tree: &Tree<'_>, set_up: bool, env: &mut Env) {
    let mut lines = Vec::new();
    if shown != "." {
        lines.push(format!("cd {}", quote(shown.as_str())));
    }
    if !set_up {
        lines.push("make setup".to_owned());
    }
    lines.push("make run".to_owned());
    let plan = tree.files.get(PLAN).and_then(|file| std::str::from_utf8(&file.bytes).ok());
    if let Some(first) = plan.map(item::read).and_then(|plan| plan.items.into_iter().next()) {
        // Two columns before it; only the comment can be too long.
        let line = format!("fortnight plan next    # {}: {}", first.id, first.title);
        lines.push(truncate_str(&line, env.width.saturating_sub(2), "…").into_owned());
    }
    if !answers.github.is_empty() {
        lines.push(format!("git remote add origin git@github.com:{}.git", answers.github));
    }
    env.say("\nNext:");
    for line in lines {
        env.say(&format!("  {line}"));
    }
}
