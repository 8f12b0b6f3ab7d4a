//! What a finished note still lacks.

use super::super::log::Work;
use super::numbers::{Metric, float};
use super::{Note, heading};
use crate::error::Error;
use schemars::JsonSchema;
use serde::Serialize;
use toml_edit::Item;

/// One page.
const WORDS: usize = 500;
const LINES: usize = 60;
const LISTS: [&str; 2] = ["What I enjoyed", "What I did not"];
const LAST: &str = "Three metrics I would improve next";

/// Something that is missing or too much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// In docs/reflection.md, counted from 1.
    pub line: usize,
    pub what: String,
}

impl Note {
    /// Everything that keeps the note from being finished, in the order of the file.
    pub fn findings(&self) -> Result<Vec<Finding>, Error> {
        let mut found = self.numbers_findings()?;
        found.extend(self.word_findings());
        found.sort_by_key(|finding| finding.line);
        Ok(found)
    }

    fn numbers_findings(&self) -> Result<Vec<Finding>, Error> {
        let document = self.document()?;
        let numbers = self.numbers()?;
        let mut found = Vec::new();
        let mut say = |key: &str, what: String| found.push(Finding { line: self.line_of(key), what });
        for (key, text, date) in [
            ("started", &numbers.started, numbers.started_on()),
            ("finished", &numbers.finished, numbers.finished_on()),
        ] {
            match (text, date) {
                (None, _) => say(key, format!("{key} is unanswered")),
                (Some(text), None) => say(key, format!("{key} = \"{text}\" is not a date like 2026-11-24")),
                _ => {}
            }
        }
        if let (Some(started), Some(finished)) = (numbers.started_on(), numbers.finished_on())
            && finished < started
        {
            say("finished", "finished lies before started".to_owned());
        }
        if numbers.hours.is_none() {
            say("hours", "hours is unanswered: how long did all of it take?".to_owned());
        }
        if numbers.slice_done.is_none() {
            say("slice_done", "slice_done is neither true nor false".to_owned());
        }
        match document.get("again").map(Item::as_integer) {
            Some(Some(1..=5)) => {}
            Some(Some(0)) | None => say("again", "again is unanswered: 1 (no) to 5 (tomorrow)".to_owned()),
            Some(_) => say("again", "again is not a whole number from 1 to 5".to_owned()),
        }
        for work in Work::ALL {
            let value =
                document.get("energy").and_then(Item::as_table_like).and_then(|table| table.get(work.id()));
            match value.map(float) {
                None | Some(Some(0.0)) => {
                    say(
                        "energy",
                        format!("energy.{} is unanswered (1 to 5, by feel if not logged)", work.id()),
                    );
                }
                Some(Some(1.0..=5.0)) => {}
                Some(_) => say("energy", format!("energy.{} is not a number from 1 to 5", work.id())),
            }
        }
        if numbers.metrics.len() != 3 {
            say("[[metric]]", format!("{} metrics instead of three", numbers.metrics.len()));
        }
        let mut starts = self
            .toml()
            .lines()
            .enumerate()
            .filter(|(_, line)| line.trim() == "[[metric]]")
            .map(|(at, _)| at)
            .collect::<Vec<_>>()
            .into_iter();
        for (at, metric) in numbers.metrics.iter().enumerate() {
            let line = starts.next().map_or(self.fence, |start| self.fence + 1 + start);
            let lacks = lacking(metric);
            if !lacks.is_empty() {
                let name = if metric.name.is_empty() {
                    format!("metric {}", at + 1)
                } else {
                    format!("\"{}\"", metric.name)
                };
                found.push(Finding { line, what: format!("{name} lacks {}", lacks.join(", ")) });
            }
        }
        Ok(found)
    }

    fn word_findings(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let fences = self.fence..self.fence + 1 + self.toml().lines().count() + 1;
        let whole = without_comments(&self.text);
        let mut section = String::new();
        let (mut words, mut lines) = (0, 0);
        // For each section that must have words: line of its heading, list entries, words.
        let mut seen: Vec<(String, usize, usize, usize)> = Vec::new();
        for (at, (line, raw)) in whole.lines().zip(self.text.lines()).enumerate() {
            let number = at + 1;
            if let Some(start) = prompt(raw) {
                let what =
                    format!("a prompt is still there; answer it and delete it: {}", brief(&raw[start..]));
                found.push(Finding { line: number, what });
            }
            if fences.contains(&number) {
                continue;
            }
            lines += 1;
            let here = line.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
            words += here;
            if let Some(title) = heading(line) {
                section.clone_from(&title);
                seen.push((title, number, 0, 0));
            } else if let Some(last) = seen.last_mut().filter(|last| last.0 == section) {
                last.2 += usize::from(is_entry(line));
                last.3 += here;
            }
        }
        for title in LISTS.into_iter().chain([LAST]) {
            match seen.iter().find(|(name, ..)| *name == title.to_lowercase()) {
                None => found.push(Finding { line: 1, what: format!("there is no heading \"{title}\"") }),
                Some((_, line, 0, _)) if title != LAST => {
                    found.push(Finding {
                        line: *line,
                        what: format!("\"{title}\" has no list entry (- ...)"),
                    });
                }
                Some((_, line, _, 0)) => {
                    found.push(Finding { line: *line, what: format!("nothing stands under \"{title}\"") });
                }
                Some(_) => {}
            }
        }
        if words > WORDS {
            found.push(Finding {
                line: 1,
                what: format!("{words} words outside of the numbers, at most {WORDS} fit on a page"),
            });
        }
        if lines > LINES {
            found.push(Finding {
                line: 1,
                what: format!("{lines} lines outside of the numbers, at most {LINES} fit on a page"),
            });
        }
        found
    }
}

fn lacking(metric: &Metric) -> Vec<&'static str> {
    [
        ("name", metric.name.is_empty()),
        ("unit", metric.unit.is_empty()),
        ("how", metric.how.is_empty()),
        ("before", metric.before.is_none()),
        ("target", metric.target.is_none()),
    ]
    .into_iter()
    .filter_map(|(key, lacks)| lacks.then_some(key))
    .collect()
}

/// Where a line asks what to write: `<!-- prompt: ...`.
fn prompt(line: &str) -> Option<usize> {
    line.match_indices("<!--").find_map(|(at, mark)| {
        let rest = line[at + mark.len()..].trim_start_matches(' ');
        rest.starts_with("prompt:").then_some(at + mark.len())
    })
}

/// The first words of a prompt.
fn brief(prompt: &str) -> String {
    let words: Vec<&str> = prompt.trim().trim_start_matches("prompt:").split_whitespace().collect();
    let more = if words.len() > 6 { " …" } else { "" };
    format!("{}{more}", words[..words.len().min(6)].join(" "))
}

fn is_entry(line: &str) -> bool {
    let line = line.trim_start();
    let rest = ["- ", "* ", "+ "].iter().find_map(|mark| line.strip_prefix(mark)).or_else(|| {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        (rest.len() < line.len())
            .then(|| rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") ")))
            .flatten()
    });
    rest.is_some_and(|rest| rest.chars().any(char::is_alphanumeric))
}

/// Comments become nothing; line ends stay, so that numbers of lines stay right.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("<!--") {
        out.push_str(&rest[..start]);
        let end = rest[start..].find("-->").map_or(rest.len(), |end| start + end + 3);
        out.extend(rest[start..end].chars().filter(|c| *c == '\n'));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}
