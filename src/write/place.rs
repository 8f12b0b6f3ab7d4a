//! An existing folder: written in place, with a journal that makes it all or nothing.

use super::around::Task;
use super::journal::{Change, Changes, Journal};
use super::report::{Outcome, Report};
use super::survey::{Fate, Survey};
use super::{Git, Steps, disk, repository};
use crate::catalog::sha256;
use crate::error::Error;
use crate::git::{self, Repository};
use crate::render::Tree;
use std::collections::BTreeSet;
use std::fs;

/// Writes what the survey found missing.
pub(super) fn emit(
    tree: &Tree,
    survey: &Survey,
    git: &Git,
    task: Task,
    steps: &Steps,
) -> Result<Report, Error> {
    let mut report = account(survey);
    report.repository = match task {
        Task::New { commit: true } | Task::First => Outcome::Committed,
        Task::New { commit: false } => Outcome::Initialised,
        Task::Nothing(outcome) => outcome,
    };
    if report.written.is_empty() && matches!(task, Task::Nothing(_)) {
        return Ok(report);
    }
    let journal = Journal::begin(&survey.target)?;
    let mut begun = None;
    let outcome = run(tree, survey, git, task, steps, &journal, &mut begun);
    if let Err(fault) = outcome {
        let reverted = match begun {
            Some(changes) => journal.revert(&changes, steps),
            None => Ok(Vec::new()),
        };
        return Err(match reverted {
            Ok(notes) => {
                // What stays says nothing any more; the next run here removes it.
                let _ = journal.end();
                fault.hints(notes)
            }
            Err(second) => fault.hint(format!(
                "not everything could be put back ({}); the next run here tries again",
                second.report()
            )),
        });
    }
    // The commit is made and stays, so nothing fails any more.
    if task == Task::First
        && let Err(fault) = journal.place_index()
    {
        report.notes.push(format!("git's index could not be written ({fault}); run git reset"));
    }
    if let Err(fault) = journal.end() {
        let left = survey.target.join(super::JOURNAL);
        report.notes.push(format!("{left} could not be removed ({fault}); the next run here removes it"));
    }
    Ok(report)
}

/// Stages, writes the list down (from then on `begun` has it), and puts everything in place.
fn run(
    tree: &Tree,
    survey: &Survey,
    git: &Git,
    task: Task,
    steps: &Steps,
    journal: &Journal,
    begun: &mut Option<Changes>,
) -> Result<(), Error> {
    steps.done()?;
    let staged = journal.tree();
    fs::create_dir(&staged).map_err(|fault| Error::io(format!("cannot make {staged}"), fault))?;
    // A commit holds the whole tree as it was rendered, whatever was skipped: it is what later versions compare
    // with. Without one, only what goes in place is staged.
    let whole = matches!(task, Task::New { commit: true } | Task::First);
    let files = tree.files.iter().filter(|(path, _)| whole || is_written(&survey.fates[*path]));
    disk::write_files(&staged, files.map(|(path, file)| (path.as_str(), file)), steps)?;

    let git_dir = survey.target.join(".git");
    let index = journal.index();
    let first = Repository { files: &staged, git_dir: &git_dir, index: Some(&index) };
    match task {
        Task::New { .. } => repository::create(tree, &staged, git, steps)?,
        Task::First => repository::add(tree, first, steps)?,
        Task::Nothing(_) => {}
    }

    let changes = Changes { run: journal.run(), ..list(tree, survey, task)? };
    journal.write(&changes)?;
    let changes = begun.insert(changes);
    steps.done()?;
    journal.apply(changes, steps)?;
    if let (Task::First, Git::Commit(pristine)) = (task, git) {
        steps.judge(git::commit(Repository { files: &survey.target, ..first }, pristine))?;
    }
    Ok(())
}

fn is_written(fate: &Fate) -> bool {
    matches!(fate, Fate::Create | Fate::Overwrite | Fate::KeepBoth { there: false, .. })
}

/// The list of changes: what is missing, in the order in which it is made.
fn list(tree: &Tree, survey: &Survey, task: Task) -> Result<Changes, Error> {
    let mut changes = Changes {
        repository: matches!(task, Task::New { .. }),
        committed: matches!(task, Task::New { commit: true }),
        ..Changes::default()
    };
    let mut folders = BTreeSet::new();
    for (path, fate) in survey.fates.iter().filter(|(_, fate)| is_written(fate)) {
        let place = match fate {
            Fate::KeepBoth { beside, .. } => beside,
            _ => path,
        };
        let cannot = |fault| Error::io(format!("cannot read {path}"), fault);
        let was = match fate {
            Fate::Overwrite => disk::fingerprint(&survey.target.join(path)).map_err(cannot)?,
            _ => None,
        };
        let mut folder = place.as_str();
        while let Some((above, _)) = folder.rsplit_once('/') {
            folder = above;
            if !folders.insert(folder.to_owned()) {
                break;
            }
        }
        changes.files.push(Change {
            staged: path.clone(),
            path: place.clone(),
            ours: sha256(&tree.files[path].bytes),
            was,
        });
    }
    // Ours to make, and to remove again, are only those that are missing.
    for folder in folders {
        let found = disk::look(&survey.target.join(&folder));
        if found.map_err(|fault| Error::io(format!("cannot look at {folder}"), fault))?.is_none() {
            changes.folders.push(folder);
        }
    }
    Ok(changes)
}

fn account(survey: &Survey) -> Report {
    let mut report = Report {
        target: survey.target.clone(),
        written: Vec::new(),
        overwritten: Vec::new(),
        same: Vec::new(),
        skipped: Vec::new(),
        kept: Vec::new(),
        recovered: None,
        repository: Outcome::NotAsked,
        inside: None,
        notes: Vec::new(),
    };
    for (path, fate) in &survey.fates {
        match fate {
            Fate::Same => report.same.push(path.clone()),
            Fate::Skip => report.skipped.push(path.clone()),
            Fate::KeepBoth { beside, .. } => report.kept.push((path.clone(), beside.clone())),
            // Conflicts are refused before anything is written.
            Fate::Create | Fate::Overwrite | Fate::Conflict(_) => {}
        }
        match fate {
            Fate::Create => report.written.push(path.clone()),
            Fate::Overwrite => {
                report.written.push(path.clone());
                report.overwritten.push(path.clone());
            }
            Fate::KeepBoth { beside, there: false } => report.written.push(beside.clone()),
            _ => {}
        }
    }
    report
}
