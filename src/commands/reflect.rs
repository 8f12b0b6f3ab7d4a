//! `fortnight reflect`.

use super::json;
use crate::ask::{Ask, Reply, Select, Text};
use crate::catalog::Catalog;
use crate::cli::{Format, ReflectArgs};
use crate::days::facts::{Facts, number};
use crate::days::log::{LOG, Log};
use crate::days::plan::Plan;
use crate::days::reflection::{Finding, Note, Numbers, Said};
use crate::days::words::{SCHEMA, count};
use crate::days::{date, file, state};
use crate::error::{Error, Exit};
use crate::git::history::history;
use crate::project::Project;
use crate::render::PLAN;
use crate::ui::Env;
use jiff::civil::Date;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use std::fmt::Write as _;
use std::process::Command;

/// What `reflect --format json` prints.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "fortnight reflect")]
struct Report {
    schema: u32,
    file: String,
    numbers: Numbers,
    /// Keys that this run changed.
    filled: Vec<String>,
    /// Commits by day, pristine ones left out.
    commits: Vec<Day>,
    /// What keeps the note from being finished; empty when it is.
    findings: Vec<Finding>,
}

#[derive(Serialize, JsonSchema)]
struct Day {
    date: String,
    commits: u32,
}

pub(super) fn schema() -> Schema {
    schemars::schema_for!(Report)
}

pub(super) fn run(_catalog: &Catalog, args: &ReflectArgs, env: &mut Env) -> Result<Exit, Error> {
    let project = Project::find(&env.dir)?;
    let note = Note::read(&project.root)?;
    if args.check {
        return check(&project, &note, args.format, env);
    }
    let mut said = said(args, env.now.date())?;
    let facts = facts(&project, env)?;
    // Parsed before anything is asked: nobody answers five questions for a broken line.
    let filled = note.fill(&facts, &said)?;
    if env.interactive || env.script.is_some() {
        let after = Note::of(note.path.clone(), filled.text)?.numbers()?;
        if let Some(mut ask) = env.asker() {
            questions(ask.as_mut(), &after, args, &mut said)?;
        }
    }
    let filled = note.fill(&facts, &said)?;
    file::replace(&note.path, &note.text, &filled.text)?;
    if !args.no_edit {
        edit(&note, env)?;
    }
    let note = Note::read(&project.root)?;
    let findings = note.findings()?;
    if args.format == Format::Json {
        let filled = filled.keys.into_iter().map(|(key, _)| key).collect();
        env.print(&json(&report(&note, &facts, filled, findings)?))?;
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    // The numbers of entries are for `compare`.
    for (key, value) in filled.keys.iter().filter(|(key, _)| key != "entries") {
        let _ = writeln!(text, "{key:<14} {value}");
    }
    if filled.keys.is_empty() {
        text.push_str("nothing to fill in that is not there already\n");
    }
    if !facts.commits.is_empty() {
        let days: Vec<String> =
            facts.commits.iter().map(|(day, commits)| format!("{day} {commits}")).collect();
        let _ = writeln!(text, "{:<14} {}", "commits", days.join(", "));
    }
    env.print(&text)?;
    env.say(&format!(
        "{}: {}",
        env.shown(&note.path),
        match findings.len() {
            0 => "finished".to_owned(),
            open => format!("{} left; see them: fortnight reflect --check", count(open, "thing")),
        }
    ));
    Ok(Exit::Done)
}

fn check(project: &Project, note: &Note, format: Format, env: &mut Env) -> Result<Exit, Error> {
    let findings = note.findings()?;
    let exit = if findings.is_empty() { Exit::Done } else { Exit::Findings };
    if format == Format::Json {
        let facts = facts(project, env)?;
        env.print(&json(&report(note, &facts, Vec::new(), findings)?))?;
        return Ok(exit);
    }
    let lines: Vec<String> = findings
        .iter()
        .map(|finding| format!("{}:{}: {}\n", env.shown(&note.path), finding.line, finding.what))
        .collect();
    env.print(&lines.concat())?;
    env.say(&match findings.len() {
        0 => "the note is finished".to_owned(),
        open => format!("{} left", count(open, "thing")),
    });
    Ok(exit)
}

fn report(note: &Note, facts: &Facts, filled: Vec<String>, findings: Vec<Finding>) -> Result<Report, Error> {
    let day = |(date, commits): (&Date, &u32)| Day { date: date.to_string(), commits: *commits };
    Ok(Report {
        schema: SCHEMA,
        file: note.path.to_string(),
        numbers: note.numbers()?,
        filled,
        commits: facts.commits.iter().map(day).collect(),
        findings,
    })
}

/// Counts what log, git and plan say; each may be missing.
fn facts(project: &Project, env: &mut Env) -> Result<Facts, Error> {
    let root = &project.root;
    let path = root.join(LOG);
    let mut log = Log::read(&path)?;
    for line in &log.broken {
        env.say(&format!("{}:{}: skipped: {}", env.shown(&path), line.line, line.why));
    }
    if let Ok(folder) = state::folder(|key| env.var(key))
        && let Ok(folder) = state::of_repository(&folder, root)
    {
        let private = Log::read(&folder.join("log.tsv"))?;
        if !private.entries.is_empty() {
            env.say(&format!("{} of the private log counted too", count(private.entries.len(), "line")));
        }
        log = log.and(private);
    }
    let plan = if root.join(PLAN).is_file() { Plan::read(root).ok() } else { None };
    Ok(Facts::gather(&log, history(root).as_ref(), plan.as_ref()))
}

/// What was said by flags; everything that is wrong is said at once.
fn said(args: &ReflectArgs, today: Date) -> Result<Said, Error> {
    let mut faults = Vec::new();
    let mut said = Said::default();
    for (text, slot) in [(&args.started, &mut said.started), (&args.finished, &mut said.finished)] {
        if let Some(text) = text {
            match date::parse(text, today) {
                Ok(date) => *slot = Some(date),
                Err(_) => faults.push(format!("'{}' is not a date like {today}", text.escape_debug())),
            }
        }
    }
    if let Some(text) = &args.hours {
        said.hours = hours(text).map_err(|fault| faults.push(fault)).ok();
    }
    if let Some(text) = &args.again {
        said.again = again(text).map_err(|fault| faults.push(fault)).ok();
    }
    match args.slice_done.as_deref() {
        None => {}
        Some("yes") => said.slice_done = Some(true),
        Some("no") => said.slice_done = Some(false),
        Some(other) => faults.push(format!("--slice-done '{}' is neither yes nor no", other.escape_debug())),
    }
    if faults.is_empty() {
        Ok(said)
    } else {
        Err(Error::usage(faults.join("\n  "))
            .hint("for example: fortnight reflect --again 4 --slice-done yes"))
    }
}

fn hours(text: &str) -> Result<f64, String> {
    let hours = text.parse::<f64>().ok().filter(|hours| (0.1..=500.0).contains(hours));
    hours.ok_or_else(|| format!("'{}' is not a number of hours up to 500", text.escape_debug()))
}

fn again(text: &str) -> Result<i64, String> {
    let again = text.parse::<i64>().ok().filter(|again| (1..=5).contains(again));
    again.ok_or_else(|| format!("'{}' is not 1 (no) to 5 (tomorrow)", text.escape_debug()))
}

/// At most five questions, and only those that nothing has answered.
fn questions(ask: &mut dyn Ask, there: &Numbers, args: &ReflectArgs, said: &mut Said) -> Result<(), Error> {
    let open: Vec<u8> = [
        (0, there.started.is_none()),
        (1, there.finished.is_none()),
        (2, there.hours.is_none()),
        (3, args.slice_done.is_none() && there.slice_done != Some(true)),
        (4, there.again.is_none()),
    ]
    .into_iter()
    .filter_map(|(question, open)| open.then_some(question))
    .collect();
    let mut at = 0;
    while let Some(question) = open.get(at) {
        let forward = match question {
            0 => ask_date(ask, "Which day did you start?", &mut said.started)?,
            1 => ask_date(ask, "Which day did you finish?", &mut said.finished)?,
            2 => {
                let default = said.hours.map_or_else(String::new, number);
                let check = |text: &str| hours(text).map(|_| ());
                let question =
                    Text { prompt: "How many hours did all of it take?", default: &default, check: &check };
                answer(ask.text(&question)?, |text| said.hours = hours(&text).ok())
            }
            3 => {
                let items = ["no, not yet".to_owned(), "yes".to_owned()];
                let prompt = "Does one slice work from end to end?";
                let default = usize::from(said.slice_done == Some(true));
                answer(ask.select(&Select { prompt, items: &items, default })?, |at| {
                    said.slice_done = Some(at == 1);
                })
            }
            _ => {
                let items = ["1  no", "2", "3  perhaps", "4", "5  tomorrow"].map(str::to_owned);
                let prompt = "Would you do this again?";
                let default = said.again.and_then(|again| usize::try_from(again - 1).ok()).unwrap_or(2);
                answer(ask.select(&Select { prompt, items: &items, default })?, |at| {
                    said.again = i64::try_from(at + 1).ok();
                })
            }
        };
        at = match (forward, at) {
            (true, at) => at + 1,
            (false, 0) => return Err(Error::interrupted()),
            (false, at) => at - 1,
        };
    }
    Ok(())
}

fn ask_date(ask: &mut dyn Ask, prompt: &str, slot: &mut Option<Date>) -> Result<bool, Error> {
    let default = slot.map_or_else(String::new, |date| date.to_string());
    let check = |text: &str| {
        date::exact(text).map(|_| ()).ok_or_else(|| format!("'{text}' is not a date like 2026-11-24"))
    };
    Ok(answer(ask.text(&Text { prompt, default: &default, check: &check })?, |text| {
        *slot = date::exact(&text);
    }))
}

/// Whether to go on to the next question.
fn answer<T>(reply: Reply<T>, keep: impl FnOnce(T)) -> bool {
    match reply {
        Reply::Value(value) => {
            keep(value);
            true
        }
        Reply::Back => false,
    }
}

/// Opens the person's editor on a terminal, when there is one.
fn edit(note: &Note, env: &mut Env) -> Result<(), Error> {
    if !env.interactive {
        return Ok(());
    }
    let Some(editor) = env.var("VISUAL").or_else(|| env.var("EDITOR")).map(str::to_owned) else {
        env.say(&format!("now put it into words: {}", env.shown(&note.path)));
        return Ok(());
    };
    // Words as in `code --wait`; no shell reads them.
    let mut words = editor.split_whitespace();
    let Some(program) = words.next() else { return Ok(()) };
    let status = Command::new(program).args(words).arg(&note.path).status().map_err(|fault| {
        Error::io(format!("cannot start the editor '{editor}'"), fault)
            .hint("what was counted is written; --no-edit opens nothing")
    })?;
    if !status.success() {
        env.say(&format!("the editor '{editor}' ended with {status}"));
    }
    Ok(())
}
