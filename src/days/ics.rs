//! The dates of a plan for a calendar (RFC 5545): the same plan gives the same bytes.

use super::plan::{Plan, purpose};
use crate::catalog::sha256;
use crate::render::schedule::hours;
use jiff::ToSpan;
use std::fmt::Write as _;

/// One all-day event for each item that has a date; none while nothing is dated.
///
/// `identity` tells repositories apart: it goes into the UIDs, so that a second import updates the first.
pub fn calendar(plan: &Plan, name: &str, identity: &str) -> Option<String> {
    let start = plan.started()?;
    let mark = &sha256(identity.as_bytes())[..12];
    let mut text = String::new();
    let mut put = |line: &str| fold(line, &mut text);
    put("BEGIN:VCALENDAR");
    put("VERSION:2.0");
    put("PRODID:-//fortnight//plan//EN");
    put("CALSCALE:GREGORIAN");
    for item in &plan.items {
        let Some(due) = item.due() else { continue };
        // The end of an all-day event is the day after it.
        let Ok(end) = due.checked_add(1.day()) else { continue };
        put("BEGIN:VEVENT");
        put(&format!("UID:{}-{mark}@fortnight.invalid", item.id));
        put(&format!("DTSTAMP:{}T000000Z", start.strftime("%Y%m%d")));
        put(&format!("DTSTART;VALUE=DATE:{}", due.strftime("%Y%m%d")));
        put(&format!("DTEND;VALUE=DATE:{}", end.strftime("%Y%m%d")));
        put(&format!("SUMMARY:{}", escape(&format!("{} ({}, {name})", item.title, hours(item.minutes)))));
        let why = plan.why(item).unwrap_or_else(|| purpose(item.kind).to_owned());
        put(&format!("DESCRIPTION:{}", escape(&format!("{}, {}\n{why}", item.id, item.kind.id()))));
        put("TRANSP:TRANSPARENT");
        put("END:VEVENT");
    }
    put("END:VCALENDAR");
    Some(text)
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Writes one content line: at most 75 octets each, continued behind a blank, never inside a character.
fn fold(line: &str, text: &mut String) {
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > 75 {
            text.push_str("\r\n ");
            octets = 1;
        }
        text.push(c);
        octets += c.len_utf8();
    }
    let _ = write!(text, "\r\n");
}
