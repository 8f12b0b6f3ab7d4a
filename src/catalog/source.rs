//! Where the templates come from: embedded in the binary, or files that were read from a folder.

use include_dir::{Dir, DirEntry, include_dir};
use std::collections::BTreeMap;

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// A read-only tree of files by path.
#[derive(Clone, Debug)]
pub enum Source {
    Embedded,
    /// Files of `--templates DIR`, read before; `origin` is the folder as it was named.
    Folder {
        origin: String,
        files: BTreeMap<String, Vec<u8>>,
    },
}

impl Source {
    /// How messages name a file of this source.
    pub fn display(&self, path: &str) -> String {
        match self {
            Self::Embedded => format!("templates/{path}"),
            Self::Folder { origin, .. } => format!("{}/{path}", origin.trim_end_matches('/')),
        }
    }

    pub fn file(&self, path: &str) -> Option<&[u8]> {
        match self {
            Self::Embedded => entry(path)?.as_file().map(include_dir::File::contents),
            Self::Folder { files, .. } => files.get(path).map(Vec::as_slice),
        }
    }

    /// Names of the folders directly below `path`, sorted.
    pub fn folders(&self, path: &str) -> Vec<String> {
        let mut names: Vec<String> = match self {
            Self::Embedded => entry(path)
                .and_then(DirEntry::as_dir)
                .map(|dir| {
                    dir.dirs().filter_map(|dir| Some(dir.path().file_name()?.to_str()?.to_owned())).collect()
                })
                .unwrap_or_default(),
            Self::Folder { files, .. } => below(files, path)
                .filter_map(|(rest, _)| rest.split_once('/').map(|(first, _)| first.to_owned()))
                .collect(),
        };
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Every file below the folder `path`, by its path from there, in byte order.
    pub fn walk(&self, path: &str) -> Vec<(String, &[u8])> {
        let mut found = Vec::new();
        match self {
            Self::Embedded => {
                if let Some(dir) = entry(path).and_then(DirEntry::as_dir) {
                    collect(dir, path.len() + 1, &mut found);
                }
            }
            Self::Folder { files, .. } => {
                found.extend(below(files, path).map(|(rest, bytes)| (rest.to_owned(), bytes.as_slice())));
            }
        }
        found.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        found
    }

    /// Every file, by its full path.
    pub fn all(&self) -> Vec<(String, &[u8])> {
        match self {
            Self::Embedded => {
                let mut found = Vec::new();
                collect(&EMBEDDED, 0, &mut found);
                found.sort_unstable_by(|a, b| a.0.cmp(&b.0));
                found
            }
            Self::Folder { files, .. } => {
                files.iter().map(|(path, bytes)| (path.clone(), bytes.as_slice())).collect()
            }
        }
    }
}

/// Goes down one folder per name. `Dir::get_entry` compares with every path there is, which was nine tenths of a start.
fn entry(path: &str) -> Option<&'static DirEntry<'static>> {
    let mut names = path.split('/').peekable();
    let mut entries = EMBEDDED.entries();
    while let Some(name) = names.next() {
        let found = entries.iter().find(|entry| entry.path().file_name().is_some_and(|last| last == name))?;
        if names.peek().is_none() {
            return Some(found);
        }
        entries = found.as_dir()?.entries();
    }
    None
}

fn collect(dir: &'static Dir<'static>, cut: usize, found: &mut Vec<(String, &[u8])>) {
    for file in dir.files() {
        let path = file.path().to_str().expect("template paths are ASCII, held by a test");
        // include_dir keeps the separator of the machine that built the binary.
        found.push((path[cut..].replace('\\', "/"), file.contents()));
    }
    for inner in dir.dirs() {
        collect(inner, cut, found);
    }
}

fn below<'f>(
    files: &'f BTreeMap<String, Vec<u8>>,
    folder: &str,
) -> impl Iterator<Item = (&'f str, &'f Vec<u8>)> + use<'f> {
    let prefix = format!("{folder}/");
    let start = prefix.clone();
    files
        .range(start..)
        .take_while({
            let prefix = prefix.clone();
            move |(path, _)| path.starts_with(&prefix)
        })
        .map(move |(path, bytes)| (&path[prefix.len()..], bytes))
}
