//! What can be wrong while a tree is built: always the templates' fault, never the command line's.

use crate::catalog::CatalogError;
use crate::error::{Error, Exit};

#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    #[error("{path} is written by both {first} and {second}")]
    Collision { path: String, first: String, second: String },
    #[error("{path} cannot be a file and a folder at once ({first} and {second})")]
    FileAndFolder { path: String, first: String, second: String },
    #[error("{manifest}: `replaces` names {path}, which no lower layer writes")]
    NothingToReplace { manifest: String, path: String },
    #[error("{manifest}: the rule for {path} matches no file of its layer")]
    IdleRule { manifest: String, path: String },
    #[error("{manifest}: the rule `{rule}` {message}")]
    Rule { manifest: String, rule: String, message: String },
    #[error("{file}:{line}: {message}")]
    Template { file: String, line: usize, message: String },
    #[error("{file}: no name '{name}' in the render context")]
    UnknownName { file: String, name: String, known: Vec<String> },
    #[error("{file}: a template path may hold only letters, digits and . _ / -")]
    UnsafePath { file: String },
}

impl From<RenderError> for Error {
    fn from(error: RenderError) -> Self {
        match error {
            RenderError::Catalog(inner) => inner.into(),
            other => {
                let hint = match &other {
                    RenderError::Collision { path, .. } => {
                        format!(
                            "one path has one owner; to take it over, list {path} in `replaces` of the later layer"
                        )
                    }
                    RenderError::UnknownName { known, .. } => format!("known names: {}", known.join(", ")),
                    RenderError::IdleRule { .. } => {
                        "a rule names an emitted path (without .j2) or a folder of its own layer".to_owned()
                    }
                    _ => "the templates are at fault, not the command line".to_owned(),
                };
                Error::new(Exit::Usage, other).hint(hint)
            }
        }
    }
}
