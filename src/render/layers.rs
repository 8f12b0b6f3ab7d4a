//! The layers of one repository, lowest first, and the rule that a path has one owner.

use super::engine::Engine;
use super::error::RenderError;
use super::tree::{File, Mode, Tree};
use crate::catalog::{Catalog, When};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// One folder of the templates that contributes files.
pub(super) struct Layer<'c> {
    /// The folder, and the owner that the tree names: `base`, `tracks/backend/python-fastapi`, ...
    pub(super) owner: String,
    manifest: String,
    /// Where the files are, below the templates.
    folder: String,
    files: Vec<(String, &'c [u8])>,
    replaces: Vec<String>,
    when: Vec<When>,
}

impl<'c> Layer<'c> {
    pub(super) fn new(
        catalog: &'c Catalog,
        owner: &str,
        manifest: &str,
        replaces: Vec<String>,
        when: Vec<When>,
    ) -> Self {
        let folder = format!("{owner}/files");
        Self {
            owner: owner.to_owned(),
            manifest: catalog.source().display(&format!("{owner}/{manifest}")),
            files: catalog.source().walk(&folder),
            folder,
            replaces,
            when,
        }
    }

    /// Further files of the same owner: what a skill brings for one track.
    pub(super) fn with_folder(catalog: &'c Catalog, owner: &str, folder: &str, manifest: &str) -> Self {
        Self {
            owner: owner.to_owned(),
            manifest: catalog.source().display(&format!("{owner}/{manifest}")),
            files: catalog.source().walk(folder),
            folder: folder.to_owned(),
            replaces: Vec::new(),
            when: Vec::new(),
        }
    }

    /// Adds this layer's files to the tree.
    pub(super) fn add(
        self,
        catalog: &Catalog,
        engine: &Engine<'_>,
        tree: &mut Tree<'c>,
        owners: &mut Owners,
    ) -> Result<(), RenderError> {
        for path in &self.replaces {
            if !tree.files.contains_key(path) {
                let (manifest, path) = (self.manifest.clone(), path.clone());
                return Err(RenderError::NothingToReplace { manifest, path });
            }
        }
        let left_out = self.left_out(engine)?;
        for (source, bytes) in &self.files {
            let path = emitted(source);
            let file = catalog.source().display(&format!("{}/{source}", self.folder));
            if !is_safe(path) {
                return Err(RenderError::UnsafePath { file });
            }
            if left_out.iter().any(|rule| covers(rule, path)) {
                continue;
            }
            owners.claim(path, &self.owner, self.replaces.iter().any(|replaced| replaced == path))?;
            let rendered = source.len() != path.len();
            let bytes = if rendered {
                Cow::Owned(engine.render(&file, bytes)?.into_bytes())
            } else {
                Cow::Borrowed(*bytes)
            };
            let mode = Mode::of(&bytes);
            tree.files.insert(path.to_owned(), File { bytes, mode, owner: self.owner.clone(), rendered });
        }
        Ok(())
    }

    /// Paths whose rule does not hold. Every rule is decided and must have a file, so that none rots.
    fn left_out(&self, engine: &Engine<'_>) -> Result<Vec<&str>, RenderError> {
        let mut out = Vec::new();
        for rule in &self.when {
            let holds = engine.decide(&self.manifest, &rule.r#if)?;
            for path in &rule.paths {
                if !self.files.iter().any(|(source, _)| covers(path, emitted(source))) {
                    let (manifest, path) = (self.manifest.clone(), path.clone());
                    return Err(RenderError::IdleRule { manifest, path });
                }
                if !holds {
                    out.push(path.as_str());
                }
            }
        }
        Ok(out)
    }
}

/// The emitted path of a template file.
fn emitted(source: &str) -> &str {
    source.strip_suffix(".j2").unwrap_or(source)
}

/// Whether a rule's path is this path or a folder above it.
fn covers(rule: &str, path: &str) -> bool {
    let rule = rule.trim_end_matches('/');
    path.strip_prefix(rule).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_safe(path: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._/-{}".contains(c);
    !path.is_empty()
        && path.chars().all(plain)
        && path.split('/').all(|part| !part.is_empty() && part != "." && part != ".." && part != ".git")
}

/// Who owns which path and which folder, compared without regard to case as some disks do.
#[derive(Default)]
pub(super) struct Owners {
    files: HashMap<String, String>,
    folders: BTreeMap<String, String>,
}

impl Owners {
    fn claim(&mut self, path: &str, owner: &str, replaces: bool) -> Result<(), RenderError> {
        let folded = path.to_ascii_lowercase();
        if let Some(first) = self.files.get(&folded)
            && !replaces
        {
            let (first, second) = (first.clone(), owner.to_owned());
            return Err(RenderError::Collision { path: path.to_owned(), first, second });
        }
        let clash = |first: &String, path: &str| RenderError::FileAndFolder {
            path: path.to_owned(),
            first: first.clone(),
            second: owner.to_owned(),
        };
        if let Some(first) = self.folders.get(&folded) {
            return Err(clash(first, path));
        }
        for (at, _) in folded.match_indices('/') {
            if let Some(first) = self.files.get(&folded[..at]) {
                return Err(clash(first, &path[..at]));
            }
            self.folders.entry(folded[..at].to_owned()).or_insert_with(|| owner.to_owned());
        }
        self.files.insert(folded, owner.to_owned());
        Ok(())
    }
}
