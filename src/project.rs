//! `.fortnight.toml`: what an emitted repository says about itself.

use crate::error::Error;
use crate::render::{MARKER, SCHEMA};
use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What `.fortnight.toml` holds. Unknown keys are errors: a typo must not be a silent default.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marker {
    pub schema: u32,
    pub version: String,
    pub track: String,
    pub stack: String,
    /// `sha256:<64 hex>` of the emitted tree.
    pub tree: String,
    pub answers: MarkerAnswers,
    #[serde(default)]
    pub set: BTreeMap<String, String>,
    #[serde(default)]
    pub quiz: Option<toml::Table>,
}

/// The `[answers]` table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkerAnswers {
    pub name: String,
    pub title: String,
    pub license: String,
    pub author: String,
    pub github: String,
    pub start: String,
    pub hours: u32,
    pub skills: Vec<String>,
}

/// An emitted repository on disk.
#[derive(Clone, Debug)]
pub struct Project {
    /// The folder that holds `.fortnight.toml`.
    pub root: Utf8PathBuf,
    pub marker: Marker,
}

#[derive(Debug, thiserror::Error)]
enum ProjectError {
    #[error("{dir} is not inside a repository that fortnight made (no {MARKER} in it or above it)")]
    NotFound { dir: Utf8PathBuf },
    #[error("{file}:{line}: {message}")]
    Broken { file: Utf8PathBuf, line: usize, message: String },
    #[error("{file} was written by a newer fortnight (schema {schema}, this one reads {SCHEMA})")]
    Newer { file: Utf8PathBuf, schema: u32 },
}

impl Project {
    /// Finds the emitted repository that a folder lies in.
    pub fn find(from: &Utf8Path) -> Result<Self, Error> {
        let root = from.ancestors().find(|dir| dir.join(MARKER).is_file()).ok_or_else(|| {
            Error::refused(ProjectError::NotFound { dir: from.to_owned() })
                .hint("cd into one, or make one: fortnight new")
        })?;
        Self::open(root)
    }

    /// Reads the emitted repository whose root is this folder.
    pub fn open(root: &Utf8Path) -> Result<Self, Error> {
        let file = root.join(MARKER);
        let text = std::fs::read_to_string(&file).map_err(|e| Error::io(format!("cannot read {file}"), e))?;
        // The schema is looked at first: a newer layout must not be reported as unknown keys.
        if let Ok(table) = text.parse::<toml::Table>()
            && let Some(schema) = table.get("schema").and_then(toml::Value::as_integer)
            && schema > i64::from(SCHEMA)
        {
            let schema = u32::try_from(schema).unwrap_or(u32::MAX);
            return Err(Error::refused(ProjectError::Newer { file, schema }).hint("update fortnight"));
        }
        let marker = toml::from_str(&text).map_err(|fault| {
            let at = fault.span().map_or(0, |span| span.start).min(text.len());
            let line = text[..at].matches('\n').count() + 1;
            Error::refused(ProjectError::Broken { file, line, message: fault.message().to_owned() })
                .hint("restore it from git: git checkout -- .fortnight.toml")
        })?;
        Ok(Self { root: root.to_owned(), marker })
    }
}
