//! The git calls on a staged tree.

use super::{Git, Steps};
use crate::error::Error;
use crate::git::{self, Repository};
use crate::render::{Mode, Tree};
use camino::Utf8Path;

/// Makes the repository of a staged tree, and its commit when one is wanted.
pub(super) fn create(tree: &Tree, staged: &Utf8Path, git: &Git, steps: &Steps) -> Result<(), Error> {
    steps.git(git::init(staged))?;
    let Git::Commit(pristine) = git else { return Ok(()) };
    let repository = Repository { files: staged, git_dir: Utf8Path::new(".git"), index: None };
    add(tree, repository, steps)?;
    steps.git(git::commit(repository, pristine))
}

/// Adds the staged tree, with the modes it is meant to have.
pub(super) fn add(tree: &Tree, repository: Repository, steps: &Steps) -> Result<(), Error> {
    steps.git(git::add(repository))?;
    let scripts: Vec<&str> = tree
        .files
        .iter()
        .filter(|(_, file)| file.mode == Mode::Executable)
        .map(|(path, _)| path.as_str())
        .collect();
    match scripts.first() {
        Some(script) if !keeps_modes(&repository.files.join(script)) => {
            steps.git(git::mark_executable(repository, &scripts))
        }
        _ => Ok(()),
    }
}

/// Whether a script that was just written is executable: not on Windows, and not under every umask.
#[cfg(unix)]
fn keeps_modes(script: &Utf8Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    script.metadata().is_ok_and(|found| found.permissions().mode() & 0o100 != 0)
}

#[cfg(not(unix))]
fn keeps_modes(_: &Utf8Path) -> bool {
    false
}
