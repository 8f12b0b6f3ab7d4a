//! What was said, and by whom: flags, an answers file, variables, the user's config.

use crate::error::{Error, Exit, did_you_mean};
use crate::render::SCHEMA;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Everything that can be said about a repository; nothing is checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    pub track: Option<String>,
    pub stack: Option<String>,
    pub name: Option<String>,
    pub title: Option<String>,
    pub license: Option<String>,
    pub author: Option<String>,
    pub github: Option<String>,
    /// The owner alone, from the user's config: with the name it makes `github`.
    pub github_owner: Option<String>,
    pub start: Option<String>,
    pub hours: Option<String>,
    pub skills: Option<Vec<String>>,
    pub set: BTreeMap<String, String>,
}

impl Request {
    /// Fills what was not said here from a source of lower precedence.
    #[must_use]
    pub fn or(self, lower: Self) -> Self {
        let mut set = lower.set;
        set.extend(self.set);
        // A stack belongs to the track it was said with.
        let stack = if self.track.is_some() && self.track != lower.track {
            self.stack
        } else {
            self.stack.or(lower.stack)
        };
        Self {
            track: self.track.or(lower.track),
            stack,
            name: self.name.or(lower.name),
            title: self.title.or(lower.title),
            license: self.license.or(lower.license),
            author: self.author.or(lower.author),
            github: self.github.or(lower.github),
            github_owner: self.github_owner.or(lower.github_owner),
            start: self.start.or(lower.start),
            hours: self.hours.or(lower.hours),
            skills: self.skills.or(lower.skills),
            set,
        }
    }
}

/// An answers file: what `.fortnight.toml` holds, every key optional.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswersFile {
    schema: Option<i64>,
    version: Option<String>,
    track: Option<String>,
    stack: Option<String>,
    /// Of the repository it was copied from; says nothing about the one to be made.
    #[serde(rename = "tree")]
    _tree: Option<String>,
    #[serde(default)]
    answers: AnswersTable,
    #[serde(default)]
    set: BTreeMap<String, String>,
    /// Likewise.
    #[serde(rename = "quiz")]
    _quiz: Option<serde::de::IgnoredAny>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswersTable {
    name: Option<String>,
    title: Option<String>,
    license: Option<String>,
    author: Option<String>,
    github: Option<String>,
    start: Option<String>,
    hours: Option<i64>,
    skills: Option<Vec<String>>,
}

/// Reads an answers file, TOML or JSON; `name` is how messages name it. Gives warnings too.
pub fn answers_file(name: &str, text: &str) -> Result<(Request, Vec<String>), Error> {
    let json = text.trim_start().starts_with('{');
    let file: AnswersFile = if json {
        schema_first(
            name,
            serde_json::from_str::<serde_json::Value>(text).ok().and_then(|v| v.get("schema")?.as_i64()),
        )?;
        serde_json::from_str(text).map_err(|fault| broken(name, fault.line(), &fault.to_string()))?
    } else {
        schema_first(name, text.parse::<toml::Table>().ok().and_then(|v| v.get("schema")?.as_integer()))?;
        toml::from_str(text).map_err(|fault| {
            let at = fault.span().map_or(0, |span| span.start).min(text.len());
            broken(name, text[..at].matches('\n').count() + 1, fault.message())
        })?
    };
    let mut warnings = Vec::new();
    if let Some(version) = file.version.filter(|version| version != env!("CARGO_PKG_VERSION")) {
        let here = env!("CARGO_PKG_VERSION");
        warnings
            .push(format!("{name} was written by fortnight {version}; this is {here}, the tree may differ"));
    }
    let _ = file.schema;
    let table = file.answers;
    // In a marker file an empty string means "nobody said".
    let said = |text: Option<String>| text.filter(|text| !text.is_empty());
    let request = Request {
        track: said(file.track),
        stack: said(file.stack),
        name: said(table.name),
        title: said(table.title),
        license: said(table.license),
        author: table.author,
        github: table.github,
        github_owner: None,
        start: table.start,
        hours: table.hours.map(|hours| hours.to_string()),
        skills: table.skills,
        set: file.set,
    };
    Ok((request, warnings))
}

#[derive(Debug, thiserror::Error)]
enum FileError {
    #[error("{name}:{line}: {message}")]
    Broken { name: String, line: usize, message: String },
    #[error("{name} has schema {schema}, this fortnight reads {SCHEMA}")]
    Newer { name: String, schema: i64 },
}

/// A newer layout must not be reported as unknown keys.
fn schema_first(name: &str, schema: Option<i64>) -> Result<(), Error> {
    match schema {
        Some(schema) if schema > i64::from(SCHEMA) => {
            let error = FileError::Newer { name: name.to_owned(), schema };
            Err(Error::refused(error)
                .hint(format!("it needs a newer fortnight, one that reads schema {schema}")))
        }
        _ => Ok(()),
    }
}

fn broken(name: &str, line: usize, message: &str) -> Error {
    let error = Error::new(
        Exit::Usage,
        FileError::Broken { name: name.to_owned(), line, message: message.to_owned() },
    );
    // serde says: unknown field `nmae`, expected one of `name`, `title`, ...
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match quoted.split_first() {
        Some((typed, known)) if message.contains("unknown field") => {
            match did_you_mean(typed, known.iter().copied()) {
                Some(near) => error.hint(format!("did you mean '{near}'?")),
                None => error,
            }
        }
        _ => error,
    }
}

/// The user's own defaults: `config.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    pub author: Option<String>,
    pub email: Option<String>,
    pub license: Option<String>,
    pub github_owner: Option<String>,
    pub hours: Option<u32>,
}

impl Config {
    /// Reads the text of a config file; `name` is how messages name it.
    pub fn parse(name: &str, text: &str) -> Result<Self, Error> {
        toml::from_str(text).map_err(|fault| {
            let at = fault.span().map_or(0, |span| span.start).min(text.len());
            broken(name, text[..at].matches('\n').count() + 1, fault.message())
                .hint("or run with --no-config")
        })
    }

    /// What it says about a repository.
    pub fn request(&self) -> Request {
        Request {
            author: self.author.clone(),
            license: self.license.clone(),
            github_owner: self.github_owner.clone(),
            hours: self.hours.map(|hours| hours.to_string()),
            ..Request::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn higher_precedence_wins_and_lower_fills_in() {
        let flags = Request {
            name: Some("orders".into()),
            set: [("api".to_owned(), "rest".to_owned())].into(),
            ..Request::default()
        };
        let file = Request {
            name: Some("ledger".into()),
            author: Some("Zoë".into()),
            set: [("api".to_owned(), "graphql".to_owned()), ("db".to_owned(), "pg".to_owned())].into(),
            ..Request::default()
        };
        let both = flags.or(file);
        assert_eq!(both.name.as_deref(), Some("orders"));
        assert_eq!(both.author.as_deref(), Some("Zoë"));
        assert_eq!(both.set["api"], "rest");
        assert_eq!(both.set["db"], "pg");
    }

    #[test]
    fn a_stack_does_not_outlive_its_track() {
        let flags = Request { track: Some("mobile".into()), ..Request::default() };
        let file = Request {
            track: Some("backend".into()),
            stack: Some("python-fastapi".into()),
            ..Request::default()
        };
        assert_eq!(flags.or(file).stack, None);
    }

    #[test]
    fn an_unknown_key_names_its_line_and_a_remedy() {
        let error = answers_file("a.toml", "track = \"backend\"\n[answers]\nnmae = \"x\"\n").unwrap_err();
        let report = error.report();
        assert!(report.starts_with("a.toml:3: unknown field `nmae`"), "{report}");
        assert!(report.ends_with("hint: did you mean 'name'?"), "{report}");
    }

    #[test]
    fn a_newer_schema_is_refused_and_another_version_is_a_warning() {
        let error = answers_file("a.toml", "schema = 99\nnew-key = 1\n").unwrap_err();
        assert_eq!(error.exit, Exit::Refused);
        let (_, warnings) = answers_file("a.toml", "schema = 1\nversion = \"9.9.9\"\n").unwrap();
        assert_eq!(warnings.len(), 1);
    }

    #[test]
    fn json_is_read_like_toml() {
        let toml = answers_file("a", "track = \"backend\"\n[answers]\nhours = 8\n[set]\napi = \"rest\"\n")
            .unwrap()
            .0;
        let json =
            answers_file("a", r#"{"track": "backend", "answers": {"hours": 8}, "set": {"api": "rest"}}"#)
                .unwrap()
                .0;
        assert_eq!(toml, json);
        assert!(answers_file("a", "{\"trak\": 1}").unwrap_err().report().contains("did you mean 'track'"));
    }
}
