//! What git already knows about the place that is written to, and what follows for the commit.

use super::report::Outcome;
use super::{Git, disk};
use crate::error::Error;
use crate::git;
use camino::{Utf8Path, Utf8PathBuf};

/// What is to be done with git.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// A new repository, made where the files are staged.
    New { commit: bool },
    /// The first commit of a repository that is there and has none: a fresh clone.
    First,
    /// Nothing, and why.
    Nothing(Outcome),
}

#[derive(Debug, thiserror::Error)]
#[error("{0} is there but is no git repository")]
struct Odd(Utf8PathBuf);

/// Decides; the work tree around the target is returned when the target is a subfolder of it.
pub(super) fn decide(
    target: &Utf8Path,
    exists: bool,
    git: &Git,
) -> Result<(Task, Option<Utf8PathBuf>), Error> {
    let from = if exists {
        target.to_owned()
    } else {
        let looked = disk::existing_parent(target);
        looked.map_err(|fault| Error::io(format!("cannot look at {target}"), fault))?.0
    };
    let found = git::worktree(&from);
    let inside = found.as_ref().filter(|tree| !(tree.here && exists)).map(|tree| tree.root.clone());
    let commit = match git {
        Git::None => return Ok((Task::Nothing(Outcome::NotAsked), inside)),
        Git::Init => false,
        Git::Commit(_) => true,
    };
    let task = match found {
        Some(_) if inside.is_some() => Task::Nothing(Outcome::Nested),
        Some(_) if commit => first_commit(target)?,
        Some(_) => Task::Nothing(Outcome::Existing),
        None if exists && !is_free(&target.join(".git"))? => {
            return Err(Error::refused(Odd(target.join(".git"))).hint("move it away, or use --git none"));
        }
        None => Task::New { commit },
    };
    Ok((task, inside))
}

fn is_free(path: &Utf8Path) -> Result<bool, Error> {
    let found = disk::look(path).map_err(|fault| Error::io(format!("cannot look at {path}"), fault))?;
    Ok(found.is_none())
}

fn first_commit(target: &Utf8Path) -> Result<Task, Error> {
    if git::has_commits(target)? {
        return Ok(Task::Nothing(Outcome::HasCommits));
    }
    let git_dir = target.join(".git");
    // A `.git` file belongs to a work tree of another repository or to a submodule: not ours to begin.
    if git_dir.is_dir() && is_free(&git_dir.join("index"))? {
        Ok(Task::First)
    } else {
        Ok(Task::Nothing(Outcome::HasStaged))
    }
}
