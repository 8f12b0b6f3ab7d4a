//! `fortnight log`.

use super::json;
use crate::ask::{Ask, Reply, Select, Text};
use crate::catalog::Catalog;
use crate::cli::{Format, LogArgs};
use crate::days::facts::{about, number};
use crate::days::log::{self, Entry, LOG, Log, Work};
use crate::days::words::{SCHEMA, count, plain};
use crate::days::{date, state};
use crate::error::{Error, Exit};
use crate::project::Project;
use crate::ui::{Env, Table};
use camino::Utf8PathBuf;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use std::fmt::Write as _;

/// What `log --format json` prints: the whole log, after the line was added when there was one.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "fortnight log")]
struct Report {
    schema: u32,
    /// The file that holds it.
    file: String,
    hours: f64,
    entries: Vec<Row>,
    /// Median energy of each kind of work that occurs.
    energy: Vec<Felt>,
    /// Lines that are no entries; they are skipped and left alone.
    broken: Vec<Broken>,
}

#[derive(Serialize, JsonSchema)]
struct Row {
    date: String,
    kind: Work,
    minutes: u32,
    /// From 1 (drained me) to 5 (gave me energy).
    energy: u32,
    note: String,
}

#[derive(Serialize, JsonSchema)]
struct Felt {
    kind: Work,
    median: f64,
    entries: usize,
}

#[derive(Serialize, JsonSchema)]
struct Broken {
    line: usize,
    why: String,
}

pub(super) fn schema() -> Schema {
    schemars::schema_for!(Report)
}

pub(super) fn run(_catalog: &Catalog, args: &LogArgs, env: &mut Env) -> Result<Exit, Error> {
    let project = Project::find(&env.dir)?;
    let path = place(&project, args.private, env)?;
    if args.list {
        list(&path, args.format, env)?;
        return Ok(Exit::Done);
    }
    if !args.private && !project.root.join("plan").is_dir() {
        return Err(Error::refused("the log lives in plan/, and plan/ is gone")
            .hint("keep it on this machine instead: fortnight log --private"));
    }
    let entry = entry(args, env)?;
    log::append(&path, &entry)?;
    if args.format == Format::Json {
        list(&path, args.format, env)?;
        return Ok(Exit::Done);
    }
    env.print(&entry.line())?;
    let log = Log::read(&path)?;
    let lines = count(log.entries.len(), "line");
    env.say(&format!("{lines}, {} so far, in {}", about(log.minutes()), env.shown(&path)));
    broken(&path, &log, env);
    Ok(Exit::Done)
}

fn place(project: &Project, private: bool, env: &Env) -> Result<Utf8PathBuf, Error> {
    if private {
        let state = state::folder(|key| env.var(key))?;
        return Ok(state::of_repository(&state, &project.root)?.join("log.tsv"));
    }
    Ok(project.root.join(LOG))
}

/// What was said by flags, and the rest by asking; everything that is wrong is said at once.
fn entry(args: &LogArgs, env: &mut Env) -> Result<Entry, Error> {
    let today = env.now.date();
    let day = match &args.date {
        None => today,
        Some(text) => date::parse(text, today)?,
    };
    let mut faults = Vec::new();
    if day > today {
        faults.push(format!("{day} is still to come"));
    }
    let mut keep = |fault: String| faults.push(fault);
    let work = args.kind.as_deref().and_then(|text| log::work(text).map_err(&mut keep).ok());
    let minutes = args.minutes.as_deref().and_then(|text| log::minutes(text).map_err(&mut keep).ok());
    let energy = args.energy.as_deref().and_then(|text| log::energy(text).map_err(&mut keep).ok());
    if !faults.is_empty() {
        return Err(Error::usage(faults.join("\n  ")).hint(EXAMPLE));
    }
    let note = args.note.join(" ");
    if let (Some(work), Some(minutes), Some(energy)) = (work, minutes, energy) {
        return Ok(Entry { date: day, work, minutes, energy, note });
    }
    let mut missing = Vec::new();
    for (flag, there) in [("-k", work.is_some()), ("-m", minutes.is_some()), ("-e", energy.is_some())] {
        if !there {
            missing.push(flag);
        }
    }
    let Some(mut ask) = env.asker() else {
        return Err(Error::usage(format!(
            "there is no terminal to ask on, and {} is missing",
            missing.join(", ")
        ))
        .hint(EXAMPLE));
    };
    let draft = Draft { work, minutes, energy, note: (!note.is_empty()).then_some(note) };
    draft.ask(ask.as_mut(), day)
}

const EXAMPLE: &str = "for example: fortnight log -e 4 -m 90 -k build \"idempotency key table\"";

struct Draft {
    work: Option<Work>,
    minutes: Option<u32>,
    energy: Option<u32>,
    note: Option<String>,
}

impl Draft {
    /// Asks what was not said; going back from the first question ends it.
    fn ask(self, ask: &mut dyn Ask, date: jiff::civil::Date) -> Result<Entry, Error> {
        let open: Vec<u8> = [
            (0, self.work.is_none()),
            (1, self.minutes.is_none()),
            (2, self.energy.is_none()),
            (3, self.note.is_none()),
        ]
        .into_iter()
        .filter_map(|(question, open)| open.then_some(question))
        .collect();
        let mut entry = Entry {
            date,
            work: self.work.unwrap_or(Work::Build),
            minutes: self.minutes.unwrap_or(60),
            energy: self.energy.unwrap_or(3),
            note: self.note.unwrap_or_default(),
        };
        let mut at = 0;
        while let Some(question) = open.get(at) {
            let forward = match question {
                0 => ask_work(ask, &mut entry)?,
                1 => ask_minutes(ask, &mut entry)?,
                2 => ask_energy(ask, &mut entry)?,
                _ => ask_note(ask, &mut entry)?,
            };
            at = match (forward, at) {
                (true, at) => at + 1,
                (false, 0) => return Err(Error::interrupted()),
                (false, at) => at - 1,
            };
        }
        Ok(entry)
    }
}

fn ask_work(ask: &mut dyn Ask, entry: &mut Entry) -> Result<bool, Error> {
    let items = [
        "build    writing something new",
        "debug    finding a cause, measuring",
        "design   deciding how it should be",
        "read     reading code or texts, watching somebody work",
        "write    notes, documents, explaining",
        "ops      setting up, releasing, keeping it running",
    ]
    .map(str::to_owned);
    let default = Work::ALL.iter().position(|work| *work == entry.work).unwrap_or_default();
    let Reply::Value(at) = ask.select(&Select { prompt: "What was it mostly?", items: &items, default })?
    else {
        return Ok(false);
    };
    entry.work = Work::ALL.get(at).copied().unwrap_or(Work::Build);
    Ok(true)
}

fn ask_minutes(ask: &mut dyn Ask, entry: &mut Entry) -> Result<bool, Error> {
    let default = entry.minutes.to_string();
    let check = |text: &str| log::minutes(text).map(|_| ());
    let Reply::Value(text) =
        ask.text(&Text { prompt: "How many minutes?", default: &default, check: &check })?
    else {
        return Ok(false);
    };
    entry.minutes = log::minutes(&text).map_err(Error::usage)?;
    Ok(true)
}

fn ask_energy(ask: &mut dyn Ask, entry: &mut Entry) -> Result<bool, Error> {
    let items = ["1  it drained me", "2", "3  neither", "4", "5  it gave me energy"].map(str::to_owned);
    let default = entry.energy.saturating_sub(1) as usize;
    let Reply::Value(at) = ask.select(&Select { prompt: "How did it feel?", items: &items, default })? else {
        return Ok(false);
    };
    entry.energy = u32::try_from(at + 1).unwrap_or(3);
    Ok(true)
}

fn ask_note(ask: &mut dyn Ask, entry: &mut Entry) -> Result<bool, Error> {
    let question = Text { prompt: "A few words, or nothing", default: &entry.note, check: &|_| Ok(()) };
    let Reply::Value(text) = ask.text(&question)? else { return Ok(false) };
    entry.note = text;
    Ok(true)
}

fn list(path: &Utf8PathBuf, format: Format, env: &mut Env) -> Result<(), Error> {
    let log = Log::read(path)?;
    let text = match format {
        Format::Json => json(&report(path, &log)),
        Format::Text if log.entries.is_empty() => {
            env.say(&format!("nothing is logged yet in {}; {EXAMPLE}", env.shown(path)));
            String::new()
        }
        Format::Text => text(&log, env.width),
    };
    env.print(&text)?;
    if format == Format::Text {
        broken(path, &log, env);
    }
    Ok(())
}

fn report(path: &Utf8PathBuf, log: &Log) -> Report {
    let row = |entry: &Entry| Row {
        date: entry.date.to_string(),
        kind: entry.work,
        minutes: entry.minutes,
        energy: entry.energy,
        note: entry.note.clone(),
    };
    Report {
        schema: SCHEMA,
        file: path.to_string(),
        hours: f64::from(log.minutes()) / 60.0,
        entries: log.entries.iter().map(row).collect(),
        energy: log
            .energy()
            .into_iter()
            .map(|(kind, (median, entries))| Felt { kind, median, entries })
            .collect(),
        broken: log.broken.iter().map(|line| Broken { line: line.line, why: line.why.clone() }).collect(),
    }
}

fn text(log: &Log, width: usize) -> String {
    let mut table = Table::new(["date", "kind", "minutes", "energy", "note"]);
    for entry in &log.entries {
        table.row([
            entry.date.to_string(),
            entry.work.id().to_owned(),
            entry.minutes.to_string(),
            entry.energy.to_string(),
            plain(&entry.note),
        ]);
    }
    let mut text = table.render(width);
    let felt: Vec<String> = log
        .energy()
        .iter()
        .map(|(work, (median, entries))| format!("{} {} ({entries})", work.id(), number(*median)))
        .collect();
    let _ = write!(text, "\n{}; median energy: {}\n", about(log.minutes()), felt.join(", "));
    text
}

fn broken(path: &Utf8PathBuf, log: &Log, env: &mut Env) {
    for line in &log.broken {
        env.say(&format!("{}:{}: skipped: {}", env.shown(path), line.line, line.why));
    }
}
