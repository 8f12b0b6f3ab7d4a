//! `plan/README.md` of an emitted repository: what is due, what is late, what is done.

use super::file;
use crate::error::{Error, did_you_mean};
use crate::render::PLAN;
use crate::render::item::{self, Foreign, Item, Kind};
use camino::{Utf8Path, Utf8PathBuf};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// The plan as it stands on disk.
#[derive(Clone, Debug)]
pub struct Plan {
    pub path: Utf8PathBuf,
    pub text: String,
    pub items: Vec<Item>,
    /// Lines that look like items and are not.
    pub foreign: Vec<Foreign>,
}

/// Where an item stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    Done,
    Dropped,
    Late,
    Today,
    /// The first open one, when nothing is due today.
    Next,
    Later,
}

impl When {
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Dropped => "dropped",
            Self::Late => "late",
            Self::Today => "today",
            Self::Next => "next",
            Self::Later => "later",
        }
    }
}

/// Minutes and items; stretch items count only beside the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub minutes: u32,
    pub done: u32,
    pub stretch_done: u32,
    pub items: usize,
    pub items_done: usize,
}

impl Plan {
    pub fn read(root: &Utf8Path) -> Result<Self, Error> {
        let path = root.join(PLAN);
        let text = file::read_if_there(&path)?.ok_or_else(|| {
            Error::refused(format!("there is no plan here ({path} is missing)")).hint(
                "plan/ may be deleted once the fortnight is over; to have it back: git checkout BASE -- plan",
            )
        })?;
        let plan = Self::of(path, text);
        if plan.items.is_empty() {
            let faults = plan.foreign.iter().map(|line| format!("{}:{}: {}", plan.path, line.line, line.why));
            return Err(Error::refused(format!("{} holds no item", plan.path))
                .hints(faults)
                .hint("an item looks like this: - [ ] d03-hold (2 h, build) Money can be held"));
        }
        Ok(plan)
    }

    pub fn of(path: Utf8PathBuf, text: String) -> Self {
        let found = item::read(&text);
        Self { path, text, items: found.items, foreign: found.foreign }
    }

    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for item in &self.items {
            if item.stretch {
                totals.stretch_done += if item.done { item.minutes } else { 0 };
                continue;
            }
            totals.items += 1;
            totals.minutes += item.minutes;
            if item.done {
                totals.items_done += 1;
                totals.done += item.minutes;
            }
        }
        totals
    }

    /// The first date of the plan; none while it has no dates.
    pub fn started(&self) -> Option<Date> {
        self.items.iter().filter_map(Item::due).min()
    }

    /// Which of the fourteen days a date is.
    pub fn day(&self, today: Date) -> Option<i32> {
        let day = self.started()?.until(today).ok()?.get_days() + 1;
        (1..=14).contains(&day).then_some(day)
    }

    /// Where every item stands, in the order of the plan. Without dates, today is the first day with open items.
    pub fn when(&self, today: Date) -> Vec<(&Item, When)> {
        let dated = self.started().is_some();
        let first_open = self.items.iter().find(|item| item.open()).map(|item| item.day);
        let mut all: Vec<(&Item, When)> = self
            .items
            .iter()
            .map(|item| {
                let when = match (item.done, item.dropped(), item.due()) {
                    (true, ..) => When::Done,
                    (_, true, _) => When::Dropped,
                    (.., Some(due)) if due < today => When::Late,
                    (.., Some(due)) if due == today => When::Today,
                    (.., None) if !dated && Some(item.day) == first_open => When::Today,
                    _ => When::Later,
                };
                (item, when)
            })
            .collect();
        let busy = all.iter().any(|(_, when)| *when == When::Today);
        let next = all.iter().position(|(_, when)| *when == When::Later);
        if let (false, Some(next)) = (busy, next) {
            all[next].1 = When::Next;
        }
        all
    }

    /// The first paragraph below an item says why it is there.
    pub fn why(&self, item: &Item) -> Option<String> {
        let next =
            self.items.iter().map(|other| other.line).find(|line| *line > item.line).unwrap_or(usize::MAX);
        let below = self.text.lines().enumerate().skip(item.line).take_while(|(at, _)| at + 1 < next);
        let words: Vec<&str> = below
            .map(|(_, line)| line.trim())
            .skip_while(|line| line.is_empty())
            .take_while(|line| !line.is_empty() && !line.starts_with(['#', '-', '*', '`', '|', '<']))
            .collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// The item with this id, or with an id that alone begins like it.
    pub fn find(&self, id: &str) -> Result<&Item, String> {
        if let Some(item) = self.items.iter().find(|item| item.id == id) {
            return Ok(item);
        }
        let like: Vec<&Item> = self.items.iter().filter(|item| item.id.starts_with(id)).collect();
        match like[..] {
            [item] => Ok(item),
            [] => Err(match did_you_mean(id, self.items.iter().map(|item| item.id.as_str())) {
                Some(near) => format!("no item is called '{}'; did you mean '{near}'?", id.escape_debug()),
                None => format!("no item is called '{}'", id.escape_debug()),
            }),
            _ => {
                let ids: Vec<&str> = like.iter().map(|item| item.id.as_str()).collect();
                Err(format!("'{id}' can be {}", ids.join(" or ")))
            }
        }
    }

    /// Every named item, or all that is wrong with the names.
    pub fn find_all(&self, ids: &[String]) -> Result<Vec<&Item>, Error> {
        let mut faults = Vec::new();
        let mut items: Vec<&Item> = Vec::new();
        for id in ids {
            match self.find(id) {
                Ok(item) if items.iter().any(|other| other.id == item.id) => {}
                Ok(item) => items.push(item),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() {
            Ok(items)
        } else {
            Err(Error::usage(faults.join("\n  ")).hint("see all of them: fortnight plan all"))
        }
    }

    /// Ticks items in the file as it is now; somebody may have edited it while checks ran.
    pub fn tick(root: &Utf8Path, ids: &[&str], done: bool) -> Result<(), Error> {
        let plan = Self::read(root)?;
        let ticks: Vec<(&Item, bool)> = plan
            .items
            .iter()
            .filter(|item| ids.contains(&item.id.as_str()))
            .map(|item| (item, done))
            .collect();
        file::replace(&plan.path, &plan.text, &item::edit(&plan.text, &ticks, &[]))
    }
}

/// What a kind of item is for, in one sentence.
pub fn purpose(kind: Kind) -> &'static str {
    match kind {
        Kind::Shadow => "Before you build, see how somebody does this for a living.",
        Kind::Build => "It adds something that users would want; its check is red until it works.",
        Kind::Debug => "Finding a cause is half of this profession, and no tutorial teaches it.",
        Kind::Measure => "One number before and one after: how you will know that a change helped.",
        Kind::Write => "What you can explain to somebody else, you have understood.",
        Kind::Ship => "It counts when somebody else can see it work.",
    }
}
