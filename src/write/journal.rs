//! The journal of an in-place run: everything is staged in it first, so that a killed run can be finished.
//!
//! Every change is a rename: the file that is replaced goes into the journal, ours comes out of it. A change is
//! therefore undone by the same renames backwards, and at any moment each file is either still staged or in place.

use super::report::Recovered;
use super::{JOURNAL, Steps, disk};
use crate::error::Error;
use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io;

/// What is added to the name of a replaced file that cannot go back, because its place is taken.
const OLD: &str = ".fortnight-old";

/// One file to put in place.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(super) struct Change {
    /// Below the staged tree.
    pub(super) staged: String,
    /// Below the target.
    pub(super) path: String,
    /// The sha256 of its bytes.
    pub(super) ours: String,
    /// What is replaced, as [`disk::fingerprint`] writes it.
    pub(super) was: Option<String>,
}

/// The list of changes; once it is written, a killed run is finished by the next one.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Changes {
    /// The process that staged them.
    pub(super) run: u32,
    /// Folders to make, parents first.
    pub(super) folders: Vec<String>,
    pub(super) files: Vec<Change>,
    /// Whether a staged repository goes in place last.
    pub(super) repository: bool,
    /// Whether it has its commit.
    pub(super) committed: bool,
}

#[derive(Debug, thiserror::Error)]
enum JournalError {
    #[error("another run of fortnight is writing in {0}")]
    Busy(Utf8PathBuf),
    #[error("{0} is not a journal of this version of fortnight")]
    Unreadable(Utf8PathBuf),
    #[error("{path} appeared in {target} while it was being written; it was left as it is")]
    Appeared { target: Utf8PathBuf, path: String },
}

/// A locked journal in the target.
pub(super) struct Journal {
    target: Utf8PathBuf,
    folder: Utf8PathBuf,
    lock: File,
    /// Names what this run stages: a git that outlives a killed run must not find the files of the next one.
    run: u32,
}

impl Journal {
    /// Begins a journal in a folder that has none.
    pub(super) fn begin(target: &Utf8Path) -> Result<Self, Error> {
        let folder = target.join(JOURNAL);
        match fs::create_dir(&folder) {
            Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => Err(busy(target)),
            Err(fault) => Err(Error::io(format!("cannot write in {target}"), fault)),
            Ok(()) => Self::lock(target).inspect_err(|_| {
                // Only if it is still empty: otherwise it is another run's by now.
                let _ = fs::remove_dir(&folder);
            }),
        }
    }

    fn lock(target: &Utf8Path) -> Result<Self, Error> {
        let folder = target.join(JOURNAL);
        let path = folder.join("lock");
        let cannot = |fault| Error::io(format!("cannot lock {folder}"), fault);
        let open = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
        let lock = match open {
            // Swept away by a run that came between.
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Err(busy(target)),
            open => open.map_err(cannot)?,
        };
        if !disk::lock_soon(&lock) || disk::look(&path).map_err(cannot)?.is_none() {
            return Err(busy(target));
        }
        Ok(Self { target: target.to_owned(), folder, lock, run: std::process::id() })
    }

    pub(super) fn run(&self) -> u32 {
        self.run
    }

    /// Where the tree is staged.
    pub(super) fn tree(&self) -> Utf8PathBuf {
        self.folder.join(format!("tree-{}", self.run))
    }

    /// The index of a commit in a repository that was there before.
    pub(super) fn index(&self) -> Utf8PathBuf {
        self.folder.join(format!("index-{}", self.run))
    }

    fn list(&self) -> Utf8PathBuf {
        self.folder.join("changes")
    }

    fn backup(&self, number: usize) -> Utf8PathBuf {
        self.folder.join(format!("replaced/{number}"))
    }

    /// Writes the list of changes down: from now on a killed run is finished by the next one.
    pub(super) fn write(&self, changes: &Changes) -> Result<(), Error> {
        let text = serde_json::to_vec(changes).map_err(Error::failed)?;
        let unfinished = self.folder.join("changes.part");
        fs::create_dir(self.folder.join("replaced"))
            .and_then(|()| fs::write(&unfinished, text))
            .and_then(|()| fs::rename(&unfinished, self.list()))
            .map_err(|fault| Error::io("cannot write the journal", fault))
    }

    /// Does what is listed and not yet done.
    pub(super) fn apply(&self, changes: &Changes, steps: &Steps) -> Result<(), Error> {
        for folder in &changes.folders {
            match fs::create_dir(self.target.join(folder)) {
                Err(fault) if fault.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(Error::io(format!("cannot make {folder}"), fault));
                }
                _ => steps.done()?,
            }
        }
        for (number, change) in changes.files.iter().enumerate() {
            self.place(number, change).map_err(|fault| match fault.kind() {
                io::ErrorKind::AlreadyExists => Error::refused(JournalError::Appeared {
                    target: self.target.clone(),
                    path: change.path.clone(),
                }),
                _ => Error::io(format!("cannot write {}", change.path), fault),
            })?;
            steps.done()?;
        }
        // Last, and nothing fails after it: a repository in place means that all is in place.
        if changes.repository {
            let staged = self.tree().join(".git");
            let moved = disk::look(&staged).and_then(|found| match found {
                Some(_) => disk::rename_new(&staged, &self.target.join(".git")),
                None => Ok(()),
            });
            moved.map_err(|fault| Error::io("cannot put the repository in place", fault))?;
        }
        Ok(())
    }

    fn place(&self, number: usize, change: &Change) -> io::Result<()> {
        let staged = self.tree().join(&change.staged);
        if disk::look(&staged)?.is_none() {
            return Ok(());
        }
        let place = self.target.join(&change.path);
        let backup = self.backup(number);
        if change.was.is_some() && disk::look(&backup)?.is_none() {
            disk::rename_new(&place, &backup)?;
        }
        disk::rename_new(&staged, &place)
    }

    /// Puts everything back, as far as nobody changed it meanwhile; what could not go back is returned.
    pub(super) fn revert(&self, changes: &Changes, steps: &Steps) -> Result<Vec<String>, Error> {
        let mut notes = Vec::new();
        for (number, change) in changes.files.iter().enumerate().rev() {
            self.put_back(number, change, &mut notes)
                .map_err(|fault| Error::io(format!("cannot restore {}", change.path), fault))?;
            steps.undone();
        }
        for folder in changes.folders.iter().rev() {
            // Fails when somebody put something there, which is right.
            let _ = fs::remove_dir(self.target.join(folder));
        }
        Ok(notes)
    }

    fn put_back(&self, number: usize, change: &Change, notes: &mut Vec<String>) -> io::Result<()> {
        let staged = self.tree().join(&change.staged);
        let place = self.target.join(&change.path);
        // What is still staged was never put in place: whatever is there then is not ours.
        if disk::look(&staged)?.is_none() && disk::fingerprint(&place)?.as_ref() == Some(&change.ours) {
            disk::rename_new(&place, &staged)?;
        }
        let backup = self.backup(number);
        if disk::look(&backup)?.is_none() {
            return Ok(());
        }
        match disk::rename_new(&backup, &place) {
            Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => {
                let old = format!("{}{OLD}", change.path);
                notes.push(format!(
                    "{} was changed meanwhile; what was there before is now {old}",
                    change.path
                ));
                disk::rename_new(&backup, &self.target.join(old))
            }
            outcome => outcome,
        }
    }

    /// Ends the journal. The list goes first: without it, what remains has nothing to say.
    pub(super) fn end(self) -> io::Result<()> {
        let Self { folder, lock, .. } = self;
        match fs::remove_file(folder.join("changes")) {
            Err(fault) if fault.kind() != io::ErrorKind::NotFound => return Err(fault),
            _ => {}
        }
        if cfg!(windows) {
            drop(lock);
        }
        disk::remove_all(&folder)
    }

    /// Finishes or undoes what a killed run left in the target.
    pub(super) fn recover(target: &Utf8Path, steps: &Steps) -> Result<Option<Found>, Error> {
        let folder = target.join(JOURNAL);
        let unreadable = || {
            Error::refused(JournalError::Unreadable(folder.clone()))
                .hint("move it away; replaced/ in it may hold files of yours")
        };
        match disk::look(&folder).map_err(|fault| Error::io(format!("cannot look at {folder}"), fault))? {
            None => return Ok(None),
            Some(found) if found.is_dir() => {}
            Some(_) => return Err(unreadable()),
        }
        let mut journal = Self::lock(target)?;
        let cannot = |fault| Error::io(format!("cannot recover from {folder}"), fault);
        let mut found = Found { recovered: Recovered::Undone, notes: Vec::new() };
        match fs::read(journal.list()) {
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => {}
            Err(fault) => return Err(cannot(fault)),
            Ok(text) => {
                let changes: Changes = serde_json::from_slice(&text).map_err(|_| unreadable())?;
                journal.run = changes.run;
                if journal.can_finish(&changes).map_err(cannot)? {
                    journal.apply(&changes, steps)?;
                    journal.place_index().map_err(cannot)?;
                    found.recovered = Recovered::Finished { committed: changes.committed };
                } else {
                    found.notes = journal.revert(&changes, steps)?;
                }
            }
        }
        journal.end().map_err(cannot)?;
        Ok(Some(found))
    }

    /// Whether every byte is there, staged or in place, and nobody changed what would be replaced.
    fn can_finish(&self, changes: &Changes) -> io::Result<bool> {
        for (number, change) in changes.files.iter().enumerate() {
            let place = disk::fingerprint(&self.target.join(&change.path))?;
            let able = match disk::fingerprint(&self.tree().join(&change.staged))? {
                // In place since; it may have been worked on.
                None => place.is_some(),
                Some(staged) if staged != change.ours => false,
                Some(_) if disk::look(&self.backup(number))?.is_some() => place.is_none(),
                Some(_) => place == change.was,
            };
            if !able {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Puts the index of a commit in place that was made in a repository that was there before.
    pub(super) fn place_index(&self) -> io::Result<()> {
        let place = self.target.join(".git/index");
        // Without its commit the index is no use; the run that goes on from here makes both anew.
        let committed = crate::git::has_commits(&self.target).unwrap_or(false);
        if disk::look(&self.index())?.is_some() && disk::look(&place)?.is_none() && committed {
            disk::rename_new(&self.index(), &place)?;
        }
        Ok(())
    }
}

/// What recovering came to.
pub(super) struct Found {
    pub(super) recovered: Recovered,
    pub(super) notes: Vec<String>,
}

fn busy(target: &Utf8Path) -> Error {
    Error::refused(JournalError::Busy(target.to_owned())).hint("wait for it, then run the command again")
}
