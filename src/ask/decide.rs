//! Request to Answers without a question asked: every value checked, every open one given its default.

use super::command::command;
use super::names;
use super::request::Request;
use crate::catalog::{Catalog, CatalogError, StackManifest, TrackManifest, unknown};
use crate::error::{Error, Exit};
use crate::render::{Answers, License};
use std::collections::BTreeMap;

/// Hours a week: twenty evening hours over the two weeks.
pub const HOURS: u32 = 10;

/// Answers, and what nobody said.
#[derive(Clone, Debug)]
pub struct Decided {
    pub answers: Answers,
    /// Defaults that were taken, as `name orders`: printed, because a silent default is a guess.
    pub defaults: Vec<String>,
}

/// Everything that is wrong with what was said, all at once.
#[derive(Debug, thiserror::Error)]
#[error("{}", list(faults))]
struct Invalid {
    faults: Vec<String>,
}

fn list(faults: &[String]) -> String {
    match faults {
        [one] => one.clone(),
        many => format!("{} answers cannot be used\n  - {}", many.len(), many.join("\n  - ")),
    }
}

/// Collects faults, and repairs the answers meanwhile so that a command that works can be shown.
#[derive(Default)]
struct Faults {
    faults: Vec<String>,
    hints: Vec<String>,
}

impl Faults {
    fn add(&mut self, message: impl Into<String>) {
        self.faults.push(message.into());
    }

    fn unknown(&mut self, what: &str, typed: &str, known: &[String]) {
        self.add(format!("no {what} is called '{}'", typed.escape_debug()));
        self.hints.push(unknown(typed, known));
    }
}

/// Decides everything that this request leaves open. `folder` is the last part of the target, when one was named.
pub fn decide(catalog: &Catalog, request: &Request, folder: Option<&str>) -> Result<Decided, Error> {
    let track_id = request.track.clone().ok_or_else(|| no_track(catalog))?;
    let track = catalog.track(&track_id)?;
    let stack_id = match &request.stack {
        Some(stack) => stack.clone(),
        None => default_stack(catalog, &track_id, &track)?,
    };
    let stack = catalog.stack(&track_id, &stack_id)?;
    let mut faults = Faults::default();
    let mut defaults = Vec::new();

    let name = name(request, folder, &stack, &mut faults, &mut defaults);
    let title = text("title", request.title.as_deref(), &mut faults).unwrap_or_else(|| names::title(&name));
    let author = text("author", request.author.as_deref(), &mut faults).unwrap_or_default();
    let license = match request.license.as_deref() {
        None => {
            defaults.push("license mit".to_owned());
            License::Mit
        }
        Some(id) => License::find(id).unwrap_or_else(|| {
            faults.unknown("license", id, &License::ALL.map(|license| license.id().to_owned()));
            License::Mit
        }),
    };
    let github = match (request.github.as_deref(), request.github_owner.as_deref()) {
        (Some(said), _) => said.to_owned(),
        (None, Some(owner)) => format!("{owner}/{name}"),
        (None, None) => String::new(),
    };
    let github = match names::check_github(&github) {
        Err(fault) if !github.is_empty() => {
            faults.add(fault);
            String::new()
        }
        _ => github,
    };
    let answers = Answers {
        start: start(request.start.as_deref(), &mut faults),
        hours: hours(request.hours.as_deref(), &mut faults),
        skills: skills(catalog, &track_id, request.skills.as_deref().unwrap_or_default(), &mut faults)?,
        set: set(&stack, &request.set, &mut faults, &mut defaults),
        track: track_id,
        stack: stack_id,
        name,
        title,
        license,
        author,
        github,
    };
    if faults.faults.is_empty() {
        return Ok(Decided { answers, defaults });
    }
    let works = format!("this would be accepted: {}", command(&answers, None, false));
    Err(Error::new(Exit::Usage, Invalid { faults: faults.faults }).hints(faults.hints).hint(works))
}

fn no_track(catalog: &Catalog) -> Error {
    let tracks = catalog.track_ids();
    let ready = tracks.iter().find(|id| !catalog.stack_ids(id).is_empty()).or(tracks.first());
    let error = Error::usage("no track was named");
    match ready {
        Some(id) => error
            .hint(format!("name one: fortnight new {id} --yes"))
            .hint(format!("tracks: {}; `fortnight list` says what they are", tracks.join(", "))),
        None => CatalogError::Empty { origin: catalog.source().display("tracks") }.into(),
    }
}

/// The stack that is taken when none is named.
pub(super) fn default_stack(catalog: &Catalog, id: &str, track: &TrackManifest) -> Result<String, Error> {
    let stacks = catalog.stack_ids(id);
    let chosen = track.default_stack.clone().or_else(|| stacks.first().cloned());
    chosen.ok_or_else(|| {
        let ready: Vec<String> =
            catalog.track_ids().into_iter().filter(|id| !catalog.stack_ids(id).is_empty()).collect();
        Error::refused(format!("the track {id} has no stack in this version yet"))
            .hint(format!("tracks with one: {}", ready.join(", ")))
    })
}

fn name(
    request: &Request,
    folder: Option<&str>,
    stack: &StackManifest,
    faults: &mut Faults,
    defaults: &mut Vec<String>,
) -> String {
    if let Some(folder) = folder
        && let Err(fault) = names::check_folder(folder)
    {
        faults.add(fault);
    }
    if let Some(said) = &request.name {
        if let Err(fault) = names::check_slug(said) {
            faults.add(fault);
            return names::slug(said).unwrap_or_else(|| stack.package.clone());
        }
        return said.clone();
    }
    let made = folder.and_then(names::slug).unwrap_or_else(|| stack.package.clone());
    defaults.push(format!("name {made}"));
    made
}

fn text(what: &str, said: Option<&str>, faults: &mut Faults) -> Option<String> {
    let said = said.filter(|said| !said.is_empty())?;
    match names::check_text(what, said) {
        Ok(()) => Some(said.to_owned()),
        Err(fault) => {
            faults.add(fault);
            None
        }
    }
}

/// An ISO date, or empty.
fn start(said: Option<&str>, faults: &mut Faults) -> String {
    let Some(said) = said.filter(|said| !said.is_empty()) else { return String::new() };
    match check_start(said) {
        Ok(()) => said.to_owned(),
        Err(fault) => {
            faults.add(fault);
            String::new()
        }
    }
}

pub(super) fn check_start(said: &str) -> Result<(), String> {
    let date: Option<jiff::civil::Date> = said.parse().ok();
    let fits = date.is_some_and(|date| date.to_string() == said && (2000..=2999).contains(&date.year()));
    if fits {
        Ok(())
    } else {
        Err(format!("the start '{}' is not a date like 2026-11-30", said.escape_debug()))
    }
}

fn hours(said: Option<&str>, faults: &mut Faults) -> u32 {
    let Some(said) = said.filter(|said| !said.is_empty()) else { return HOURS };
    match check_hours(said) {
        Ok(hours) => hours,
        Err(fault) => {
            faults.add(fault);
            HOURS
        }
    }
}

pub(super) fn check_hours(said: &str) -> Result<u32, String> {
    let hours = said.parse::<u32>().ok().filter(|hours| (1..=60).contains(hours));
    hours.ok_or_else(|| {
        format!("the hours '{}' are not a whole number from 1 to 60 a week", said.escape_debug())
    })
}

fn skills(
    catalog: &Catalog,
    track: &str,
    said: &[String],
    faults: &mut Faults,
) -> Result<Vec<String>, Error> {
    let known = available_skills(catalog, track)?;
    let mut chosen: Vec<String> = Vec::new();
    for id in said {
        if !known.contains(id) {
            faults.unknown("skill", id, &known);
        } else if !chosen.contains(id) {
            chosen.push(id.clone());
        }
    }
    Ok(chosen)
}

/// Skills that can be laid over a track.
pub(super) fn available_skills(catalog: &Catalog, track: &str) -> Result<Vec<String>, Error> {
    let mut known = Vec::new();
    for id in catalog.skill_ids() {
        let skill = catalog.skill(&id)?;
        if skill.tracks.is_empty() || skill.tracks.iter().any(|t| t == track) {
            known.push(id);
        }
    }
    Ok(known)
}

fn set(
    stack: &StackManifest,
    said: &BTreeMap<String, String>,
    faults: &mut Faults,
    defaults: &mut Vec<String>,
) -> BTreeMap<String, String> {
    let known: Vec<String> = stack.question.iter().map(|question| question.id.clone()).collect();
    for id in said.keys().filter(|id| !known.contains(id)) {
        faults.unknown("question", id, &known);
    }
    let mut decided = BTreeMap::new();
    for question in &stack.question {
        let choices: Vec<String> = question.choices.iter().map(|choice| choice.id.clone()).collect();
        let choice = match said.get(&question.id) {
            Some(choice) if choices.contains(choice) => choice.clone(),
            Some(choice) => {
                faults.unknown(&format!("choice of {}", question.id), choice, &choices);
                question.default.clone()
            }
            None => {
                defaults.push(format!("{} {}", question.id, question.default));
                question.default.clone()
            }
        };
        decided.insert(question.id.clone(), choice);
    }
    decided
}
