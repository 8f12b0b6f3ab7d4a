//! What can be emitted: folders of templates and their manifests, read when they are asked for.

mod check;
mod digest;
mod error;
mod manifest;
mod source;

pub use check::RESERVED;
pub use digest::{hex, sha256};
pub use error::{CatalogError, unknown};
pub use manifest::{
    BaseManifest, Beside, Budget, Choice, LanguageManifest, Metric, Pivot, Prerequisite, ProofLevel,
    ProofStep, Question, SkillManifest, StackManifest, TrackManifest, When,
};
pub use source::Source;

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// The templates of this run.
#[derive(Clone, Debug)]
pub struct Catalog {
    source: Source,
}

impl Catalog {
    pub fn embedded() -> Self {
        Self { source: Source::Embedded }
    }

    /// A catalog over files that were read from a folder by the caller.
    pub fn from_files(origin: impl Into<String>, files: std::collections::BTreeMap<String, Vec<u8>>) -> Self {
        Self { source: Source::Folder { origin: origin.into(), files } }
    }

    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Ids of all tracks, sorted. A folder is a track.
    pub fn track_ids(&self) -> Vec<String> {
        self.source.folders("tracks")
    }

    /// Ids of the stacks of a track, sorted.
    pub fn stack_ids(&self, track: &str) -> Vec<String> {
        let mut ids = self.source.folders(&format!("tracks/{track}"));
        ids.retain(|id| id != "files");
        ids
    }

    pub fn skill_ids(&self) -> Vec<String> {
        self.source.folders("skills")
    }

    pub fn track(&self, id: &str) -> Result<TrackManifest, CatalogError> {
        let known = self.track_ids();
        if !known.iter().any(|known| known == id) {
            return Err(CatalogError::Unknown { kind: "track", id: id.to_owned(), known });
        }
        let file = format!("tracks/{id}/track.toml");
        let track: TrackManifest = self.manifest(&file)?;
        check::track(&track).map_err(|fault| self.fault(&file, &fault))?;
        Ok(track)
    }

    pub fn stack(&self, track: &str, id: &str) -> Result<StackManifest, CatalogError> {
        let known = self.stack_ids(track);
        if !known.iter().any(|known| known == id) {
            return Err(CatalogError::Unknown { kind: "stack", id: id.to_owned(), known });
        }
        let file = format!("tracks/{track}/{id}/stack.toml");
        let stack: StackManifest = self.manifest(&file)?;
        check::stack(&stack, &self.source.folders("languages")).map_err(|fault| self.fault(&file, &fault))?;
        Ok(stack)
    }

    pub fn skill(&self, id: &str) -> Result<SkillManifest, CatalogError> {
        let known = self.skill_ids();
        if !known.iter().any(|known| known == id) {
            return Err(CatalogError::Unknown { kind: "skill", id: id.to_owned(), known });
        }
        self.manifest(&format!("skills/{id}/skill.toml"))
    }

    pub fn language(&self, id: &str) -> Result<LanguageManifest, CatalogError> {
        self.manifest(&format!("languages/{id}/language.toml"))
    }

    pub fn base(&self) -> Result<BaseManifest, CatalogError> {
        self.manifest("base/base.toml")
    }

    /// The shared pins, as the templates see them.
    pub fn versions(&self) -> Result<toml::Table, CatalogError> {
        self.manifest("versions.toml")
    }

    /// sha256 over every file of the catalog, path and bytes: what `--version` prints the head of.
    pub fn hash(&self) -> String {
        let mut all = Sha256::new();
        for (path, bytes) in self.source.all() {
            all.update(format!("{} {path}\n", sha256(bytes)).as_bytes());
        }
        hex(&all.finalize())
    }

    fn manifest<T: DeserializeOwned>(&self, path: &str) -> Result<T, CatalogError> {
        let file = self.source.display(path);
        let bytes = self.source.file(path).ok_or(CatalogError::MissingManifest { file: file.clone() })?;
        let text = std::str::from_utf8(bytes).map_err(|fault| CatalogError::Manifest {
            file: file.clone(),
            line: String::from_utf8_lossy(&bytes[..fault.valid_up_to()]).matches('\n').count() + 1,
            column: 1,
            message: "not UTF-8".to_owned(),
        })?;
        toml::from_str(text).map_err(|fault| {
            let (line, column) = position(text, fault.span().map_or(0, |span| span.start));
            CatalogError::Manifest { file, line, column, message: fault.message().to_owned() }
        })
    }

    /// A fault of meaning, placed at the first line that names the field.
    fn fault(&self, path: &str, fault: &check::Fault) -> CatalogError {
        let text =
            self.source.file(path).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
        let named = |line: &str| {
            let line = line.trim_start().trim_start_matches('[');
            line.strip_prefix(fault.field)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
        };
        let line =
            text.lines().position(|line| named(line) && line.contains(&fault.near)).map_or(1, |at| at + 1);
        CatalogError::Manifest {
            file: self.source.display(path),
            line,
            column: 1,
            message: format!("`{}`: {}", fault.field, fault.message),
        }
    }
}

/// Line and column, both from 1, of a byte offset.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset.min(text.len())];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(1, |last| last.chars().count() + 1);
    (line, column)
}
