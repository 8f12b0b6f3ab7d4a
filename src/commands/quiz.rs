//! `fortnight quiz`.

use super::json;
use crate::ask::Reply;
use crate::ask::quiz::{Answered, Confidence, Limit, Person, Place, Quiz, Ranking};
use crate::catalog::Catalog;
use crate::cli::{Format, QuizArgs};
use crate::days::words::{SCHEMA, plain};
use crate::days::{file, state};
use crate::error::{Error, Exit};
use crate::project::Project;
use crate::render::MARKER;
use crate::ui::{Env, wrap};
use camino::Utf8Path;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use std::io::Read;

const LAST: &str =
    "This picks what to try first. Two weeks of doing decide whether it suits you, not these answers.";

/// What `quiz --format json` prints.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "fortnight quiz")]
struct Report<'r> {
    schema: u32,
    /// clear: the first track was chosen every time it was shown; close: it leads alone; tie: nobody does.
    confidence: Confidence,
    quick: bool,
    /// How many triads there were.
    asked: usize,
    answered: usize,
    /// All tracks, the one to try first at the top.
    places: &'r [Place],
    person: &'r Person,
    /// The command to go on with: it makes the first track's repository, or shows the track while there is none.
    command: String,
    caution: &'static str,
}

pub(super) fn schema() -> Schema {
    schemars::schema_for!(Report)
}

pub(super) fn run(catalog: &Catalog, args: &QuizArgs, env: &mut Env) -> Result<Exit, Error> {
    let quiz = Quiz::new(catalog, args.seed, args.quick)?;
    if args.questions {
        env.print(&quiz.sheet(None))?;
        return Ok(Exit::Done);
    }
    // Found before anything is asked: nobody answers twelve questions for a refusal.
    let project = if args.record { Some(Project::find(&env.dir)?) } else { None };
    let answered = answers(&quiz, args, env)?;
    let ranking = &answered.ranking;
    match args.format {
        Format::Text => {
            let text = text(catalog, ranking, env.width);
            env.print(&text)?;
        }
        Format::Json => env.print(&json(&Report {
            schema: SCHEMA,
            confidence: ranking.confidence,
            quick: ranking.quick,
            asked: ranking.asked,
            answered: ranking.answered,
            places: &ranking.places,
            person: &ranking.person,
            command: command(catalog, &ranking.person, ranking.first()),
            caution: LAST,
        }))?,
    }
    if args.save {
        let target = state::folder(|key| env.var(key))?.join("quiz.toml");
        file::create(&target, &quiz.sheet(Some(&answered)))?;
        env.say(&format!("saved {target}; see it again: fortnight quiz --answers {target}"));
    }
    if let Some(project) = project {
        record(&project, ranking)?;
        env.say(&format!("wrote [quiz] into {}", project.root.join(MARKER)));
    }
    Ok(Exit::Done)
}

fn answers(quiz: &Quiz, args: &QuizArgs, env: &mut Env) -> Result<Answered, Error> {
    if let Some(name) = &args.answers {
        let text = read_or_stdin(env, name)?;
        return quiz.read(name.as_str(), &text);
    }
    let Some(mut ask) = env.asker() else {
        return Err(Error::usage("the quiz asks questions, and there is no terminal to ask on")
            .hint("fill in a sheet: fortnight quiz --questions > quiz.toml, then fortnight quiz --answers quiz.toml"));
    };
    match quiz.ask(ask.as_mut())? {
        Reply::Value(answered) => Ok(answered),
        Reply::Back => Err(Error::interrupted()),
    }
}

fn read_or_stdin(env: &mut Env, name: &Utf8Path) -> Result<String, Error> {
    if name == "-" {
        let mut bytes = Vec::new();
        env.input.read_to_end(&mut bytes).map_err(|e| Error::io("cannot read stdin", e))?;
        return file::utf8("stdin", bytes);
    }
    let bytes = std::fs::read(env.at(name)).map_err(|e| Error::usage(format!("cannot read {name}: {e}")))?;
    file::utf8(name.as_str(), bytes)
}

/// What to type next for a track: make its repository, or read about it while there is none.
fn command(catalog: &Catalog, person: &Person, track: &str) -> String {
    if catalog.stack_ids(track).is_empty() {
        return format!("fortnight show {track} # no repository in this version yet");
    }
    let hours = person.hours.map_or_else(String::new, |hours| format!(" --hours {hours}"));
    format!("fortnight new {track}{hours}")
}

fn text(catalog: &Catalog, ranking: &Ranking, width: usize) -> String {
    let mut lines = Vec::new();
    let quoted = |sentences: &[String]| {
        let quoted: Vec<String> = sentences.iter().map(|sentence| format!("\"{sentence}\"")).collect();
        quoted.join(", ")
    };
    for (at, place) in ranking.places.iter().enumerate().take(3) {
        let word = if at == 0 { format!(", {}", ranking.confidence.word()) } else { String::new() };
        let because = if at == 0 && !place.because.is_empty() {
            format!(" because you chose {}", quoted(&place.because))
        } else {
            String::new()
        };
        lines.push(format!("{} {} ({:+}{word}){because}", place.rank, place.track, place.score));
    }
    if let Some(last) = ranking.places.last().filter(|last| last.score < 0) {
        lines.push(format!("not first: {} ({:+})", last.track, last.score));
    }
    if ranking.answered < ranking.asked {
        lines.push(format!("{} of {} answered", ranking.answered, ranking.asked));
    }
    lines.push(String::new());
    let command = |track: &str| command(catalog, &ranking.person, track);
    if ranking.confidence == Confidence::Clear {
        lines.push(format!("Try it: {}", command(ranking.first())));
    } else if let [first, second, ..] = &ranking.places[..] {
        let verb = if ranking.confidence == Confidence::Tie { "Nothing leads alone" } else { "It is close" };
        lines.push(format!(
            "{verb}: give {} and {} two evenings each, do the items d01 and d02 of both, then compare them.",
            first.track, second.track
        ));
        lines.extend([first, second].map(|place| format!("  {}", command(&place.track))));
        lines.push("  fortnight compare DIR DIR".to_owned());
    }
    lines.extend(about(&ranking.person, ranking.first()));
    if ranking.quick {
        lines.push(
            "The quick quiz is right about half the time; the one to try is among its first three in 9 of 10 cases."
                .to_owned(),
        );
    }
    lines.push(LAST.to_owned());
    let fit = |line: &String| if line.starts_with(' ') { line.clone() } else { wrap(line, width, "  ") };
    lines.iter().map(|line| fit(line) + "\n").collect()
}

/// What the three plain questions change: the first evening and the set-up, never the order.
fn about(person: &Person, first: &str) -> Vec<String> {
    let mut lines = Vec::new();
    if !person.before.is_empty() {
        lines.push(format!(
            "On the first evening, while you watch somebody work, note what you know already from this: {}.",
            plain(&person.before)
        ));
    }
    if person.limits.contains(&Limit::Memory) {
        lines.push(format!(
            "Little memory: see what {first} needs before you start: fortnight doctor {first}"
        ));
    }
    if person.limits.contains(&Limit::Admin) {
        lines.push(
            "Where you may not install programs, open the repository in its dev container (.devcontainer/)."
                .to_owned(),
        );
    }
    lines
}

/// Adds or replaces `[quiz]` in the marker; every other byte stays.
fn record(project: &Project, ranking: &Ranking) -> Result<(), Error> {
    let track = &project.marker.track;
    let note = ranking.note(track).ok_or_else(|| {
        Error::refused(format!("{track} is none of the tracks that were asked about"))
            .hint("leave --record out")
    })?;
    let path = project.root.join(MARKER);
    let text = file::read(&path)?;
    let mut document: toml_edit::DocumentMut =
        text.parse().map_err(|fault| Error::refused(format!("{path}: {fault}")))?;
    let mut table = toml_edit::Table::new();
    for (key, value) in note {
        table.insert(
            &key,
            match value {
                toml::Value::Integer(number) => toml_edit::value(number),
                other => toml_edit::value(other.as_str().unwrap_or_default()),
            },
        );
    }
    document.insert("quiz", toml_edit::Item::Table(table));
    file::replace(&path, &text, &document.to_string())
}
