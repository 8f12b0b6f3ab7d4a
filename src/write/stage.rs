//! A new target: everything is made in a folder beside it, and one rename makes it appear.

use super::around::Task;
use super::report::{Outcome, Report};
use super::{Git, Steps, disk, repository};
use crate::error::Error;
use crate::render::Tree;
use camino::{Utf8Path, Utf8PathBuf};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};

const PREFIX: &str = ".fortnight-";
/// Letters that `tempfile` adds; with the prefix and [`LOCK`], how a staging folder is recognised.
const RANDOM: usize = 6;
/// Locked for as long as its run lives, and the sign that the folder is ours.
const LOCK: &str = "staging.lock";
const TREE: &str = "tree";

#[derive(Debug, thiserror::Error)]
#[error("{0} appeared while it was being made; it was left as it is")]
struct Appeared(Utf8PathBuf);

/// Writes a tree to a target that does not exist.
pub(super) fn emit(
    tree: &Tree,
    target: &Utf8Path,
    git: &Git,
    task: Task,
    steps: &Steps,
) -> Result<Report, Error> {
    let cannot = |fault| Error::io(format!("cannot make {target}"), fault);
    let (parent, missing) = disk::existing_parent(target).map_err(cannot)?;
    sweep(&parent);
    let stage = Stage::open(&parent).map_err(cannot)?;
    steps.done()?;

    // Missing parents of the target are staged as well, so that they appear, or not, together with it.
    let root = stage.folder.join(TREE);
    let below: Vec<&str> = missing.components().map(|part| part.as_str()).collect();
    let staged = below.iter().skip(1).fold(root.clone(), |folder, part| folder.join(part));
    fs::create_dir_all(&staged).map_err(cannot)?;
    steps.done()?;

    disk::write_files(&staged, tree.files.iter().map(|(path, file)| (path.as_str(), file)), steps)?;
    let outcome = match task {
        Task::New { commit } => {
            repository::create(tree, &staged, git, steps)?;
            if commit { Outcome::Committed } else { Outcome::Initialised }
        }
        // A repository of its own cannot be in a folder that does not exist.
        Task::First => Outcome::NotAsked,
        Task::Nothing(outcome) => outcome,
    };
    appear(root, &parent, &below).map_err(|fault| match fault.kind() {
        io::ErrorKind::AlreadyExists => {
            Error::refused(Appeared(target.to_owned())).hint("look at it, then run the command again")
        }
        _ => cannot(fault),
    })?;
    // The target is there: from here on nothing fails, and an interrupt comes too late.
    drop(stage);
    Ok(Report {
        target: target.to_owned(),
        written: tree.files.keys().cloned().collect(),
        overwritten: Vec::new(),
        same: Vec::new(),
        skipped: Vec::new(),
        kept: Vec::new(),
        recovered: None,
        repository: outcome,
        inside: None,
        notes: Vec::new(),
    })
}

/// Renames what is staged to its place. A parent that another run made meanwhile is entered instead.
fn appear(mut from: Utf8PathBuf, parent: &Utf8Path, below: &[&str]) -> io::Result<()> {
    let mut to = parent.to_owned();
    let mut parts = below.iter();
    let Some(first) = parts.next() else { return Err(io::ErrorKind::AlreadyExists.into()) };
    to.push(first);
    loop {
        match disk::rename_new(&from, &to) {
            Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => {
                let Some(part) = parts.next() else { return Err(fault) };
                from.push(part);
                to.push(part);
            }
            outcome => return outcome,
        }
    }
}

/// A locked staging folder; dropping it removes it.
struct Stage {
    lock: Option<File>,
    folder: Utf8PathBuf,
}

impl Stage {
    fn open(parent: &Utf8Path) -> io::Result<Self> {
        loop {
            let temp = tempfile::Builder::new().prefix(PREFIX).rand_bytes(RANDOM).tempdir_in(parent)?;
            let folder = Utf8PathBuf::try_from(temp.path().to_owned()).map_err(io::Error::other)?;
            let path = folder.join(LOCK);
            // Another run may sweep the folder away until the lock is held; then a new one is made.
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Err(fault) if fault.kind() == io::ErrorKind::NotFound => {}
                Err(fault) => return Err(fault),
                Ok(mut lock) => {
                    lock.lock()?;
                    if disk::look(&path)?.is_some() {
                        lock.write_all(
                            b"A run of fortnight makes a repository here. Locked while it lives.\n",
                        )?;
                        let _ = temp.keep();
                        return Ok(Self { lock: Some(lock), folder });
                    }
                }
            }
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        clear(&self.folder, &mut self.lock);
    }
}

/// Removes a staging folder whose lock is held; the lock goes last, so that a half-removed one is still known.
fn clear(folder: &Utf8Path, lock: &mut Option<File>) {
    let _ = disk::remove_all(&folder.join(TREE));
    if cfg!(windows) {
        // An open file keeps its folder there.
        *lock = None;
    }
    let _ = fs::remove_file(folder.join(LOCK));
    let _ = fs::remove_dir(folder);
}

/// Removes what killed runs left beside the target. Whatever goes wrong is left for the next run.
fn sweep(parent: &Utf8Path) {
    let Ok(entries) = parent.read_dir_utf8() else { return };
    for entry in entries.flatten() {
        let ours = entry.file_name().strip_prefix(PREFIX).is_some_and(|rest| rest.len() == RANDOM);
        if ours && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            sweep_one(entry.path());
        }
    }
}

fn sweep_one(folder: &Utf8Path) {
    // Succeeds only on an empty folder: killed before its lock existed.
    if fs::remove_dir(folder).is_ok() {
        return;
    }
    let path = folder.join(LOCK);
    if !disk::look(&path).is_ok_and(|found| found.is_some_and(|found| found.is_file())) {
        return;
    }
    let Ok(lock) = File::open(&path) else { return };
    if lock.try_lock().is_ok() {
        clear(folder, &mut Some(lock));
    }
}
