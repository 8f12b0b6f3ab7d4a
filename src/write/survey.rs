//! What writing a tree into a folder would do, path by path, before anything is done.

use super::conflict::{Obstacle, OnConflict};
use super::{JOURNAL, disk};
use crate::error::Error;
use crate::render::{File, Tree};
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::fs;
use std::io;

/// What is added to the name of our version when both are kept.
pub const BESIDE: &str = ".fortnight-new";

/// What will happen to one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    Create,
    /// Equal bytes are there.
    Same,
    Skip,
    Overwrite,
    /// Ours is written beside it, or is there already.
    KeepBoth {
        beside: String,
        there: bool,
    },
    Conflict(Obstacle),
}

/// What writing a tree into a folder would do.
#[derive(Clone, Debug)]
pub struct Survey {
    pub target: Utf8PathBuf,
    /// Whether the target is an existing folder.
    pub exists: bool,
    /// Whether an earlier run in this folder did not end; writing finishes or undoes it first.
    pub unfinished: bool,
    /// By path.
    pub fates: BTreeMap<String, Fate>,
}

#[derive(Debug, thiserror::Error)]
enum SurveyError {
    #[error("{0} is not a folder")]
    NotAFolder(Utf8PathBuf),
    #[error("{0} is a symbolic link to something that does not exist")]
    Dangling(Utf8PathBuf),
    #[error("{0} cannot be made: a missing folder has no ..")]
    Upwards(Utf8PathBuf),
    #[error("nothing was written: in {target}, {} in the way{list}", count(*.number))]
    InTheWay { target: Utf8PathBuf, number: usize, list: List },
    #[error("the tree holds a path that must not be written: {0:?}")]
    Unsafe(String),
}

/// Compares a tree with what is at the target; nothing is written.
pub fn survey(tree: &Tree, target: &Utf8Path, on_conflict: OnConflict) -> Result<Survey, Error> {
    for path in tree.files.keys() {
        if !is_safe(path) {
            return Err(Error::new(crate::error::Exit::Bug, SurveyError::Unsafe(path.clone())));
        }
    }
    let unreadable = |fault| Error::io(format!("cannot look at {target}"), fault);
    let exists = match disk::look(target).map_err(unreadable)? {
        None => false,
        Some(found) if found.is_dir() => true,
        Some(found) if found.is_symlink() => match fs::metadata(target) {
            Ok(end) if end.is_dir() => true,
            Ok(_) => return Err(not_a_folder(target)),
            Err(_) => return Err(Error::refused(SurveyError::Dangling(target.to_owned())).hint(ELSEWHERE)),
        },
        Some(_) => return Err(not_a_folder(target)),
    };
    if !exists {
        let (parent, missing) = disk::existing_parent(target).map_err(unreadable)?;
        if !parent.is_dir() {
            return Err(not_a_folder(&parent));
        }
        if missing.components().any(|part| part.as_str() == "..") {
            return Err(Error::refused(SurveyError::Upwards(target.to_owned())).hint(ELSEWHERE));
        }
    }
    let mut parents = HashMap::new();
    let mut fates = BTreeMap::new();
    for (path, file) in &tree.files {
        let fate = if exists {
            fate(target, path, file, on_conflict, &mut parents)
                .map_err(|fault| Error::io(format!("cannot look at {}", target.join(path)), fault))?
        } else {
            Fate::Create
        };
        fates.insert(path.clone(), fate);
    }
    let unfinished = exists && disk::look(&target.join(JOURNAL)).map_err(unreadable)?.is_some();
    Ok(Survey { target: target.to_owned(), exists, unfinished, fates })
}

const ELSEWHERE: &str = "name another folder: fortnight new TRACK DIR";

fn not_a_folder(path: &Utf8Path) -> Error {
    Error::refused(SurveyError::NotAFolder(path.to_owned())).hint(ELSEWHERE)
}

impl Survey {
    /// Refuses when anything is in the way, and lists all of it.
    pub fn check(&self) -> Result<(), Error> {
        let list: Vec<(String, Obstacle)> = self
            .fates
            .iter()
            .filter_map(|(path, fate)| match fate {
                Fate::Conflict(obstacle) => Some((path.clone(), obstacle.clone())),
                _ => None,
            })
            .collect();
        if list.is_empty() {
            return Ok(());
        }
        let choice = list.iter().all(|(_, obstacle)| obstacle.has_choice());
        let error = Error::refused(SurveyError::InTheWay {
            target: self.target.clone(),
            number: list.len(),
            list: List(list),
        });
        Err(if choice {
            error.hint(
                "--on-conflict skip keeps yours, overwrite takes ours, keep-both writes ours beside yours \
                 as *.fortnight-new",
            )
        } else {
            error.hint("move it away, or name another folder: fortnight new TRACK DIR")
        })
    }
}

#[derive(Debug)]
struct List(Vec<(String, Obstacle)>);

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(path, obstacle)| write!(f, "\n  {path}: {obstacle}"))
    }
}

fn count(number: usize) -> String {
    if number == 1 { "1 path is".to_owned() } else { format!("{number} paths are") }
}

/// What a folder of the tree is on disk; links not followed.
#[derive(Clone)]
enum Parent {
    Missing,
    Folder,
    Blocked(Obstacle),
}

fn parent<'t>(
    target: &Utf8Path,
    folder: &'t str,
    known: &mut HashMap<&'t str, Parent>,
) -> io::Result<Parent> {
    if let Some(parent) = known.get(folder) {
        return Ok(parent.clone());
    }
    let above = match folder.rsplit_once('/') {
        Some((above, _)) => parent(target, above, known)?,
        None => Parent::Folder,
    };
    let found = match above {
        Parent::Folder => match disk::look(&target.join(folder))? {
            None => Parent::Missing,
            Some(found) if found.is_dir() => Parent::Folder,
            Some(found) if found.is_symlink() => Parent::Blocked(Obstacle::ParentIsLink(folder.to_owned())),
            Some(_) => Parent::Blocked(Obstacle::ParentIsFile(folder.to_owned())),
        },
        other => other,
    };
    known.insert(folder, found.clone());
    Ok(found)
}

fn fate<'t>(
    target: &Utf8Path,
    path: &'t str,
    file: &File,
    on_conflict: OnConflict,
    parents: &mut HashMap<&'t str, Parent>,
) -> io::Result<Fate> {
    if let Some((folder, _)) = path.rsplit_once('/') {
        match parent(target, folder, parents)? {
            Parent::Folder => {}
            Parent::Missing => return Ok(Fate::Create),
            Parent::Blocked(obstacle) => return Ok(Fate::Conflict(obstacle)),
        }
    }
    let Some(obstacle) = compare(&target.join(path), file)? else { return Ok(Fate::Create) };
    let obstacle = match obstacle {
        None => return Ok(Fate::Same),
        Some(obstacle) if !obstacle.has_choice() => return Ok(Fate::Conflict(obstacle)),
        Some(obstacle) => obstacle,
    };
    Ok(match on_conflict {
        OnConflict::Abort => Fate::Conflict(obstacle),
        OnConflict::Skip => Fate::Skip,
        OnConflict::Overwrite => Fate::Overwrite,
        OnConflict::KeepBoth => {
            let beside = format!("{path}{BESIDE}");
            match compare(&target.join(&beside), file)? {
                None => Fate::KeepBoth { beside, there: false },
                Some(None) => Fate::KeepBoth { beside, there: true },
                Some(Some(_)) => Fate::Conflict(Obstacle::BesideTaken(beside)),
            }
        }
    })
}

/// `None`: nothing is there; `Some(None)`: the same is there.
#[expect(clippy::option_option, reason = "two questions, each with an answer of its own")]
fn compare(at: &Utf8Path, file: &File) -> io::Result<Option<Option<Obstacle>>> {
    let Some(found) = disk::look(at)? else { return Ok(None) };
    Ok(Some(if found.is_symlink() {
        Some(Obstacle::Link)
    } else if found.is_dir() {
        Some(Obstacle::Folder)
    } else if !found.is_file() {
        Some(Obstacle::Special)
    } else if found.len() != file.bytes.len() as u64 || fs::read(at)? != *file.bytes {
        Some(Obstacle::Differs)
    } else if disk::runs_as(&found, file.mode) {
        None
    } else {
        Some(Obstacle::Mode)
    }))
}

/// Whether a path stays below its root and out of what is git's or ours. The renderer has checked it already;
/// the disk is the wrong place to find out that it did not.
fn is_safe(path: &str) -> bool {
    !path.contains(['\\', '\0', ':'])
        && !path.split('/').enumerate().any(|(depth, part)| {
            matches!(part, "" | "." | "..")
                || part.eq_ignore_ascii_case(".git")
                || depth == 0 && part.eq_ignore_ascii_case(JOURNAL)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leaves_its_folder_is_never_written() {
        for path in ["a", "a/b.txt", ".github/x", "a..b", ".gitignore"] {
            assert!(is_safe(path), "{path}");
        }
        for path in
            ["", "/a", "a/", "a//b", "../a", "a/../b", "./a", "a\\b", "C:a", ".git/config", "x/.GIT/y"]
        {
            assert!(!is_safe(path), "{path}");
        }
        assert!(!is_safe(".fortnight-journal/changes"));
    }
}
