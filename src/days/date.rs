//! Dates as people type them.

use crate::error::Error;
use jiff::{ToSpan, civil::Date};

/// `2026-11-23`, `today`, `yesterday` or `tomorrow`, seen from a day.
pub fn parse(text: &str, today: Date) -> Result<Date, Error> {
    let near = match text {
        "today" => Some(today),
        "yesterday" => today.checked_sub(1.day()).ok(),
        "tomorrow" => today.checked_add(1.day()).ok(),
        _ => exact(text),
    };
    near.ok_or_else(|| {
        Error::usage(format!("'{}' is not a date", text.escape_debug()))
            .hint(format!("write it as {today}, or as today, yesterday or tomorrow"))
    })
}

/// `2026-11-23` and nothing else.
pub fn exact(text: &str) -> Option<Date> {
    text.parse::<Date>().ok().filter(|date| date.to_string() == text)
}

/// `Wednesday 25 November 2026`.
pub fn long(date: Date) -> String {
    date.strftime("%A %-d %B %Y").to_string()
}
