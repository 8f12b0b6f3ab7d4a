//! `plan/log.tsv`: one line an evening, and what the lines say together.

use super::{date, file};
use crate::error::{Error, did_you_mean};
use crate::render::item::Foreign;
use camino::Utf8Path;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;

/// Where it lies in a repository.
pub const LOG: &str = "plan/log.tsv";
const HEADER: &str = "date\tkind\tminutes\tenergy\tnote";

/// Kinds of work that a person can feel a difference between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Work {
    Build,
    Debug,
    Design,
    Read,
    Write,
    Ops,
}

impl Work {
    pub const ALL: [Self; 6] = [Self::Build, Self::Debug, Self::Design, Self::Read, Self::Write, Self::Ops];

    pub fn id(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Debug => "debug",
            Self::Design => "design",
            Self::Read => "read",
            Self::Write => "write",
            Self::Ops => "ops",
        }
    }

    /// In a sentence: "you rated debugging 4".
    pub fn doing(self) -> &'static str {
        match self {
            Self::Build => "building",
            Self::Debug => "debugging",
            Self::Design => "designing",
            Self::Read => "reading",
            Self::Write => "writing",
            Self::Ops => "running things",
        }
    }

    /// By its id, or by the kind of a plan item that counts as it.
    pub fn find(id: &str) -> Option<Self> {
        match id {
            "shadow" => Some(Self::Read),
            "measure" => Some(Self::Debug),
            "ship" => Some(Self::Ops),
            id => Self::ALL.into_iter().find(|work| work.id() == id),
        }
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub date: Date,
    pub work: Work,
    pub minutes: u32,
    pub energy: u32,
    pub note: String,
}

/// All lines of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    pub entries: Vec<Entry>,
    /// Lines that are none; they are skipped and left alone.
    pub broken: Vec<Foreign>,
}

impl Entry {
    /// The line in the file, with its end.
    pub fn line(&self) -> String {
        let note: String = self.note.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let note = note.trim();
        let note = if note.is_empty() { "-" } else { note };
        format!("{}\t{}\t{}\t{}\t{note}\n", self.date, self.work.id(), self.minutes, self.energy)
    }
}

impl Log {
    /// Reads lines; nothing makes this fail.
    pub fn parse(text: &str) -> Self {
        let mut log = Self::default();
        for (at, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line == HEADER {
                continue;
            }
            match entry(line) {
                Ok(entry) => log.entries.push(entry),
                Err(why) => log.broken.push(Foreign { line: at + 1, why }),
            }
        }
        log
    }

    /// Reads a file; none is an empty log.
    pub fn read(path: &Utf8Path) -> Result<Self, Error> {
        Ok(file::read_if_there(path)?.map_or_else(Self::default, |text| Self::parse(&text)))
    }

    /// The entries of both, in the order of their dates.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.entries.extend(other.entries);
        self.entries.sort_by_key(|entry| entry.date);
        self
    }

    pub fn minutes(&self) -> u32 {
        self.entries.iter().map(|entry| entry.minutes).sum()
    }

    /// Median energy and number of entries for each kind of work that occurs.
    pub fn energy(&self) -> BTreeMap<Work, (f64, usize)> {
        let mut by_work: BTreeMap<Work, Vec<u32>> = BTreeMap::new();
        for entry in &self.entries {
            by_work.entry(entry.work).or_default().push(entry.energy);
        }
        by_work.into_iter().map(|(work, felt)| (work, (median(felt.clone()), felt.len()))).collect()
    }
}

/// The middle one, or the mean of the two in the middle. The list is not empty.
fn median(mut numbers: Vec<u32>) -> f64 {
    numbers.sort_unstable();
    let half = numbers.len() / 2;
    if numbers.len().is_multiple_of(2) {
        f64::from(numbers[half - 1] + numbers[half]) / 2.0
    } else {
        f64::from(numbers[half])
    }
}

fn entry(line: &str) -> Result<Entry, String> {
    let cells: Vec<&str> = line.splitn(5, '\t').collect();
    let [day, kind, minutes, energy, note] = cells[..] else {
        return Err(format!(
            "{} of 5 columns (date, kind, minutes, energy, note; tabs between)",
            cells.len()
        ));
    };
    Ok(Entry {
        date: date::exact(day)
            .ok_or_else(|| format!("'{}' is not a date like 2026-11-24", day.escape_debug()))?,
        work: work(kind)?,
        minutes: self::minutes(minutes)?,
        energy: self::energy(energy)?,
        note: if note == "-" { String::new() } else { note.to_owned() },
    })
}

/// A kind of work as it was typed.
pub fn work(text: &str) -> Result<Work, String> {
    Work::find(text).ok_or_else(|| {
        let known = Work::ALL.map(Work::id);
        match did_you_mean(text, known) {
            Some(near) => format!("'{}' is no kind of work; did you mean '{near}'?", text.escape_debug()),
            None => format!("'{}' is no kind of work ({})", text.escape_debug(), known.join(", ")),
        }
    })
}

/// Minutes as they were typed.
pub fn minutes(text: &str) -> Result<u32, String> {
    text.parse()
        .ok()
        .filter(|minutes| (1..=1440).contains(minutes))
        .ok_or_else(|| format!("'{}' is not a number of minutes from 1 to 1440", text.escape_debug()))
}

/// Energy as it was typed.
pub fn energy(text: &str) -> Result<u32, String> {
    text.parse().ok().filter(|energy| (1..=5).contains(energy)).ok_or_else(|| {
        format!("energy '{}' is not 1 (drained me) to 5 (gave me energy)", text.escape_debug())
    })
}

/// Appends one line in one write; what is there is never read into memory and written back.
pub fn append(path: &Utf8Path, entry: &Entry) -> Result<(), Error> {
    let doing = format!("cannot write {path}");
    let io = |fault| Error::io(&doing, fault).hint("nothing was logged");
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(io)?;
    }
    let mut text = String::new();
    match std::fs::read(path) {
        Ok(there) if there.is_empty() => text = format!("{HEADER}\n"),
        // An editor may have left the last line open.
        Ok(there) if there.last() != Some(&b'\n') => text.push('\n'),
        Ok(_) => {}
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => text = format!("{HEADER}\n"),
        Err(fault) => return Err(io(fault)),
    }
    text.push_str(&entry.line());
    let mut file = std::fs::OpenOptions::new().append(true).create(true).open(path).map_err(io)?;
    file.write_all(text.as_bytes()).map_err(io)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn medians_are_of_each_kind_and_plan_kinds_count_as_work() {
        let log = Log::parse(
            "date\tkind\tminutes\tenergy\tnote\n2026-11-24\tbuild\t60\t4\t-\n2026-11-24\tbuild\t30\t1\tx\n\
             2026-11-25\tshadow\t30\t5\ty\r\n",
        );
        assert!(log.broken.is_empty(), "{log:?}");
        assert_eq!(log.energy()[&Work::Build], (2.5, 2));
        assert_eq!(log.energy()[&Work::Read], (5.0, 1));
        assert_eq!(log.minutes(), 120);
    }

    #[test]
    fn broken_lines_are_numbered_and_skipped() {
        let log = Log::parse(
            "date\tkind\tminutes\tenergy\tnote\nhello\n2026-11-24\tbuid\t1\t1\t-\n2026-11-31\tbuild\t1\t1\t-\n",
        );
        let lines: Vec<usize> = log.broken.iter().map(|broken| broken.line).collect();
        assert_eq!((lines, log.entries.len()), (vec![2, 3, 4], 0));
        assert!(log.broken[1].why.contains("did you mean 'build'?"));
    }

    proptest! {
        #[test]
        fn any_note_becomes_one_line_that_reads_back(note in "\\PC*|[\\t\\r\\n a-z-]{0,20}", minutes in 1u32..=1440, energy in 1u32..=5) {
            let entry = Entry { date: jiff::civil::date(2026, 11, 24), work: Work::Ops, minutes, energy, note };
            let line = entry.line();
            prop_assert_eq!(line.matches('\n').count(), 1);
            let log = Log::parse(&line);
            prop_assert!(log.broken.is_empty());
            let read = &log.entries[0];
            prop_assert_eq!((read.minutes, read.energy), (minutes, energy));
            prop_assert_eq!(read.line(), line);
        }

        #[test]
        fn any_text_gives_entries_or_line_numbers(text in "(\\PC|\\n|\\t|2026-01-01|build){0,60}") {
            let log = Log::parse(&text);
            prop_assert!(log.broken.iter().all(|broken| broken.line <= text.lines().count()));
        }
    }
}
