//! `fortnight compare`.

use super::json;
use crate::catalog::Catalog;
use crate::cli::{CompareArgs, CompareFormat};
use crate::days::compare::{Felt, Quizzed, Trial, label, question, sentences};
use crate::days::facts::{Facts, number};
use crate::days::log::{LOG, Log, Work};
use crate::days::reflection::{Metric, Note};
use crate::days::words::{SCHEMA, plain};
use crate::error::{Error, Exit};
use crate::git::history::history;
use crate::project::Project;
use crate::render::MARKER;
use crate::ui::{Env, Table, wrap};
use camino::{Utf8Path, Utf8PathBuf};
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use std::fmt::Write as _;

/// What `compare --format json` prints.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "fortnight compare")]
struct Report {
    schema: u32,
    trials: Vec<Trial>,
    /// Computed by rule from the cells above; never a verdict.
    sentences: Vec<String>,
    /// What the data leaves open.
    question: String,
    /// Repositories that could not be read.
    broken: Vec<Broken>,
}

#[derive(Serialize, JsonSchema)]
struct Broken {
    dir: String,
    why: String,
}

pub(super) fn schema() -> Schema {
    schemars::schema_for!(Report)
}

pub(super) fn run(_catalog: &Catalog, args: &CompareArgs, env: &mut Env) -> Result<Exit, Error> {
    let mut dirs = args.repos.clone();
    if let Some(root) = &args.root {
        find(&env.at(root), root, 0, &mut dirs)
            .map_err(|fault| Error::usage(format!("cannot read {root}: {fault}")))?;
        if dirs.is_empty() {
            return Err(Error::refused(format!("no repository that fortnight made lies below {root}"))
                .hint("name them: fortnight compare DIR DIR"));
        }
    }
    let mut trials = Vec::new();
    let mut broken = Vec::new();
    for dir in &dirs {
        match trial(dir, env) {
            Ok(trial) => trials.push(trial),
            Err(error) => broken.push(Broken { dir: dir.to_string(), why: error.report() }),
        }
    }
    for fault in &broken {
        env.say(&format!("left out: {}", fault.why));
    }
    if trials.is_empty() {
        return Err(
            Error::refused("none of them can be read").hint("cd into one and see: fortnight reflect --check")
        );
    }
    label(&mut trials);
    let exit = if broken.is_empty() { Exit::Done } else { Exit::Refused };
    let report =
        Report { schema: SCHEMA, sentences: sentences(&trials), question: question(&trials), trials, broken };
    let text = match args.format {
        CompareFormat::Json => json(&report),
        CompareFormat::Table => table(&report, env.width),
        CompareFormat::Md => markdown(&report),
    };
    env.print(&text)?;
    Ok(exit)
}

/// Folders with a marker, sorted; not inside one, not in hidden or generated folders, not through links.
fn find(dir: &Utf8Path, shown: &Utf8Path, depth: usize, found: &mut Vec<Utf8PathBuf>) -> std::io::Result<()> {
    if dir.join(MARKER).is_file() {
        if !found.iter().any(|other| other == shown) {
            found.push(shown.to_owned());
        }
        return Ok(());
    }
    if depth == 4 {
        return Ok(());
    }
    let mut names = Vec::new();
    for entry in dir.read_dir_utf8()? {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_dir()
            && !name.starts_with('.')
            && !["node_modules", "target"].contains(&name)
        {
            names.push(name.to_owned());
        }
    }
    names.sort();
    for name in names {
        // A folder that may not be read hides nothing of ours.
        let _ = find(&dir.join(&name), &shown.join(&name), depth + 1, found);
    }
    Ok(())
}

fn trial(dir: &Utf8Path, env: &Env) -> Result<Trial, Error> {
    let root = env.at(dir);
    if !root.join(MARKER).is_file() {
        return Err(Error::refused(format!("{dir} was not made by fortnight (no {MARKER} in it)")));
    }
    let project = Project::open(&root)?;
    let numbers = Note::read(&root)?.numbers()?;
    let log = Log::read(&root.join(LOG))?;
    let past = history(&root);
    let facts = Facts::gather(&log, past.as_ref(), None);
    let mut energy = std::collections::BTreeMap::new();
    for work in Work::ALL {
        let logged = facts.energy.get(&work);
        let median = numbers.energy.get(&work).copied().or_else(|| logged.map(|(median, _)| *median));
        let entries = logged.map(|(_, entries)| *entries).or_else(|| numbers.entries.get(&work).copied());
        if let Some(median) = median {
            energy.insert(work, Felt { median, entries: entries.unwrap_or_default() });
        }
    }
    let seen = past.is_some() || !log.entries.is_empty();
    let whole = |days: usize| i64::try_from(days).ok().filter(|_| seen);
    Ok(Trial {
        dir: dir.to_string(),
        track: project.marker.track.clone(),
        label: String::new(),
        hours: numbers.hours.or(facts.hours),
        active_days: numbers.active_days.or(whole(facts.active_days)),
        longest_gap: numbers.longest_gap.or(whole(facts.longest_gap)),
        energy,
        again: numbers.again,
        slice_done: numbers.slice_done,
        metrics: numbers.metrics,
        quiz: project.marker.quiz.as_ref().and_then(quizzed),
    })
}

fn quizzed(table: &toml::Table) -> Option<Quizzed> {
    let whole = |key: &str| table.get(key).and_then(toml::Value::as_integer);
    Some(Quizzed {
        rank: whole("rank")?,
        score: whole("score")?,
        confidence: table.get("confidence").and_then(toml::Value::as_str).unwrap_or_default().to_owned(),
    })
}

const NONE: &str = "-";

fn cell<T: std::fmt::Display>(value: Option<T>) -> String {
    value.map_or_else(|| NONE.to_owned(), |value| value.to_string())
}

/// The three tables, each with its headings.
fn tables(report: &Report) -> [(Vec<&'static str>, Vec<Vec<String>>); 3] {
    let trials = &report.trials;
    let course = trials
        .iter()
        .map(|trial| {
            vec![
                trial.label.clone(),
                cell(trial.hours.map(number)),
                cell(trial.active_days),
                cell(trial.longest_gap),
                cell(trial.again),
                cell(trial.slice_done.map(|done| if done { "yes" } else { "no" })),
                cell(trial.quiz.as_ref().map(|quiz| format!("{} ({:+})", quiz.rank, quiz.score))),
            ]
        })
        .collect();
    let energy = trials
        .iter()
        .map(|trial| {
            let felt = |work: Work| {
                cell(
                    trial.energy.get(&work).map(|felt| format!("{} ({})", number(felt.median), felt.entries)),
                )
            };
            std::iter::once(trial.label.clone()).chain(Work::ALL.map(felt)).collect()
        })
        .collect();
    let row = |trial: &Trial, metric: &Metric| {
        let value = |text: &Option<String>| cell(text.as_deref().map(plain));
        vec![
            trial.label.clone(),
            plain(&metric.name),
            value(&metric.before),
            value(&metric.after),
            value(&metric.target),
            plain(&metric.unit),
        ]
    };
    // A metric that nobody has measured is no row.
    let measured =
        |metric: &&Metric| metric.before.is_some() || metric.after.is_some() || metric.target.is_some();
    let metrics = trials
        .iter()
        .flat_map(|trial| trial.metrics.iter().filter(measured).map(move |metric| row(trial, metric)))
        .collect();
    [
        (vec!["trial", "hours", "active days", "longest gap", "again", "slice done", "quiz rank"], course),
        (vec!["energy (entries)", "build", "debug", "design", "read", "write", "ops"], energy),
        (vec!["trial", "metric", "before", "after", "target", "unit"], metrics),
    ]
}

fn table(report: &Report, width: usize) -> String {
    let mut text = String::new();
    let [course, energy, metrics] = tables(report);
    for (headings, rows) in [course, energy] {
        let mut table = Table::new::<7>(std::array::from_fn(|at| headings[at]));
        for row in rows {
            table.row::<7>(std::array::from_fn(|at| row[at].clone()));
        }
        text += &(table.render(width) + "\n");
    }
    if metrics.1.is_empty() {
        text += "none of the three metrics of each trial has a number yet\n\n";
    } else {
        let mut table = Table::new::<6>(std::array::from_fn(|at| metrics.0[at]));
        for row in metrics.1 {
            table.row::<6>(std::array::from_fn(|at| row[at].clone()));
        }
        text += &(table.render(width) + "\n");
    }
    for sentence in &report.sentences {
        text += &(wrap(sentence, width, "  ") + "\n");
    }
    text += &(wrap(&report.question, width, "  ") + "\n");
    text
}

fn markdown(report: &Report) -> String {
    let mut text = String::new();
    for (headings, rows) in tables(report).into_iter().filter(|(_, rows)| !rows.is_empty()) {
        let line = |cells: Vec<String>| {
            let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        text += &line(headings.iter().map(|heading| (*heading).to_owned()).collect());
        text += &line(vec!["---".to_owned(); headings.len()]);
        text.extend(rows.into_iter().map(line));
        text.push('\n');
    }
    for sentence in &report.sentences {
        let _ = writeln!(text, "- {sentence}");
    }
    let _ = writeln!(text, "\n{}", report.question);
    text
}
