//! What can be wrong with the templates or with a name that is looked up in them.

use crate::error::{Error, Exit, did_you_mean};

#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    #[error("{file}:{line}:{column}: {message}")]
    Manifest { file: String, line: usize, column: usize, message: String },
    #[error("{file} is missing")]
    MissingManifest { file: String },
    #[error("no {kind} is called '{id}'")]
    Unknown { kind: &'static str, id: String, known: Vec<String> },
    #[error("the templates hold no track")]
    Empty { origin: String },
}

impl From<CatalogError> for Error {
    fn from(error: CatalogError) -> Self {
        let hint = match &error {
            CatalogError::Manifest { .. } => None,
            CatalogError::MissingManifest { file } => Some(format!("write {file}, or remove its folder")),
            CatalogError::Unknown { id, known, .. } => Some(unknown(id, known)),
            CatalogError::Empty { origin } => {
                Some(format!("a track is a folder {origin} with track.toml inside"))
            }
        };
        Error::new(Exit::Usage, error).hints(hint)
    }
}

/// "did you mean" for one name, with everything that would be accepted.
pub fn unknown(typed: &str, known: &[String]) -> String {
    let all = known.join(", ");
    match did_you_mean(typed, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean '{near}'? known: {all}"),
        None if known.is_empty() => "there are none".to_owned(),
        None => format!("known: {all}"),
    }
}
