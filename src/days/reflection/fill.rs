//! Pre-filling: what can be counted is written down, and stays theirs once a person changes it.

use super::super::facts::{Facts, number};
use super::super::log::Work;
use super::Note;
use super::numbers::float;
use crate::error::Error;
use jiff::civil::Date;
use toml_edit::{DocumentMut, InlineTable, Item, Value};

/// Answers of a person; they replace what stands there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    pub started: Option<Date>,
    pub finished: Option<Date>,
    pub hours: Option<f64>,
    pub slice_done: Option<bool>,
    pub again: Option<i64>,
}

/// The note after filling.
#[derive(Clone, Debug)]
pub struct Filled {
    pub text: String,
    /// Keys that have another value now, with that value.
    pub keys: Vec<(String, String)>,
}

/// Behind a counted value stands what was counted. Once the value differs from it, a person has changed it.
const COUNTED: &str = "# counted: ";

impl Note {
    /// Writes counted values where nothing or an unchanged counted value stands, then what a person said.
    pub fn fill(&self, facts: &Facts, said: &Said) -> Result<Filled, Error> {
        let mut block = Block { document: self.document()?, keys: Vec::new() };
        let date = |date: Option<Date>| date.map(|date| date.to_string());
        if let Some(started) = date(facts.started) {
            block.count("started", started.clone().into(), &started);
        }
        if let Some(finished) = date(facts.finished) {
            block.count("finished", finished.clone().into(), &finished);
        }
        if let Some(hours) = facts.hours {
            block.count("hours", hours.into(), &number(hours));
        }
        block.energy(facts);
        if facts.active_days > 0 {
            let (days, gap) = (whole(facts.active_days), whole(facts.longest_gap));
            block.count("active_days", days.into(), &days.to_string());
            block.count("longest_gap", gap.into(), &gap.to_string());
        }
        if let Some((done, all)) = facts.items {
            let items = format!("{done} of {all}");
            block.count("items_done", items.clone().into(), &items);
        }
        if let Some(started) = date(said.started) {
            block.say("started", started.into());
        }
        if let Some(finished) = date(said.finished) {
            block.say("finished", finished.into());
        }
        if let Some(hours) = said.hours {
            block.say("hours", hours.into());
        }
        if let Some(done) = said.slice_done {
            block.say("slice_done", done.into());
        }
        if let Some(again) = said.again {
            block.say("again", again.into());
        }
        let toml = block.document.to_string();
        Ok(Filled { text: self.with_block(&toml), keys: block.keys })
    }
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

struct Block {
    document: DocumentMut,
    keys: Vec<(String, String)>,
}

impl Block {
    /// Writes a counted value, unless a person's own stands there.
    fn count(&mut self, key: &str, value: Value, shown: &str) {
        let free = match self.document.get(key) {
            None => true,
            Some(Item::Value(old)) => unanswered(old) || counted(old).as_deref() == Some(&plain(old)),
            Some(_) => false,
        };
        if free {
            self.put(key, value, Some(shown));
        }
    }

    /// Writes what a person said; from now on it is theirs.
    fn say(&mut self, key: &str, value: Value) {
        self.put(key, value, None);
    }

    fn put(&mut self, key: &str, mut value: Value, shown: Option<&str>) {
        let now = plain(&value);
        let old = self.document.get(key).and_then(Item::as_value);
        let differs = old.is_none_or(|old| plain(old) != now);
        let prefix = old.and_then(|old| old.decor().prefix()).and_then(|raw| raw.as_str()).unwrap_or(" ");
        let suffix =
            old.and_then(|old| old.decor().suffix()).and_then(|raw| raw.as_str()).unwrap_or_default();
        // A comment of a person stays; only our own is replaced.
        let theirs = !suffix.trim().is_empty() && !suffix.trim_start().starts_with(COUNTED);
        let suffix = match shown {
            _ if theirs => suffix.to_owned(),
            Some(shown) => format!(" {COUNTED}{shown}"),
            None => String::new(),
        };
        let prefix = prefix.to_owned();
        value.decor_mut().set_prefix(prefix);
        value.decor_mut().set_suffix(suffix);
        match self.document.get_mut(key) {
            Some(item) => *item = Item::Value(value),
            None => _ = self.document.insert(key, Item::Value(value)),
        }
        if differs {
            self.keys.push((key.to_owned(), now));
        }
    }

    /// Medians and numbers of entries, kind by kind.
    fn energy(&mut self, facts: &Facts) {
        if facts.energy.is_empty() {
            return;
        }
        let felt = |work: Work| facts.energy.get(&work).map_or(0.0, |(median, _)| *median);
        let old = self.document.get("energy").and_then(Item::as_value);
        let before: Vec<String> = old
            .and_then(counted)
            .map(|text| text.split(' ').map(str::to_owned).collect())
            .unwrap_or_default();
        let mut changed = Vec::new();
        let Some(item) = self.document.get_mut("energy") else {
            let table: InlineTable =
                Work::ALL.map(|work| (work.id(), compact(felt(work)))).into_iter().collect();
            self.put("energy", Value::InlineTable(table), Some(&shown(felt)));
            self.entries(facts);
            return;
        };
        let Some(table) = item.as_table_like_mut() else { return };
        for (at, work) in Work::ALL.into_iter().enumerate() {
            let old = table.get(work.id());
            let now = old.and_then(float);
            let free = match (old, now) {
                (None, _) => true,
                (Some(_), Some(now)) => now == 0.0 || before.get(at) == Some(&number(now)),
                (Some(_), None) => false,
            };
            let new = felt(work);
            if free && (now.unwrap_or_default() - new).abs() > f64::EPSILON {
                let value = compact(new);
                match table.get_mut(work.id()).and_then(Item::as_value_mut) {
                    Some(slot) => {
                        let decor = slot.decor().clone();
                        *slot = value;
                        *slot.decor_mut() = decor;
                    }
                    None => _ = table.insert(work.id(), Item::Value(value)),
                }
                changed.push((format!("energy.{}", work.id()), number(new)));
            }
        }
        if let Some(Value::InlineTable(inline)) = item.as_value_mut() {
            let suffix =
                inline.decor().suffix().and_then(|raw| raw.as_str()).unwrap_or_default().trim().to_owned();
            if suffix.is_empty() || suffix.starts_with(COUNTED) {
                inline.decor_mut().set_suffix(format!(" {COUNTED}{}", shown(felt)));
            }
        }
        self.keys.extend(changed);
        self.entries(facts);
    }

    /// How many lines of the log each median stands on, so that `compare` works without the log.
    fn entries(&mut self, facts: &Facts) {
        let count = |work: Work| facts.energy.get(&work).map_or(0, |(_, entries)| whole(*entries));
        let table: InlineTable =
            Work::ALL.map(|work| (work.id(), Value::from(count(work)))).into_iter().collect();
        let text = Work::ALL.map(|work| count(work).to_string()).join(" ");
        // An inline table is compared by its numbers, because its blanks are anybody's.
        let value = Value::InlineTable(table);
        let free = match self.document.get("entries").and_then(Item::as_inline_table) {
            None => self.document.get("entries").is_none(),
            Some(old) => {
                let now = Work::ALL.map(|work| {
                    old.get(work.id()).and_then(Value::as_integer).unwrap_or_default().to_string()
                });
                counted(&Value::InlineTable(old.clone())).as_deref() == Some(&now.join(" "))
            }
        };
        if free {
            self.put("entries", value, Some(&text));
        }
    }
}

fn shown(felt: impl Fn(Work) -> f64) -> String {
    Work::ALL.map(|work| number(felt(work))).join(" ")
}

/// `4` rather than `4.0`.
fn compact(value: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "an energy is at most 5")]
    if value.fract() == 0.0 { Value::from(value as i64) } else { Value::from(value) }
}

/// A value of day 1.
fn unanswered(value: &Value) -> bool {
    match value {
        Value::String(text) => text.value().is_empty(),
        Value::Integer(number) => *number.value() == 0,
        Value::Float(number) => *number.value() == 0.0,
        _ => false,
    }
}

/// A value as its counted comment would show it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.value().clone(),
        Value::Float(float) => number(*float.value()),
        other => other.clone().decorated("", "").to_string(),
    }
}

fn counted(value: &Value) -> Option<String> {
    let suffix = value.decor().suffix()?.as_str()?;
    suffix.trim().strip_prefix(COUNTED).map(str::to_owned)
}
