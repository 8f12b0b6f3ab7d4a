//! What can be counted about a fortnight: from the log, from git and from the plan.

use super::log::{Log, Work};
use super::plan::Plan;
use crate::git::history::History;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Counted, never felt.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    pub started: Option<Date>,
    pub finished: Option<Date>,
    /// Hours of the log; none without one.
    pub hours: Option<f64>,
    pub energy: BTreeMap<Work, (f64, usize)>,
    /// Days with a commit or a line in the log.
    pub active_days: usize,
    /// Days in a row without either, between two active ones.
    pub longest_gap: usize,
    pub commits: BTreeMap<Date, u32>,
    /// Items ticked, and all of them; none when `plan/` is gone.
    pub items: Option<(usize, usize)>,
}

impl Facts {
    pub(crate) fn gather(log: &Log, history: Option<&History>, plan: Option<&Plan>) -> Self {
        let commits = history.map(|history| history.days.clone()).unwrap_or_default();
        let days: BTreeSet<Date> =
            commits.keys().copied().chain(log.entries.iter().map(|entry| entry.date)).collect();
        let gap = |(one, two): (&Date, &Date)| {
            one.until(*two).map_or(0, |span| usize::try_from(span.get_days() - 1).unwrap_or_default())
        };
        let total = plan.map(Plan::totals);
        Self {
            started: days.first().copied().or_else(|| plan.and_then(Plan::started)),
            finished: days.last().copied(),
            hours: (!log.entries.is_empty()).then(|| (f64::from(log.minutes()) / 6.0).round() / 10.0),
            energy: log.energy(),
            active_days: days.len(),
            longest_gap: days.iter().zip(days.iter().skip(1)).map(gap).max().unwrap_or_default(),
            commits,
            items: total.map(|total| (total.items_done, total.items)),
        }
    }
}

/// Hours with one decimal at most: `2.6 h`.
pub fn about(minutes: u32) -> String {
    format!("{} h", number((f64::from(minutes) / 6.0).round() / 10.0))
}

/// Without a needless `.0`.
pub fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
