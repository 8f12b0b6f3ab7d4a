//! Several trials side by side, and what can be said about them by rule. Nothing here declares a winner.

use super::facts::number;
use super::log::Work;
use super::reflection::Metric;
use super::words::{count, list};
use camino::Utf8Path;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// Below this many entries a median says nothing.
const ENOUGH: usize = 5;

/// How one kind of work felt.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Felt {
    /// From 1 (drained) to 5 (energy).
    pub median: f64,
    /// Log entries that it stands on; 0 when it was written by hand.
    pub entries: usize,
}

/// What the quiz said about this track before the trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Quizzed {
    pub rank: i64,
    pub score: i64,
    pub confidence: String,
}

/// One repository; what nobody wrote down is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Trial {
    /// The folder as it was named.
    pub dir: String,
    pub track: String,
    /// The track; with the folder's name where two have the same track.
    pub label: String,
    pub hours: Option<f64>,
    pub active_days: Option<i64>,
    pub longest_gap: Option<i64>,
    pub energy: BTreeMap<Work, Felt>,
    pub again: Option<i64>,
    pub slice_done: Option<bool>,
    pub metrics: Vec<Metric>,
    pub quiz: Option<Quizzed>,
}

/// Gives every trial a name that no other has.
pub fn label(trials: &mut [Trial]) {
    let tracks: Vec<String> = trials.iter().map(|trial| trial.track.clone()).collect();
    let names: Vec<String> = trials.iter().map(|trial| name_of(&trial.dir)).collect();
    for trial in trials {
        let same = tracks.iter().filter(|track| **track == trial.track).count();
        trial.label = match names.iter().filter(|name| **name == name_of(&trial.dir)).count() {
            _ if same == 1 => trial.track.clone(),
            1 => format!("{} ({})", name_of(&trial.dir), trial.track),
            _ => format!("{} ({})", trial.dir, trial.track),
        };
    }
}

/// The last part of a folder, as it was named.
fn name_of(dir: &str) -> String {
    Utf8Path::new(dir).file_name().unwrap_or(dir).to_owned()
}

/// At most three sentences, each citing the cells it was computed from.
pub fn sentences(trials: &[Trial]) -> Vec<String> {
    if trials.len() < 2 {
        return Vec::new();
    }
    [energy(trials), again(trials), pace(trials)].into_iter().flatten().collect()
}

/// The kind of work with the widest difference between two medians that stand on enough entries.
fn widest(trials: &[Trial]) -> Option<(Work, &Trial, &Trial)> {
    let mut best: Option<(f64, Work, &Trial, &Trial)> = None;
    for work in Work::ALL {
        let enough: Vec<(&Trial, Felt)> = trials
            .iter()
            .filter_map(|trial| Some((trial, *trial.energy.get(&work)?)))
            .filter(|(_, felt)| felt.entries >= ENOUGH)
            .collect();
        let high = enough.iter().max_by(|a, b| a.1.median.total_cmp(&b.1.median));
        let low = enough.iter().min_by(|a, b| a.1.median.total_cmp(&b.1.median));
        if let (Some((high, most)), Some((low, least))) = (high, low) {
            let gap = most.median - least.median;
            if gap >= 1.0 && best.is_none_or(|(widest, ..)| gap > widest) {
                best = Some((gap, work, high, low));
            }
        }
    }
    best.map(|(_, work, high, low)| (work, high, low))
}

fn energy(trials: &[Trial]) -> Option<String> {
    if let Some((work, high, low)) = widest(trials) {
        let (most, least) = (high.energy[&work], low.energy[&work]);
        return Some(format!(
            "You rated {} {} in {} and {} in {} ({} and {} entries).",
            work.doing(),
            number(most.median),
            high.label,
            number(least.median),
            low.label,
            most.entries,
            least.entries
        ));
    }
    let shared = |work: &Work| trials.iter().filter(|trial| trial.energy.contains_key(work)).count() > 1;
    let strength = |work: &Work| {
        let mut entries: Vec<usize> =
            trials.iter().filter_map(|trial| Some(trial.energy.get(work)?.entries)).collect();
        entries.sort_unstable();
        // The second best: a comparison is as good as its weaker side.
        entries.iter().rev().nth(1).copied().unwrap_or_default()
    };
    let work = Work::ALL.into_iter().filter(shared).max_by_key(strength)?;
    let cells: Vec<String> = trials
        .iter()
        .filter_map(|trial| {
            Some(format!("{} in {}", count_entries(trial.energy.get(&work)?.entries), trial.label))
        })
        .collect();
    Some(if strength(&work) < ENOUGH {
        format!("Too few to say how {} compares: {}.", work.doing(), list(&cells))
    } else {
        format!(
            "No kind of work felt different by a whole point; the best known is {} ({}).",
            work.doing(),
            list(&cells)
        )
    })
}

fn count_entries(entries: usize) -> String {
    if entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") }
}

fn again(trials: &[Trial]) -> Option<String> {
    let said: Vec<(&str, i64)> =
        trials.iter().filter_map(|trial| Some((trial.label.as_str(), trial.again?))).collect();
    if said.len() < 2 {
        return None;
    }
    let cells: Vec<String> = said.iter().map(|(label, again)| format!("{again} for {label}")).collect();
    Some(format!("Asked whether you would do it again, you said {}.", list(&cells)))
}

fn pace(trials: &[Trial]) -> Option<String> {
    let kept: Vec<(&str, i64, i64)> = trials
        .iter()
        .filter_map(|trial| Some((trial.label.as_str(), trial.longest_gap?, trial.active_days?)))
        .collect();
    if kept.len() < 2 || kept.iter().all(|(_, gap, _)| *gap == kept[0].1) {
        return None;
    }
    let cells: Vec<String> = kept
        .iter()
        .map(|(label, gap, days)| {
            let gap = usize::try_from(*gap).unwrap_or_default();
            let days = usize::try_from(*days).unwrap_or_default();
            format!("{} in {label} ({})", count(gap, "day"), count(days, "active day"))
        })
        .collect();
    Some(format!("Your longest pause was {}.", list(&cells)))
}

/// The question that the data leaves open.
pub fn question(trials: &[Trial]) -> String {
    let most = trials.iter().filter(|trial| trial.again.is_some()).max_by_key(|trial| trial.again);
    if let (Some((work, high, _)), Some(most)) = (widest(trials), most)
        && most.label != high.label
        && most.again > high.again
    {
        return format!(
            "You would sooner repeat {}, but {} gave more energy in {}: which of the two would you miss after a year?",
            most.label,
            work.doing(),
            high.label
        );
    }
    if let Some(open) = trials.iter().find(|trial| trial.slice_done == Some(false)) {
        return format!(
            "Nothing worked from end to end in {} yet: what would one more weekend there change?",
            open.label
        );
    }
    "On which of these evenings would you have gone on, even if nobody had asked?".to_owned()
}
