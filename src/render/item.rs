//! The items of `plan/README.md`: one line each, read without touching anything around them.

use jiff::civil::Date;
use std::ops::Range;

/// What sort of work an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Shadow,
    Build,
    Debug,
    Measure,
    Write,
    Ship,
}

impl Kind {
    pub const ALL: [Self; 6] =
        [Self::Shadow, Self::Build, Self::Debug, Self::Measure, Self::Write, Self::Ship];

    pub fn id(self) -> &'static str {
        match self {
            Self::Shadow => "shadow",
            Self::Build => "build",
            Self::Debug => "debug",
            Self::Measure => "measure",
            Self::Write => "write",
            Self::Ship => "ship",
        }
    }

    fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

/// The bracket behind a title: when the item is due, or that it fell away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    None,
    Due(Date),
    Dropped,
}

impl Mark {
    fn text(self) -> String {
        match self {
            Self::None => String::new(),
            Self::Due(date) => format!(" (due {date})"),
            Self::Dropped => " (dropped)".to_owned(),
        }
    }
}

/// The comment behind an item that says how to see whether it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// An argument vector that starts with `make`.
    Make(Vec<String>),
    /// A comment of another form: shown, never run.
    Other(String),
}

/// One well-formed line of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Counted from 1.
    pub line: usize,
    pub done: bool,
    pub id: String,
    /// The day of the fortnight that the id names.
    pub day: u32,
    pub minutes: u32,
    pub kind: Kind,
    pub stretch: bool,
    pub title: String,
    pub mark: Mark,
    pub check: Option<Check>,
    /// The character between the square brackets.
    tick: Range<usize>,
    /// The bracket with the space before it; empty where one would go.
    bracket: Range<usize>,
}

impl Item {
    pub fn due(&self) -> Option<Date> {
        if let Mark::Due(date) = self.mark { Some(date) } else { None }
    }

    pub fn dropped(&self) -> bool {
        self.mark == Mark::Dropped
    }

    /// Neither ticked nor dropped.
    pub fn open(&self) -> bool {
        !self.done && !self.dropped()
    }
}

/// A line that looks like an item and is not one; it is left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    pub line: usize,
    pub why: String,
}

/// Everything that was read from a plan, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Items {
    pub items: Vec<Item>,
    pub foreign: Vec<Foreign>,
}

/// Reads the items of a plan. Fenced blocks and prose are no items; nothing makes this fail.
pub fn read(text: &str) -> Items {
    let mut found = Items::default();
    let mut at = 0;
    let mut fence: Option<&str> = None;
    for (index, raw) in text.split_inclusive('\n').enumerate() {
        let line = index + 1;
        let start = at;
        at += raw.len();
        let raw = raw.trim_end_matches(['\n', '\r']);
        let bare = raw.trim_start();
        if let Some(open) = fence {
            if bare.trim_end() == open {
                fence = None;
            }
            continue;
        }
        if let Some(open) = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark)) {
            fence = Some(open);
            continue;
        }
        if !looks_like_an_item(raw) {
            continue;
        }
        match item(raw, start, line) {
            Ok(item) => match found.items.iter().find(|other| other.id == item.id) {
                None => found.items.push(item),
                Some(first) => {
                    let why = format!("{} stands in line {} already", item.id, first.line);
                    found.foreign.push(Foreign { line, why });
                }
            },
            Err(why) => found.foreign.push(Foreign { line, why }),
        }
    }
    found
}

/// A plan in which some items were ticked or marked; every other byte is as it was.
pub fn edit(text: &str, ticks: &[(&Item, bool)], marks: &[(&Item, Mark)]) -> String {
    let mut edits: Vec<(Range<usize>, String)> = ticks
        .iter()
        .filter(|(item, done)| item.done != *done)
        .map(|(item, done)| (item.tick.clone(), if *done { "x" } else { " " }.to_owned()))
        .chain(
            marks
                .iter()
                .filter(|(item, mark)| item.mark != *mark)
                .map(|(item, mark)| (item.bracket.clone(), mark.text())),
        )
        .collect();
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut text = text.to_owned();
    for (range, new) in edits {
        text.replace_range(range, &new);
    }
    text
}

/// A check box at column 1, or an indented one that names an item's id.
fn looks_like_an_item(raw: &str) -> bool {
    let bare = raw.trim_start();
    let Some(rest) = ["- [", "* [", "+ ["].iter().find_map(|head| bare.strip_prefix(head)) else {
        return false;
    };
    let mut letters = rest.chars();
    let boxed = rest.starts_with(']') || (letters.next().is_some() && letters.next() == Some(']'));
    let after = rest.split_once(']').map_or("", |(_, after)| after);
    boxed
        && !after.starts_with('(')
        && (bare.len() == raw.len()
            || after.split_whitespace().next().is_some_and(|word| day_of(word).is_some()))
}

/// The day that an id names: `d06-idempotency` is day 6.
fn day_of(id: &str) -> Option<u32> {
    let (day, slug) = id.strip_prefix('d')?.split_once('-')?;
    let named = !slug.is_empty()
        && slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && day.len() == 2
        && day.chars().all(|c| c.is_ascii_digit());
    day.parse().ok().filter(|day| named && (1..=14).contains(day))
}

fn item(raw: &str, start: usize, line: usize) -> Result<Item, String> {
    const FORM: &str = "an item starts with '- [ ] dNN-name (H h, kind) title'";
    let rest = raw.strip_prefix("- [").ok_or(FORM)?;
    let done = match rest.as_bytes().first() {
        Some(b' ') => false,
        Some(b'x' | b'X') => true,
        _ => return Err("the box holds neither a space nor an x".to_owned()),
    };
    let rest = rest[1..].strip_prefix("] ").ok_or(FORM)?;
    let (id, rest) = rest.split_once(' ').ok_or(FORM)?;
    let day = day_of(id).ok_or_else(|| {
        format!("'{}' is not a name like d06-idempotency, with a day from 01 to 14", short(id))
    })?;
    let (facts, rest) = rest
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(") "))
        .ok_or_else(|| format!("behind {id} stands no '(H h, kind)' and a title"))?;
    let facts: Vec<&str> = facts.split(", ").collect();
    let (hours, kind, stretch) = match facts[..] {
        [hours, kind] => (hours, kind, false),
        [hours, kind, "stretch"] => (hours, kind, true),
        _ => return Err(format!("'({})' is not '(H h, kind)' or '(H h, kind, stretch)'", facts.join(", "))),
    };
    let minutes =
        minutes(hours).ok_or_else(|| format!("'{}' is not a number of hours like '1.5 h'", short(hours)))?;
    let kind = Kind::find(kind).ok_or_else(|| {
        let known = Kind::ALL.map(Kind::id).join(", ");
        format!("'{}' is not one of {known}", short(kind))
    })?;
    let (body, check) = split_check(rest);
    let (title, mark) = split_mark(body)?;
    if title.is_empty() {
        return Err(format!("{id} has no title"));
    }
    let offset = start + (rest.as_ptr() as usize - raw.as_ptr() as usize);
    Ok(Item {
        line,
        done,
        id: id.to_owned(),
        day,
        minutes,
        kind,
        stretch,
        title: title.to_owned(),
        mark,
        check,
        tick: start + 3..start + 4,
        bracket: offset + title.len()..offset + if mark == Mark::None { title.len() } else { body.len() },
    })
}

fn short(text: &str) -> String {
    if text.chars().count() <= 40 { text.to_owned() } else { text.chars().take(40).chain(['…']).collect() }
}

/// `2 h`, `1.5 h`, `0.25 h`, up to a day.
fn minutes(text: &str) -> Option<u32> {
    let number = text.strip_suffix(" h")?;
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return None;
    }
    let hundredths: u32 = part.parse::<u32>().ok()? * if part.len() == 1 { 10 } else { 1 };
    let minutes = whole.parse::<u32>().ok()? * 60 + hundredths * 60 / 100;
    (1..=24 * 60).contains(&minutes).then_some(minutes)
}

fn split_check(rest: &str) -> (&str, Option<Check>) {
    let end = rest.trim_end();
    let Some(at) = rest.rfind("<!-- check:") else { return (end, None) };
    let Some(inner) =
        end[at.min(end.len())..].strip_prefix("<!-- check:").and_then(|c| c.strip_suffix("-->"))
    else {
        return (end, None);
    };
    let command = inner.trim();
    let check = make(command).map_or_else(|| Check::Other(command.to_owned()), Check::Make);
    (rest[..at].trim_end(), Some(check))
}

/// `make [a-z][a-z-]*( [A-Z]+=[A-Za-z0-9._/-]+)*`, as an argument vector.
fn make(command: &str) -> Option<Vec<String>> {
    let mut words = command.split(' ');
    if words.next()? != "make" {
        return None;
    }
    let target = words.next()?;
    let plain = target.starts_with(|c: char| c.is_ascii_lowercase())
        && target.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let mut argv = vec!["make".to_owned(), target.to_owned()];
    for word in words {
        let (name, value) = word.split_once('=')?;
        let good = !name.is_empty()
            && name.chars().all(|c| c.is_ascii_uppercase())
            && !value.is_empty()
            && value.chars().all(|c| c.is_ascii_alphanumeric() || "._/-".contains(c));
        if !good {
            return None;
        }
        argv.push(word.to_owned());
    }
    plain.then_some(argv)
}

fn split_mark(body: &str) -> Result<(&str, Mark), String> {
    let Some(at) = body.rfind(" (").filter(|_| body.ends_with(')')) else { return Ok((body, Mark::None)) };
    let inner = &body[at + 2..body.len() - 1];
    let mark = if inner == "dropped" {
        Mark::Dropped
    } else if let Some(date) = inner.strip_prefix("due ") {
        let date = date
            .parse::<Date>()
            .ok()
            .filter(|parsed| parsed.to_string() == date)
            .ok_or_else(|| format!("'{}' is not a date like 2026-11-24", short(date)))?;
        Mark::Due(date)
    } else {
        return Ok((body, Mark::None));
    };
    Ok((body[..at].trim_end(), mark))
}
