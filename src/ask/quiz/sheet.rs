//! Answers from a file, and the sheet to fill in.

use super::design::Design;
use super::score::{Choice, Limit, Person};
use crate::error::{Error, did_you_mean};
use serde::Deserialize;
use std::fmt::Write as _;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    #[serde(default)]
    hours: Option<u32>,
    #[serde(default)]
    before: String,
    #[serde(default)]
    limits: Vec<String>,
    #[serde(default)]
    triad: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    most: String,
    least: String,
}

/// Reads an answers file against the triads; everything that is wrong is said at once.
pub(super) fn read(name: &str, text: &str, design: &Design) -> Result<(Vec<Option<Choice>>, Person), Error> {
    let sheet: Sheet = toml::from_str(text).map_err(|fault| {
        let at = fault.span().map_or(0, |span| span.start).min(text.len());
        let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
        Error::usage(format!("{name}:{line}: {}", fault.message()))
            .hint("print a sheet to fill in: fortnight quiz --questions")
    })?;
    let mut faults = Vec::new();
    let mut choices: Vec<Option<Choice>> = vec![None; design.triads.len()];
    for row in &sheet.triad {
        // Both left empty: skipped.
        if row.most.is_empty() && row.least.is_empty() {
            continue;
        }
        let Some(at) = design.triads.iter().position(|triad| triad.id == row.id) else {
            faults.push(format!("no triad is called '{}' (t01 to t{:02})", row.id, design.triads.len()));
            continue;
        };
        let shown: Vec<&str> =
            design.triads[at].tracks.iter().map(|track| design.tracks[*track].as_str()).collect();
        let mut find = |what: &str, said: &str| {
            let found =
                shown.iter().position(|track| *track == said).map(|nth| design.triads[at].tracks[nth]);
            if found.is_none() {
                let near = did_you_mean(said, shown.iter().copied())
                    .map_or_else(String::new, |near| format!("; did you mean '{near}'?"));
                faults.push(format!("{}: {what} = '{said}' is none of {}{near}", row.id, shown.join(", ")));
            }
            found
        };
        let (most, least) = (find("most", &row.most), find("least", &row.least));
        if let (Some(most), Some(least)) = (most, least) {
            if most == least {
                faults.push(format!("{}: most and least are both '{}'", row.id, row.most));
            } else if choices[at].replace(Choice { most, least }).is_some() {
                faults.push(format!("{} is answered twice", row.id));
            }
        }
    }
    let limits = sheet.limits.iter().filter_map(|id| {
        let limit = Limit::find(id);
        if limit.is_none() {
            faults.push(format!("no limit is called '{id}' (memory, admin)"));
        }
        limit
    });
    let person =
        Person { hours: sheet.hours, before: sheet.before.trim().to_owned(), limits: limits.collect() };
    if faults.is_empty() && choices.iter().all(Option::is_none) {
        faults.push("no triad is answered".to_owned());
    }
    if faults.is_empty() {
        Ok((choices, person))
    } else {
        Err(Error::usage(format!("{name}: {}", faults.join(&format!("\n  {name}: "))))
            .hint("print a sheet to fill in: fortnight quiz --questions"))
    }
}

/// A sheet with every triad, filled as far as there are choices.
pub(super) fn write(
    design: &Design,
    sentences: &[Vec<String>],
    choices: &[Option<Choice>],
    person: &Person,
) -> String {
    let mut text = String::from(
        "# For each three afternoons: the track you would like most, and the one you would like least.\n# Leave both empty to skip. Then: fortnight quiz --answers FILE\n",
    );
    match person.hours {
        Some(hours) => _ = writeln!(text, "hours = {hours}"),
        None => text.push_str("# hours = 10             # a week\n"),
    }
    _ = writeln!(text, "before = {}", quoted(&person.before));
    let limits: Vec<String> = person.limits.iter().map(|limit| quoted(limit.id())).collect();
    _ = writeln!(
        text,
        "limits = [{}]              # any of \"memory\" (less than 8 GB), \"admin\" (you may not install)",
        limits.join(", ")
    );
    for (at, triad) in design.triads.iter().enumerate() {
        text.push('\n');
        for (track, sentence) in triad.tracks.into_iter().zip(triad.sentences) {
            let words = sentences.get(track).and_then(|four| four.get(sentence)).map_or("", String::as_str);
            _ = writeln!(text, "# {}: {words}", design.tracks[track]);
        }
        let (most, least) = choices.get(at).copied().flatten().map_or(("", ""), |choice| {
            (design.tracks[choice.most].as_str(), design.tracks[choice.least].as_str())
        });
        _ = writeln!(
            text,
            "[[triad]]\nid = {}\nmost = {}\nleast = {}",
            quoted(&triad.id),
            quoted(most),
            quoted(least)
        );
    }
    text
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
