//! The block of numbers as values.

use super::super::log::Work;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use toml_edit::{DocumentMut, Item, TableLike};

/// One of the three numbers that a track follows; a value may be text, such as `3.4 ± 0.2`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Metric {
    pub name: String,
    pub unit: String,
    pub how: String,
    pub before: Option<String>,
    pub target: Option<String>,
    pub after: Option<String>,
}

/// What is answered; everything unanswered is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Numbers {
    pub track: Option<String>,
    pub started: Option<String>,
    pub finished: Option<String>,
    pub hours: Option<f64>,
    pub slice_done: Option<bool>,
    /// Would they do it again: from 1 (no) to 5 (tomorrow).
    pub again: Option<i64>,
    /// From 1 (drained) to 5 (energy), for each kind of work.
    pub energy: BTreeMap<Work, f64>,
    /// How many log entries each of these stands on.
    pub entries: BTreeMap<Work, usize>,
    pub active_days: Option<i64>,
    pub longest_gap: Option<i64>,
    pub metrics: Vec<Metric>,
}

impl Numbers {
    pub fn of(document: &DocumentMut) -> Self {
        let text = |key: &str| {
            document.get(key).and_then(Item::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let whole = |key: &str| document.get(key).and_then(Item::as_integer);
        Self {
            track: text("track"),
            started: text("started"),
            finished: text("finished"),
            hours: document.get("hours").and_then(float).filter(|hours| *hours > 0.0),
            slice_done: document.get("slice_done").and_then(Item::as_bool),
            again: whole("again").filter(|again| *again != 0),
            energy: by_work(document.get("energy")).into_iter().filter(|(_, value)| *value != 0.0).collect(),
            entries: by_work(document.get("entries"))
                .into_iter()
                .filter(|(_, count)| *count >= 1.0)
                .map(|(work, count)| (work, whole_number(count)))
                .collect(),
            active_days: whole("active_days"),
            longest_gap: whole("longest_gap"),
            metrics: metrics(document),
        }
    }

    pub fn started_on(&self) -> Option<Date> {
        self.started.as_deref().and_then(super::super::date::exact)
    }

    pub fn finished_on(&self) -> Option<Date> {
        self.finished.as_deref().and_then(super::super::date::exact)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count that was checked to be positive"
)]
fn whole_number(count: f64) -> usize {
    count as usize
}

/// A number, whole or not.
pub(super) fn float(item: &Item) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "hours and energies are small")]
    item.as_float().or_else(|| item.as_integer().map(|whole| whole as f64)).filter(|value| value.is_finite())
}

fn by_work(item: Option<&Item>) -> BTreeMap<Work, f64> {
    let table = item.and_then(Item::as_table_like);
    let value = |work: Work| table?.get(work.id()).and_then(float);
    Work::ALL.into_iter().filter_map(|work| Some((work, value(work)?))).collect()
}

fn metrics(document: &DocumentMut) -> Vec<Metric> {
    let Some(item) = document.get("metric") else { return Vec::new() };
    if let Some(tables) = item.as_array_of_tables() {
        return tables.iter().map(|table| metric(table)).collect();
    }
    let inline = item.as_array().into_iter().flatten().filter_map(toml_edit::Value::as_inline_table);
    inline.map(|table| metric(table)).collect()
}

fn metric(table: &dyn TableLike) -> Metric {
    let text = |key: &str| table.get(key).and_then(Item::as_str).unwrap_or_default().trim().to_owned();
    let value = |key: &str| {
        let item = table.get(key)?;
        let text = item.as_str().map(|text| text.trim().to_owned());
        text.or_else(|| item.as_value().map(|value| value.clone().decorated("", "").to_string()))
            .filter(|text| !text.is_empty())
    };
    Metric {
        name: text("name"),
        unit: text("unit"),
        how: text("how"),
        before: value("before"),
        target: value("target"),
        after: value("after"),
    }
}
