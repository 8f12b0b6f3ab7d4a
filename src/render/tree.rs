//! Every byte, mode and owner that will exist, built in memory before anything is written.

use crate::catalog::{hex, sha256};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The name of the file that says what was asked for; it is not part of the tree hash, because it carries it.
pub const MARKER: &str = ".fortnight.toml";

/// The two file modes that git knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Regular,
    Executable,
}

impl Mode {
    /// A file is executable exactly when it starts with `#!`.
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.starts_with(b"#!") { Self::Executable } else { Self::Regular }
    }

    /// As `git ls-tree` prints it.
    pub fn git(self) -> &'static str {
        match self {
            Self::Regular => "100644",
            Self::Executable => "100755",
        }
    }
}

/// One file to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File<'c> {
    pub bytes: Cow<'c, [u8]>,
    pub mode: Mode,
    /// The layer it comes from, as a folder of the templates: `base`, `languages/python`, `tracks/backend`, ...
    pub owner: String,
    /// Whether the template engine made it (`.j2`) or it was copied byte for byte.
    pub rendered: bool,
}

/// The files of one repository by path; `/` separates folders on every system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree<'c> {
    pub files: BTreeMap<String, File<'c>>,
}

impl Tree<'_> {
    /// `sha256:<64 hex>` over one line a path, in byte order: `<mode> <sha256 of the bytes> <path>\n`.
    ///
    /// The marker file is left out. `docs/tree-hash.md` has the shell line that recomputes it from any commit.
    pub fn hash(&self) -> String {
        let mut all = Sha256::new();
        for line in self.hash_lines() {
            all.update(line.as_bytes());
        }
        format!("sha256:{}", hex(&all.finalize()))
    }

    /// The lines that the hash is made of, each with its line end.
    pub fn hash_lines(&self) -> impl Iterator<Item = String> + '_ {
        self.files
            .iter()
            .filter(|(path, _)| path.as_str() != MARKER)
            .map(|(path, file)| format!("{} {} {path}\n", file.mode.git(), sha256(&file.bytes)))
    }

    /// Bytes of all files together.
    pub fn size(&self) -> usize {
        self.files.values().map(|file| file.bytes.len()).sum()
    }
}
