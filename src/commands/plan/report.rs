//! The plan for programs.

use crate::days::plan::{Plan, When};
use crate::days::words::SCHEMA;
use crate::render::item::{Check, Item};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// What `plan --format json` prints.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "fortnight plan")]
pub(super) struct Report {
    schema: u32,
    /// The local date of this machine.
    date: String,
    /// Which of the fourteen days it is; null without dates and outside of them.
    day: Option<i32>,
    /// The first date of the plan; null without dates.
    started: Option<String>,
    /// Hours of all items that are no stretch.
    hours: f64,
    hours_done: f64,
    /// Hours of stretch items that are done; not part of the two above.
    stretch_hours_done: f64,
    items_total: usize,
    items_done: usize,
    /// The items that were asked for, in the order of the plan.
    items: Vec<Entry>,
    /// Lines that look like items and are not; they are left alone.
    foreign: Vec<Line>,
    /// Results of `plan check`; empty otherwise.
    pub(super) checks: Vec<Checked>,
}

#[derive(Serialize, JsonSchema)]
struct Entry {
    id: String,
    title: String,
    kind: &'static str,
    day: u32,
    hours: f64,
    stretch: bool,
    when: When,
    due: Option<String>,
    line: usize,
    /// The command of its check; null without one.
    check: Option<String>,
    /// Whether `plan check` runs that command.
    runnable: bool,
    why: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct Line {
    line: usize,
    why: String,
}

/// How one check ended.
#[derive(Serialize, JsonSchema)]
pub(super) struct Checked {
    pub(super) id: String,
    pub(super) command: String,
    pub(super) passed: bool,
    pub(super) seconds: f64,
    /// Whether the item is ticked now.
    pub(super) ticked: bool,
    /// The last lines of the output of a failed check, at most 40.
    pub(super) output: Vec<String>,
    /// The file that holds all of it, when there is more.
    pub(super) file: Option<String>,
}

impl Report {
    pub(super) fn new(plan: &Plan, today: Date, only: &[When]) -> Self {
        let totals = plan.totals();
        let hours = |minutes: u32| f64::from(minutes) / 60.0;
        Self {
            schema: SCHEMA,
            date: today.to_string(),
            day: plan.day(today),
            started: plan.started().map(|date| date.to_string()),
            hours: hours(totals.minutes),
            hours_done: hours(totals.done),
            stretch_hours_done: hours(totals.stretch_done),
            items_total: totals.items,
            items_done: totals.items_done,
            items: plan
                .when(today)
                .into_iter()
                .filter(|(_, when)| only.contains(when))
                .map(|(item, when)| Entry::new(plan, item, when))
                .collect(),
            foreign: plan
                .foreign
                .iter()
                .map(|foreign| Line { line: foreign.line, why: foreign.why.clone() })
                .collect(),
            checks: Vec::new(),
        }
    }

    /// With one more item.
    pub(super) fn with(mut self, plan: &Plan, item: Option<(&Item, When)>) -> Self {
        self.items.extend(item.map(|(item, when)| Entry::new(plan, item, when)));
        self
    }
}

impl Entry {
    fn new(plan: &Plan, item: &Item, when: When) -> Self {
        Self {
            id: item.id.clone(),
            title: item.title.clone(),
            kind: item.kind.id(),
            day: item.day,
            hours: f64::from(item.minutes) / 60.0,
            stretch: item.stretch,
            when,
            due: item.due().map(|date| date.to_string()),
            line: item.line,
            check: item.check.as_ref().map(|check| match check {
                Check::Make(argv) => argv.join(" "),
                Check::Other(text) => text.clone(),
            }),
            runnable: matches!(item.check, Some(Check::Make(_))),
            why: plan.why(item),
        }
    }
}
