//! The closed list of git calls. Nothing else in this program starts git.

pub(crate) mod history;
mod pristine;

pub use pristine::{Identity, Pristine, commit_date, identity};
pub(crate) use pristine::{Repository, add, commit, has_commits, init, mark_executable, worktree};

use crate::error::Error;
use camino::Utf8Path;
use std::process::{Command, Output, Stdio};

/// Runs git in a folder with the caller's configuration, for questions about what is there.
///
/// Variables that redirect git elsewhere (`GIT_DIR` and the like) are cleared, so that the folder decides.
/// Fails when git is missing; the exit status is the caller's to judge.
pub(crate) fn ask(dir: &Utf8Path, args: &[&str]) -> Result<Output, Error> {
    run(command(dir).args(args))
}

fn command(dir: &Utf8Path) -> Command {
    let mut command = Command::new("git");
    for (key, _) in std::env::vars_os() {
        if key.to_str().is_some_and(|key| key.starts_with("GIT_")) {
            command.env_remove(key);
        }
    }
    command.current_dir(dir).stdin(Stdio::null()).env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0");
    command
}

fn run(command: &mut Command) -> Result<Output, Error> {
    command.output().map_err(|fault| {
        let missing = fault.kind() == std::io::ErrorKind::NotFound;
        let error = Error::io("cannot run git", fault);
        if missing { error.hint("install git, or use --git none") } else { error }
    })
}
