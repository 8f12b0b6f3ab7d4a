//! Tree to disk: all of it or nothing, and never a file of the user's without their word.
//!
//! A target that does not exist is staged beside it and appears with one rename. An existing folder is written in
//! place with a journal, which makes the next run in that folder finish or undo what a killed one began.

mod around;
mod conflict;
mod disk;
mod journal;
mod place;
mod report;
mod repository;
mod stage;
mod steps;
mod survey;

pub use conflict::{Obstacle, OnConflict};
pub use report::{Outcome, Recovered, Report};
pub use steps::Steps;
pub use survey::{BESIDE, Fate, Survey, survey};

use crate::error::Error;
use crate::git::Pristine;
use crate::render::Tree;
use camino::Utf8Path;

/// Where an in-place run keeps what it needs to be finished or undone.
pub const JOURNAL: &str = ".fortnight-journal";

/// What is to be done with git.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Git {
    /// A repository with the pristine first commit.
    Commit(Pristine),
    /// An empty repository.
    Init,
    None,
}

/// Writes a tree to a target, which is there and complete afterwards, or as it was before.
pub fn emit(
    tree: &Tree,
    target: &Utf8Path,
    on_conflict: OnConflict,
    git: &Git,
    steps: &Steps,
) -> Result<Report, Error> {
    // Git is started in other folders than ours, and must be told places that hold there too.
    let target = camino::absolute_utf8(target)
        .map_err(|fault| Error::io(format!("cannot tell where {target} is"), fault))?;
    let recovered = if target.is_dir() { journal::Journal::recover(&target, steps)? } else { None };
    let outcome = write(tree, &target, on_conflict, git, steps);
    let Some(found) = recovered else { return outcome };
    match outcome {
        Ok(mut report) => {
            let committed = found.recovered == Recovered::Finished { committed: true };
            if committed && report.repository == Outcome::HasCommits && report.written.is_empty() {
                report.repository = Outcome::Committed;
            }
            report.recovered = Some(found.recovered);
            report.notes.extend(found.notes);
            Ok(report)
        }
        Err(fault) => Err(fault.hint(found.recovered.to_string()).hints(found.notes)),
    }
}

fn write(
    tree: &Tree,
    target: &Utf8Path,
    on_conflict: OnConflict,
    git: &Git,
    steps: &Steps,
) -> Result<Report, Error> {
    let survey = survey(tree, target, on_conflict)?;
    survey.check()?;
    let (task, inside) = around::decide(target, survey.exists, git)?;
    let mut report = if survey.exists {
        place::emit(tree, &survey, git, task, steps)?
    } else {
        stage::emit(tree, target, git, task, steps)?
    };
    report.inside = inside;
    Ok(report)
}
