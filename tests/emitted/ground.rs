//! What a proof stands on: a catalog, its patches, the generator, and where things are written.

use crate::cases::Case;
use crate::parts::patch::Kind;
use fortnight::catalog::Catalog;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(crate) struct Ground {
    pub(crate) catalog: Catalog,
    /// The templates as a folder, where they are not the embedded ones.
    pub(crate) templates: Option<PathBuf>,
    /// Holds `solutions/`, `fixes/` and `mutants/`.
    pub(crate) patches: PathBuf,
}

impl Ground {
    /// The embedded catalog and the patches beside this proof.
    pub(crate) fn ours() -> Self {
        Self { catalog: Catalog::embedded(), templates: None, patches: root().join("tests") }
    }

    /// The patches of one kind, sorted by name.
    pub(crate) fn patches(&self, case: &Case, kind: Kind) -> Result<Vec<PathBuf>, String> {
        let folder = self.patches.join(kind.folder()).join(case.stack());
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for entry in read_dir(&folder)? {
            if entry.extension().is_none_or(|end| end != "patch") {
                return Err(format!("{} is no patch", entry.display()));
            }
            found.push(entry);
        }
        found.sort();
        Ok(found)
    }

    /// Every patch of a stack by its name, for its hash.
    pub(crate) fn patch_bytes(&self, case: &Case) -> Result<BTreeMap<String, Vec<u8>>, String> {
        let mut all = BTreeMap::new();
        for kind in Kind::ALL {
            for path in self.patches(case, kind)? {
                let name = format!("{}/{}/{}", kind.folder(), case.stack(), stem(&path));
                let bytes = std::fs::read(&path).map_err(|fault| format!("{}: {fault}", path.display()))?;
                all.insert(name, bytes);
            }
        }
        Ok(all)
    }
}

/// The folder of the generator.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The file name without its end.
pub(crate) fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

pub(crate) fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|fault| format!("{}: {fault}", path.display()))
}

pub(crate) fn read_dir(path: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(path).map_err(|fault| format!("{}: {fault}", path.display()))?;
    let mut found: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    found.sort();
    Ok(found)
}
