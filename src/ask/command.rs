//! The command that repeats a run.

use super::decide::HOURS;
use crate::render::{Answers, License};

/// A command line that gives the same answers whatever the user's config says, quoted for a POSIX shell.
pub fn command(answers: &Answers, dir: Option<&str>, full: bool) -> String {
    let mut words =
        vec!["fortnight".to_owned(), "new".to_owned(), format!("{}/{}", answers.track, answers.stack)];
    let dir = dir.map_or_else(|| answers.name.clone(), str::to_owned);
    words.push(quote(&dir));
    let mut flag = |name: &str, value: &str| {
        words.push(format!("--{name}"));
        words.push(quote(value));
    };
    let last = dir.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    if full || last != answers.name {
        flag("name", &answers.name);
    }
    if answers.title != super::names::title(&answers.name) {
        flag("title", &answers.title);
    }
    if full || answers.license != License::Mit {
        flag("license", answers.license.id());
    }
    if !answers.author.is_empty() {
        flag("author", &answers.author);
    }
    if !answers.github.is_empty() {
        flag("github", &answers.github);
    }
    if !answers.start.is_empty() {
        flag("start", &answers.start);
    }
    if full || answers.hours != HOURS {
        flag("hours", &answers.hours.to_string());
    }
    for skill in &answers.skills {
        flag("with", skill);
    }
    for (id, choice) in &answers.set {
        flag("set", &format!("{id}={choice}"));
    }
    words.push("--yes".to_owned());
    words.join(" ")
}

/// A word as a POSIX shell reads it back.
pub fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_only_where_a_shell_would_read_them_otherwise() {
        assert_eq!(quote("orders"), "orders");
        assert_eq!(quote("Zoë's repo"), r"'Zoë'\''s repo'");
        assert_eq!(quote(""), "''");
    }
}
