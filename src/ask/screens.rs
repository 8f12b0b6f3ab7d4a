//! The questions to a person: track, name, the stack's own, review. Going back is always possible.

use super::decide::{available_skills, check_hours, check_start, decide, default_stack};
use super::names;
use super::prompt::{Ask, Multi, Reply, Select, Text};
use super::quiz;
use super::request::Request;
use crate::catalog::{Catalog, Choice};
use crate::error::Error;
use crate::render::{Answers, License, render};

/// Where a screen leads.
enum Step {
    Next,
    Back,
}

/// Asks what this request leaves open, shows the review, and gives back a request that leaves nothing open.
///
/// Ends with [`Error::interrupted`] when the person quits; nothing has been written then.
pub fn ask(
    catalog: &Catalog,
    said: &Request,
    folder: Option<&str>,
    ask: &mut dyn Ask,
) -> Result<Request, Error> {
    let screens: Vec<Screen> = [Screen::Track, Screen::Name, Screen::Stack]
        .into_iter()
        .filter(|screen| match screen {
            Screen::Track => said.track.is_none(),
            Screen::Name => said.name.is_none() && folder.is_none(),
            Screen::Stack => true,
        })
        .collect();
    let mut draft = said.clone();
    let mut at = 0;
    loop {
        let step = match screens.get(at) {
            Some(Screen::Track) => track(catalog, &mut draft, ask)?,
            Some(Screen::Name) => name(catalog, &mut draft, ask)?,
            Some(Screen::Stack) => match stack(catalog, said, &mut draft, ask)? {
                // Nothing to ask here: the step before decides the direction.
                None => Step::Next,
                Some(step) => step,
            },
            None => match review(catalog, &mut draft, folder, ask)? {
                Step::Next => return Ok(draft),
                Step::Back => Step::Back,
            },
        };
        match step {
            Step::Next => at += 1,
            Step::Back => {
                // A screen that asks nothing is passed over on the way back too.
                let asked = |screen: &Screen| {
                    !matches!(screen, Screen::Stack) || has_questions(catalog, said, &draft)
                };
                match screens[..at].iter().rposition(asked) {
                    Some(before) => at = before,
                    None => return Err(Error::interrupted()),
                }
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Screen {
    Track,
    Name,
    Stack,
}

fn track(catalog: &Catalog, draft: &mut Request, ask: &mut dyn Ask) -> Result<Step, Error> {
    let mut tracks = Vec::new();
    for id in catalog.track_ids() {
        let track = catalog.track(&id)?;
        let stacks = catalog.stack_ids(&id);
        tracks.push((id, track, stacks));
    }
    let widest = tracks.iter().map(|(id, ..)| id.len()).max().unwrap_or_default();
    let mut items: Vec<String> = tracks
        .iter()
        .map(|(id, track, stacks)| {
            let note = if stacks.is_empty() { " (no stack yet)" } else { "" };
            format!("{id:widest$}  {}{note}", track.summary)
        })
        .collect();
    items.push(format!("{:widest$}  a few questions about afternoons you would enjoy", "help me choose"));
    let mut default =
        draft.track.as_ref().and_then(|id| tracks.iter().position(|(known, ..)| known == id)).unwrap_or(0);
    loop {
        let prompt = "Which specialization for two weeks?";
        match ask.select(&Select { prompt, items: &items, default })? {
            Reply::Back => return Ok(Step::Back),
            Reply::Value(chosen) => match tracks.get(chosen) {
                None => {
                    if let Reply::Value(ranking) = quiz::run(catalog, ask, 0)? {
                        let first = ranking.first();
                        default = tracks.iter().position(|(id, ..)| *id == first).unwrap_or(default);
                    }
                }
                Some((id, _, stacks)) if stacks.is_empty() => {
                    ask.show(&format!("{id} has no stack in this version yet; choose another one."));
                    default = chosen;
                }
                Some((id, ..)) => {
                    if draft.track.as_ref() != Some(id) {
                        draft.stack = None;
                        draft.set.clear();
                        draft.skills = None;
                    }
                    draft.track = Some(id.clone());
                    return Ok(Step::Next);
                }
            },
        }
    }
}

fn name(catalog: &Catalog, draft: &mut Request, ask: &mut dyn Ask) -> Result<Step, Error> {
    let default = match &draft.name {
        Some(name) => name.clone(),
        None => decide(catalog, draft, None)?.answers.name,
    };
    let prompt = "Name (a new folder)";
    match ask.text(&Text { prompt, default: &default, check: &names::check_slug })? {
        Reply::Back => Ok(Step::Back),
        Reply::Value(name) => {
            draft.name = Some(name);
            Ok(Step::Next)
        }
    }
}

/// Whether the screen of the stack's own questions would ask anything.
fn has_questions(catalog: &Catalog, said: &Request, draft: &Request) -> bool {
    let Some(track) = &draft.track else { return false };
    let stacks = catalog.stack_ids(track);
    (said.stack.is_none() && stacks.len() > 1)
        || (said.skills.is_none() && available_skills(catalog, track).is_ok_and(|skills| !skills.is_empty()))
        || stacks.iter().any(|id| {
            catalog
                .stack(track, id)
                .is_ok_and(|stack| stack.question.iter().any(|q| !said.set.contains_key(&q.id)))
        })
}

/// Stack, its questions, skills; `None` when there is nothing to ask.
fn stack(
    catalog: &Catalog,
    said: &Request,
    draft: &mut Request,
    ask: &mut dyn Ask,
) -> Result<Option<Step>, Error> {
    let track = draft.track.clone().expect("the track screen comes first");
    let mut asked = false;
    let stacks = catalog.stack_ids(&track);
    if said.stack.is_none() && stacks.len() > 1 {
        let preferred = match &draft.stack {
            Some(stack) => stack.clone(),
            None => default_stack(catalog, &track, &catalog.track(&track)?)?,
        };
        let mut choices = Vec::new();
        for id in &stacks {
            choices.push(Choice { id: id.clone(), title: catalog.stack(&track, id)?.title });
        }
        match choose("Which stack?", &choices, &preferred, ask)? {
            Reply::Back => return Ok(Some(Step::Back)),
            Reply::Value(id) => draft.stack = Some(id),
        }
        asked = true;
    }
    let stack_id = match &draft.stack {
        Some(stack) => stack.clone(),
        None => default_stack(catalog, &track, &catalog.track(&track)?)?,
    };
    let stack = catalog.stack(&track, &stack_id)?;
    let mut at = 0;
    let open: Vec<_> =
        stack.question.iter().filter(|question| !said.set.contains_key(&question.id)).collect();
    while let Some(question) = open.get(at) {
        let preferred = draft.set.get(&question.id).unwrap_or(&question.default).clone();
        match choose(&question.prompt, &question.choices, &preferred, ask)? {
            Reply::Back if at == 0 => return Ok(Some(Step::Back)),
            Reply::Back => at -= 1,
            Reply::Value(id) => {
                draft.set.insert(question.id.clone(), id);
                at += 1;
            }
        }
        asked = true;
    }
    let skills = available_skills(catalog, &track)?;
    if said.skills.is_none() && !skills.is_empty() {
        match choose_skills(catalog, &skills, draft, ask)? {
            Step::Back => return Ok(Some(Step::Back)),
            Step::Next => asked = true,
        }
    }
    Ok(asked.then_some(Step::Next))
}

fn choose(
    prompt: &str,
    choices: &[Choice],
    preferred: &str,
    ask: &mut dyn Ask,
) -> Result<Reply<String>, Error> {
    let items: Vec<String> = choices.iter().map(|choice| choice.title.clone()).collect();
    let default = choices.iter().position(|choice| choice.id == preferred).unwrap_or(0);
    Ok(match ask.select(&Select { prompt, items: &items, default })? {
        Reply::Back => Reply::Back,
        Reply::Value(at) => Reply::Value(choices[at].id.clone()),
    })
}

fn choose_skills(
    catalog: &Catalog,
    known: &[String],
    draft: &mut Request,
    ask: &mut dyn Ask,
) -> Result<Step, Error> {
    let mut items = Vec::new();
    for id in known {
        items.push(format!("{id}  {}", catalog.skill(id)?.summary));
    }
    let have = draft.skills.clone().unwrap_or_default();
    let chosen: Vec<bool> = known.iter().map(|id| have.contains(id)).collect();
    let prompt = "Which adjacent skills should it show too?";
    match ask.multi(&Multi { prompt, items: &items, chosen: &chosen })? {
        Reply::Back => Ok(Step::Back),
        Reply::Value(chosen) => {
            let picked = known.iter().zip(chosen).filter(|(_, on)| *on).map(|(id, _)| id.clone());
            draft.skills = Some(picked.collect());
            Ok(Step::Next)
        }
    }
}

/// One line of the review that can be changed.
#[derive(Clone, Copy)]
enum Field {
    Name,
    Title,
    License,
    Author,
    Github,
    Start,
    Hours,
}

const FIELDS: [(Field, &str); 7] = [
    (Field::Name, "name"),
    (Field::Title, "title"),
    (Field::License, "license"),
    (Field::Author, "author"),
    (Field::Github, "github"),
    (Field::Start, "start"),
    (Field::Hours, "hours a week"),
];

fn review(
    catalog: &Catalog,
    draft: &mut Request,
    folder: Option<&str>,
    ask: &mut dyn Ask,
) -> Result<Step, Error> {
    let mut default = 0;
    loop {
        let answers = decide(catalog, draft, folder)?.answers;
        let mut items =
            vec![format!("create {}/{} in {}", answers.track, answers.stack, target(&answers, folder))];
        items.extend(FIELDS.iter().map(|(field, label)| match value(&answers, *field) {
            "" => format!("change {label}"),
            value => format!("change {label} ({value})"),
        }));
        items.push("show files".to_owned());
        items.push("quit".to_owned());
        match ask.select(&Select { prompt: "Ready?", items: &items, default })? {
            Reply::Back => return Ok(Step::Back),
            Reply::Value(0) => return Ok(Step::Next),
            Reply::Value(at) if at == items.len() - 1 => return Err(Error::interrupted()),
            Reply::Value(at) if at == items.len() - 2 => {
                let tree = render(catalog, &answers)?;
                let paths: Vec<&str> = tree.files.keys().map(String::as_str).collect();
                ask.show(&format!(
                    "{}\n{} files, {} KiB",
                    paths.join("\n"),
                    paths.len(),
                    tree.size().div_ceil(1024)
                ));
            }
            Reply::Value(at) => {
                change(FIELDS[at - 1].0, &answers, draft, ask)?;
                default = 0;
            }
        }
    }
}

fn target(answers: &Answers, folder: Option<&str>) -> String {
    folder.map_or_else(|| format!("./{}", answers.name), str::to_owned)
}

fn value(answers: &Answers, field: Field) -> &str {
    match field {
        Field::Name => &answers.name,
        Field::Title => &answers.title,
        Field::License => answers.license.id(),
        Field::Author => &answers.author,
        Field::Github => &answers.github,
        Field::Start => &answers.start,
        Field::Hours => "",
    }
}

fn change(field: Field, answers: &Answers, draft: &mut Request, ask: &mut dyn Ask) -> Result<(), Error> {
    let optional = |check: &'static dyn Fn(&str) -> Result<(), String>| {
        move |text: &str| if text.is_empty() { Ok(()) } else { check(text) }
    };
    let mut line = |prompt: &str, default: &str, check: &dyn Fn(&str) -> Result<(), String>| {
        Ok::<_, Error>(match ask.text(&Text { prompt, default, check })? {
            Reply::Back => None,
            Reply::Value(text) => Some(text),
        })
    };
    match field {
        Field::Name => draft.name = line("Name", &answers.name, &names::check_slug)?.or(draft.name.take()),
        Field::Title => {
            let check = |text: &str| names::check_text("title", text);
            draft.title = line("Title", &answers.title, &check)?.or(draft.title.take());
        }
        Field::Author => {
            let check = |text: &str| names::check_text("author", text);
            draft.author =
                line("Author, as the licence names them", &answers.author, &check)?.or(draft.author.take());
        }
        Field::Github => {
            let check = optional(&names::check_github);
            draft.github =
                line("Repository address, owner/repo", &answers.github, &check)?.or(draft.github.take());
        }
        Field::Start => {
            let check = optional(&check_start);
            draft.start = line("First day, like 2026-11-30", &answers.start, &check)?.or(draft.start.take());
        }
        Field::Hours => {
            let check = |text: &str| check_hours(text).map(|_| ());
            draft.hours = line("Hours a week", &answers.hours.to_string(), &check)?.or(draft.hours.take());
        }
        Field::License => {
            let choices =
                License::ALL.map(|license| Choice { id: license.id().into(), title: license.id().into() });
            if let Reply::Value(id) = choose("Licence", &choices, answers.license.id(), ask)? {
                draft.license = Some(id);
            }
        }
    }
    Ok(())
}
