//! Dates for the items of a plan: a pure function of its text and of four decisions.

use super::item::{self, Item, Mark};
use jiff::civil::{Date, Weekday};

const MONDAY_FIRST: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

/// The days of the week on which somebody works at it; never none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weekdays(u8);

impl Weekdays {
    pub const ALL: Self = Self(0b111_1111);

    /// `mon,wed,sat`; full names are read too.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut set = 0;
        for word in text.split(',').map(|word| word.trim().to_lowercase()).filter(|word| !word.is_empty()) {
            let at = MONDAY_FIRST
                .iter()
                .position(|(name, day)| word == *name || word == format!("{day:?}").to_lowercase())
                .ok_or_else(|| format!("'{word}' is not a day of the week; write them as mon,wed,sat"))?;
            set |= 1 << at;
        }
        if set == 0 {
            Err("no day of the week was named; write them as mon,wed,sat".into())
        } else {
            Ok(Self(set))
        }
    }

    pub fn has(self, day: Weekday) -> bool {
        self.0 & (1 << day.to_monday_zero_offset()) != 0
    }
}

impl std::fmt::Display for Weekdays {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> =
            MONDAY_FIRST.iter().filter(|(_, day)| self.has(*day)).map(|(name, _)| *name).collect();
        f.write_str(&names.join(","))
    }
}

/// A plan with dates, and what had to give way for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheduled {
    pub text: String,
    /// Ids of the stretch items that do not fit into the hours, in the order of the plan.
    pub dropped: Vec<String>,
    /// Minutes of the items that got a date.
    pub planned: u32,
    /// Minutes by which they exceed the hours of two weeks.
    pub over: u32,
}

impl Scheduled {
    /// The excess in words, when there is one.
    pub fn excess(&self, hours_per_week: u32) -> Option<String> {
        (self.over > 0).then(|| {
            format!(
                "what is left needs {} and two weeks of {hours_per_week} h hold {}: plan {} h a week, or take longer",
                hours(self.planned),
                hours(self.planned - self.over),
                self.planned.div_ceil(120)
            )
        })
    }
}

/// Minutes as hours: `1.5 h`.
pub fn hours(minutes: u32) -> String {
    let hundredths = minutes * 100 / 60;
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    format!("{} h", text.trim_end_matches('0').trim_end_matches('.'))
}

/// Dates the open items over the fourteen days from `start`, evenly over the evenings that `days` allows.
///
/// Only the `(due …)` or `(dropped)` bracket of an item is replaced. Ticked items are left alone. When the
/// hours are short, stretch items fall away from the last; nothing else is ever dropped. An item without
/// `stretch` that somebody dropped by hand stays dropped.
pub fn schedule(text: &str, start: Date, hours_per_week: u32, days: Weekdays) -> Scheduled {
    let plan = item::read(text);
    let mut keep: Vec<&Item> =
        plan.items.iter().filter(|item| !item.done && (item.stretch || !item.dropped())).collect();
    let budget = hours_per_week.saturating_mul(2 * 60);
    let mut dropped: Vec<&Item> = Vec::new();
    while total(&keep) > budget
        && let Some(at) = keep.iter().rposition(|item| item.stretch)
    {
        dropped.insert(0, keep.remove(at));
    }
    let evenings: Vec<Date> =
        start.series(jiff::Span::new().days(1)).take(14).filter(|date| days.has(date.weekday())).collect();
    let planned = total(&keep);
    let mut done = 0;
    let mut marks: Vec<(&Item, Mark)> = dropped.iter().map(|item| (*item, Mark::Dropped)).collect();
    for item in keep {
        done += item.minutes;
        // The evening nearest to its last minute; the first item is due on the day that was named.
        let nth = if marks.len() == dropped.len() {
            1
        } else {
            (done as usize * evenings.len() * 2 + planned as usize) / (planned as usize * 2)
        };
        // Near the end of the calendar a fortnight may have fewer days than it should.
        if let Some(date) = evenings.get(nth.saturating_sub(1)).or(evenings.last()) {
            marks.push((item, Mark::Due(*date)));
        }
    }
    Scheduled {
        text: item::edit(text, &[], &marks),
        dropped: dropped.iter().map(|item| item.id.clone()).collect(),
        planned,
        over: planned.saturating_sub(budget),
    }
}

fn total(items: &[&Item]) -> u32 {
    items.iter().map(|item| item.minutes).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const PLAN: &str = "# Plan\r\n\r\n- [ ] d01-run (1 h, ship) Run it\r\n- [x] d02-watch (1 h, shadow) Watch\n\
        - [ ] d06-keys (2.5 h, build) Keys  <!-- check: make plan-check ID=d06-keys -->\n\
        - [ ] d09-more (2 h, build, stretch) More (dropped)\n- [ ] d13-late (1 h, write, stretch) Late\nbye";

    #[test]
    fn items_get_dates_on_the_named_weekdays_only() {
        let got = schedule(PLAN, date(2026, 11, 23), 10, Weekdays::parse("mon,sat").unwrap());
        assert_eq!(
            got.text,
            "# Plan\r\n\r\n- [ ] d01-run (1 h, ship) Run it (due 2026-11-23)\r\n- [x] d02-watch (1 h, shadow) Watch\n\
             - [ ] d06-keys (2.5 h, build) Keys (due 2026-11-28)  <!-- check: make plan-check ID=d06-keys -->\n\
             - [ ] d09-more (2 h, build, stretch) More (due 2026-11-30)\n\
             - [ ] d13-late (1 h, write, stretch) Late (due 2026-12-05)\nbye"
        );
        assert_eq!((got.dropped.len(), got.over, got.planned), (0, 0, 390));
    }

    #[test]
    fn stretch_items_fall_away_from_the_last_and_the_rest_is_reported() {
        let got = schedule(PLAN, date(2026, 11, 23), 3, Weekdays::ALL);
        assert_eq!(got.dropped, ["d13-late"]);
        let got = schedule(PLAN, date(2026, 11, 23), 1, Weekdays::ALL);
        assert_eq!(got.dropped, ["d09-more", "d13-late"]);
        assert_eq!(
            got.excess(1).unwrap(),
            "what is left needs 3.5 h and two weeks of 1 h hold 2 h: plan 2 h a week, or take longer"
        );
    }

    #[test]
    fn dating_again_moves_and_brings_back_what_fell_away() {
        let short = schedule(PLAN, date(2026, 11, 23), 1, Weekdays::ALL);
        let long = schedule(&short.text, date(2026, 12, 1), 10, Weekdays::ALL);
        assert_eq!(long.text, schedule(PLAN, date(2026, 12, 1), 10, Weekdays::ALL).text);
    }

    proptest! {
        #[test]
        fn any_text_is_dated_without_panic_and_twice_is_once(
            lines in proptest::collection::vec(prop_oneof![
                "- \\[[ xX]\\] d(0[1-9]|1[0-4])-[a-z]{1,3} \\([0-9]{1,2}(\\.5)? h, (build|ship)(, stretch)?\\) [ -~]{0,20}( \\(due 2026-01-0[0-9]\\)| \\(dropped\\))?( <!-- check: make x -->)?\r?",
                "\\PC{0,30}",
            ], 0..12),
            hours in 0u32..40,
        ) {
            let text = lines.join("\n");
            let once = schedule(&text, date(2026, 11, 23), hours, Weekdays::ALL);
            let twice = schedule(&once.text, date(2026, 11, 23), hours, Weekdays::ALL);
            prop_assert_eq!(&once.text, &twice.text);
        }
    }
}
