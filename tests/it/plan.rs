//! `fortnight plan`: what is due, checks, dates, and a file of which only what must change changes.

use crate::days_world::{PLAN, Say, World, emit};
use fortnight::error::Exit;
use fortnight::render::item;
use fortnight::render::schedule::{Weekdays, schedule};
use proptest::prelude::*;

#[test]
fn without_dates_the_first_day_with_open_items_is_today() {
    let ran = World::repository().run(&["plan"]).done();
    assert_eq!(
        ran.out,
        "Wednesday 25 November 2026, no dates yet\n\
         [##..................] 1 h of 10 h done, 9 h left, 1 of 6 items\n\n\
         today    d02-watch-review (1 h, shadow)\n         Watch somebody review a change\n"
    );
    assert_eq!(ran.err, "");
}

#[test]
fn with_dates_it_says_what_is_late_and_what_is_due() {
    let mut world = World::repository();
    world.run(&["plan", "start", "2026-11-21"]).done();
    world.now = "2026-11-26T08:00:00+01:00[Europe/Berlin]".into();
    let ran = world.run(&["plan"]).done();
    assert!(
        ran.out.starts_with("Thursday 26 November 2026, day 4 of 14\n") || ran.out.contains("day "),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("late     d02-watch-review (1 h, shadow), due 2026-11-2"), "{}", ran.out);
    let json = world.run(&["plan", "--format", "json"]).done().json();
    assert_eq!(json["items"][0]["when"], "late");
    assert_eq!(json["schema"], 1);
}

#[test]
fn the_next_item_comes_with_its_reason() {
    let world = World::repository();
    world.run(&["plan", "tick", "d02"]).done();
    let ran = world.run(&["plan", "next"]).done();
    assert!(ran.out.contains("d03-hold (3 h, build)"), "{}", ran.out);
    assert!(
        ran.flat().contains("without a hold the shop sells twice. Is it done? fortnight plan check d03-hold"),
        "{}",
        ran.out
    );
}

#[test]
fn the_reason_may_be_a_paragraph_of_its_own_and_ends_at_the_next_item() {
    let world = World::repository();
    let text = PLAN.replace(
        "  A card payment is promised first and taken later; without a hold the shop sells twice.\n",
        "\nThe shop sells twice\nwithout it.\n\nBegin with the contract.\n\n",
    );
    world.write("plan/README.md", &text);
    let why =
        |at: usize| world.run(&["plan", "all", "--format", "json"]).done().json()["items"][at]["why"].clone();
    assert_eq!(why(2), "The shop sells twice without it.");
    assert_eq!(why(1), serde_json::Value::Null, "the item below is no reason");
    assert_eq!(why(3), serde_json::Value::Null, "a heading is no reason");
}

#[test]
fn all_shows_every_item_within_80_columns() {
    let ran = World::repository().run(&["plan", "all"]).done();
    assert_eq!(ran.out.matches("\nlater    d").count(), 5, "{}", ran.out);
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80));
}

#[cfg(unix)]
#[test]
fn a_failed_check_shows_forty_lines_and_names_the_file_with_the_rest() {
    let world = World::repository();
    let ran = world.run(&["plan", "check", "d03", "--yes"]);
    assert_eq!(ran.exit, Exit::Findings, "{}{}", ran.out, ran.err);
    assert!(
        ran.err.starts_with("1 command in this folder, without a shell:\n  make plan-check ID=d03-hold\n"),
        "{}",
        ran.err
    );
    assert!(ran.out.starts_with("failed  d03-hold  "), "{}", ran.out);
    assert_eq!(ran.out.lines().filter(|line| line.starts_with("    ")).count(), 40);
    assert!(ran.out.contains("missing d03-hold") && !ran.out.contains("line 1\n"), "{}", ran.out);
    let file = ran.out.split("all of them: ").nth(1).unwrap().trim();
    assert!(std::fs::read_to_string(file).unwrap().starts_with("line 1\n"));
    assert_eq!(world.read("plan/README.md"), PLAN);
}

#[cfg(unix)]
#[test]
fn a_check_that_passes_ticks_its_item_on_a_terminal() {
    let world = World::repository();
    world.write("done-d03-hold", "");
    let ran = world.talk(&["plan", "check", "d03-hold"], &[Say::Pick("run them")]).done();
    assert!(ran.out.starts_with("passed  d03-hold  "), "{}", ran.out);
    assert_eq!(world.read("plan/README.md"), PLAN.replace("[ ] d03-hold", "[x] d03-hold"));
}

#[cfg(unix)]
#[test]
fn without_a_terminal_a_check_ticks_only_when_told() {
    let world = World::repository();
    world.write("done-d03-hold", "");
    world.run(&["plan", "check", "d03-hold", "--yes"]).done();
    assert_eq!(world.read("plan/README.md"), PLAN);
    world.run(&["plan", "check", "d03-hold", "--yes", "--write"]).done();
    assert_ne!(world.read("plan/README.md"), PLAN);
}

#[test]
fn nothing_runs_before_somebody_agreed() {
    let world = World::repository();
    world.run(&["plan", "check", "d03"]).fails(Exit::Usage, "no terminal to ask");
    world
        .talk(&["plan", "check", "d03"], &[Say::Pick("run nothing")])
        .fails(Exit::Interrupted, "nothing was run");
}

#[test]
fn a_comment_of_another_form_is_reported_and_never_run() {
    let world = World::repository();
    for evil in [
        "touch pwned",
        "make x; touch pwned",
        "make -f evil",
        "make -i",
        "make --always-make",
        "make x ID=$(touch pwned)",
    ] {
        let text = PLAN.replace("make plan-check ID=d03-hold", evil);
        world.write("plan/README.md", &text);
        let ran = world.run(&["plan", "check", "d03", "--yes"]).fails(Exit::Refused, "not run, because");
        assert!(ran.err.contains(evil), "{}", ran.err);
        assert!(!world.path("pwned").exists());
        assert_eq!(world.read("plan/README.md"), text);
    }
}

#[cfg(unix)]
#[test]
fn open_checks_everything_and_one_red_makes_the_exit() {
    let world = World::repository();
    world.write("done-d03-hold", "");
    let ran = world.run(&["plan", "check", "--open", "--yes", "--format", "json"]);
    assert_eq!(ran.exit, Exit::Findings);
    let json = ran.json();
    let passed: Vec<bool> =
        json["checks"].as_array().unwrap().iter().map(|check| check["passed"].as_bool().unwrap()).collect();
    assert_eq!(passed, [true, false, false, false]);
}

#[test]
fn a_wrong_id_gets_a_proposal() {
    let world = World::repository();
    world.run(&["plan", "check", "d03-hodl"]).fails(Exit::Usage, "did you mean 'd03-hold'?");
    world.run(&["plan", "tick", "d"]).fails(Exit::Usage, "can be d01-first-run or d02");
}

#[test]
fn starting_says_what_was_dropped_and_what_is_too_much() {
    let world = World::repository();
    let ran = world.run(&["plan", "start", "2026-11-23", "--hours", "3", "--days", "mon,wed,sat"]).done();
    assert_eq!(ran.out, "9 h planned, 3 h a week, from 2026-11-23 to 2026-12-05 (mon,wed,sat)\n");
    assert!(ran.err.contains("dropped for want of hours: d09-graph"), "{}", ran.err);
    assert!(ran.err.contains("9 h and two weeks of 3 h hold 6 h"), "{}", ran.err);
    assert!(world.read("plan/README.md").contains("A second way to ask (dropped) <!-- check"));
    // Moving it with more hours brings the item back.
    let ran = world.run(&["plan", "start", "tomorrow"]).done();
    assert!(ran.out.contains("11 h planned, 10 h a week, from 2026-11-26"), "{}", ran.out);
    assert!(!world.read("plan/README.md").contains("(dropped)"));
    world.run(&["plan", "start", "soon"]).fails(Exit::Usage, "'soon' is not a date");
    world.run(&["plan", "start", "today", "--hours", "0"]).fails(Exit::Usage, "between 1 and 60");
    world
        .run(&["plan", "start", "today", "--days", "mon,funday"])
        .fails(Exit::Usage, "'funday' is not a day");
}

#[test]
fn foreign_lines_are_reported_by_number_and_left_alone() {
    let world = World::repository();
    let text = format!(
        "{PLAN}- [ ] buy milk\n- [x] d03-hold (1 h, build) Twice\n* [ ] d04-star (1 h, build) Star\n  - [ ] a step of mine\n"
    );
    world.write("plan/README.md", &text);
    let ran = world.run(&["plan", "tick", "d02"]).done();
    for says in [
        "README.md:18: left alone: 'buy' is not a name",
        "README.md:19: left alone: d03-hold stands in line 9 already",
        "README.md:20: left alone: an item starts with",
    ] {
        assert!(ran.err.contains(says), "{says}\n{}", ran.err);
    }
    assert_eq!(ran.err.lines().count(), 3, "{}", ran.err);
    assert_eq!(world.read("plan/README.md"), text.replace("[ ] d02", "[x] d02"));
}

#[test]
fn outside_and_broken_repositories_are_refused_with_a_remedy() {
    let world = World::new();
    world.run(&["plan"]).fails(Exit::Refused, "not inside a repository that fortnight made");
    let world = World::repository();
    std::fs::write(world.path("plan/README.md"), b"# Plan\n\n- [ ] d01-\xff (1 h, ship) x\n").unwrap();
    world.run(&["plan"]).fails(Exit::Refused, "plan/README.md:3: this is not UTF-8");
    world.write("plan/README.md", "# Plan\n- [ ] what\n");
    world.run(&["plan"]).fails(Exit::Refused, "README.md:2: ");
    std::fs::remove_dir_all(world.path("plan")).unwrap();
    world.run(&["plan"]).fails(Exit::Refused, "there is no plan here");
}

#[test]
fn a_read_only_plan_is_refused_and_stays() {
    let world = World::repository();
    let path = world.path("plan/README.md");
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    world.run(&["plan", "start", "today"]).fails(Exit::Failed, "cannot write");
    assert_eq!(world.read("plan/README.md"), PLAN);
    world.run(&["plan"]).done();
}

#[test]
fn fortnight_alone_shows_the_day_and_two_or_three_commands() {
    let world = World::repository();
    let ran = world.talk(&[], &[]).done();
    assert!(ran.out.contains("today    d02-watch-review"), "{}", ran.out);
    assert!(ran.out.contains("  fortnight plan start today          give the items dates\n"), "{}", ran.out);
    assert!(ran.out.contains("  fortnight plan tick d02-watch-review"), "{}", ran.out);
    assert_eq!(ran.out.lines().filter(|line| line.starts_with("  fortnight ")).count(), 3);
    assert!(ran.out.contains("  fortnight log -e 3 -m 60 -k read"), "{}", ran.out);
    world.run(&["plan", "tick", "d02", "d03"]).done();
    let ran = world.talk(&[], &[]).done();
    assert!(ran.out.contains("  make incident N=1"), "{}", ran.out);
    world.run(&["plan", "tick", "d05", "d08", "d09", "d12"]).done();
    let ran = world.talk(&[], &[]).done();
    assert!(ran.out.contains("Everything is done") && ran.out.contains("  fortnight reflect"), "{}", ran.out);
}

/// A strict reader of RFC 5545: CRLF, 75 octets, properties with known names, events with what they must have.
fn parse_ics(text: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    assert!(text.ends_with("\r\n"), "the last line ends");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "no bare line feed");
    let mut lines: Vec<String> = Vec::new();
    for raw in text.trim_end_matches("\r\n").split("\r\n") {
        assert!(raw.len() <= 75, "{} octets: {raw}", raw.len());
        assert!(!raw.chars().any(char::is_control), "{raw:?}");
        match raw.strip_prefix(' ') {
            Some(rest) => lines.last_mut().expect("nothing to continue").push_str(rest),
            None => lines.push(raw.to_owned()),
        }
    }
    let mut events = Vec::new();
    let mut event: Option<std::collections::BTreeMap<String, String>> = None;
    let mut depth = Vec::new();
    for line in &lines {
        let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("no value: {line}"));
        let bare = name.split(';').next().unwrap();
        assert!(bare.chars().all(|c| c.is_ascii_uppercase() || c == '-'), "{name}");
        match bare {
            "BEGIN" => {
                depth.push(value.to_owned());
                if value == "VEVENT" {
                    event = Some(std::collections::BTreeMap::new());
                }
            }
            "END" => {
                assert_eq!(depth.pop().as_deref(), Some(value));
                if value == "VEVENT" {
                    events.push(event.take().unwrap());
                }
            }
            _ => {
                if matches!(bare, "SUMMARY" | "DESCRIPTION") {
                    let mut rest = value.chars();
                    while let Some(c) = rest.next() {
                        match c {
                            '\\' => assert!(matches!(rest.next(), Some('\\' | ';' | ',' | 'n')), "{value}"),
                            c => assert!(!matches!(c, ';' | ','), "unescaped {c}: {value}"),
                        }
                    }
                }
                if let Some(event) = &mut event {
                    assert!(event.insert(name.to_owned(), value.to_owned()).is_none(), "{name} twice");
                }
            }
        }
    }
    assert!(depth.is_empty());
    assert_eq!(&lines[..2], ["BEGIN:VCALENDAR", "VERSION:2.0"]);
    assert!(lines.iter().any(|line| line.starts_with("PRODID:")));
    for event in &events {
        for needed in ["UID", "DTSTAMP", "DTSTART;VALUE=DATE", "DTEND;VALUE=DATE", "SUMMARY"] {
            assert!(event.contains_key(needed), "{needed}: {event:?}");
        }
        let stamp = &event["DTSTAMP"];
        assert!(stamp.len() == 16 && stamp.ends_with("T000000Z"), "{stamp}");
        assert!(event["DTSTART;VALUE=DATE"] < event["DTEND;VALUE=DATE"]);
        assert!(event["DTSTART;VALUE=DATE"].bytes().all(|b| b.is_ascii_digit()));
    }
    events
}

#[test]
fn the_calendar_is_valid_and_the_same_plan_gives_the_same_bytes() {
    let world = World::repository();
    world.run(&["plan", "export", "--ics"]).fails(Exit::Refused, "no dates yet");
    let hard =
        "Geld; Beträge, \\ und ein sehr langer Titel über Überweisungen, die zweimal ankommen könnten ☃☃☃☃☃☃";
    world.write("plan/README.md", &PLAN.replace("Money can be held before it moves", hard));
    world.run(&["plan", "start", "2026-11-23"]).done();
    let first = world.run(&["plan", "export", "--ics"]).done().out;
    let events = parse_ics(&first);
    assert_eq!(events.len(), 6);
    let mut uids: Vec<&String> = events.iter().map(|event| &event["UID"]).collect();
    uids.sort();
    uids.dedup();
    assert_eq!(uids.len(), 6);
    assert!(
        events.iter().any(|event| event["SUMMARY"].contains("Geld\\; Beträge\\, \\\\ und")),
        "{events:?}"
    );
    let mut later = World::repository();
    later.write("plan/README.md", &world.read("plan/README.md"));
    later.now = "2027-01-01T00:00:00+00:00[UTC]".into();
    assert_eq!(later.run(&["plan", "export", "--ics"]).done().out, first);
}

#[test]
fn a_subfolder_is_good_enough_to_stand_in() {
    let mut world = World::repository();
    world.dir = world.path("src");
    world.run(&["plan"]).done();
    let other = World::new();
    emit(&other.dir, "frontend");
    other.run(&["plan", "--format", "json"]).done();
}

/// A line without what an edit may change: the character in its box and the bracket behind its title.
fn frame(line: &str) -> String {
    let (body, check) = match line.rfind("<!-- check:") {
        Some(at) if line.trim_end().ends_with("-->") => line.split_at(at),
        _ => (line, ""),
    };
    let trimmed = body.trim_end();
    let gap = if check.is_empty() { "" } else { &body[trimmed.len()..] };
    let end = if check.is_empty() { &body[trimmed.len()..] } else { "" };
    let bare = ["(dropped)"].iter().find_map(|mark| trimmed.strip_suffix(mark)).or_else(|| {
        let at = trimmed.rfind("(due ")?;
        (trimmed.len() - at == "(due 2026-11-24)".len() && trimmed.ends_with(')')).then(|| &trimmed[..at])
    });
    let bare = bare.map_or(trimmed, str::trim_end);
    format!("- [_{}{gap}{check}{end}", &bare[4..])
}

#[derive(Clone, Debug)]
enum Step {
    Tick(usize, bool),
    Start { day: i8, hours: u32, days: &'static str },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0usize..20, any::<bool>()).prop_map(|(at, done)| Step::Tick(at, done)),
        (1i8..29, 1u32..30, prop_oneof![Just("mon"), Just("tue,sat,sun"), Just("mon,tue,wed,thu,fri")])
            .prop_map(|(day, hours, days)| Step::Start { day, hours, days }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_sequence_of_operations_keeps_every_other_byte(
        lines in proptest::collection::vec(prop_oneof![
            3 => "- \\[[ xX]\\] d(0[1-9]|1[0-4])-[a-z0-9-]{1,4} \\([0-9]{1,2}(\\.5)? h, (build|ship|debug)(, stretch)?\\) [a-zä(][ -~ä]{0,20}( \\(due 2026-01-0[0-9]\\)| \\(dropped\\))?( {1,2}<!-- check: make [a-z]{1,5} -->)?[ \t]{0,2}\r?",
            1 => "- \\[.\\] [ -~]{0,30}",
            1 => "\\PC{0,30}",
            1 => Just("```".to_owned()),
        ], 0..14),
        steps in proptest::collection::vec(step(), 1..6),
        last in any::<bool>(),
    ) {
        let mut text = lines.join("\n");
        if last { text.push('\n'); }
        let before = text.clone();
        let items: Vec<usize> = item::read(&before).items.iter().map(|item| item.line - 1).collect();
        for step in steps {
            let read = item::read(&text);
            prop_assert_eq!(&items, &read.items.iter().map(|item| item.line - 1).collect::<Vec<_>>());
            text = match step {
                Step::Tick(..) if read.items.is_empty() => text,
                Step::Tick(at, done) => {
                    let item = &read.items[at % read.items.len()];
                    item::edit(&text, &[(item, done)], &[])
                }
                Step::Start { day, hours, days } => {
                    let start = jiff::civil::date(2026, 11, day);
                    schedule(&text, start, hours, Weekdays::parse(days).unwrap()).text
                }
            };
        }
        let (was, is): (Vec<&str>, Vec<&str>) = (before.split('\n').collect(), text.split('\n').collect());
        prop_assert_eq!(was.len(), is.len());
        for (at, (was, is)) in was.iter().zip(&is).enumerate() {
            if items.contains(&at) {
                prop_assert_eq!(frame(was), frame(is));
            } else {
                prop_assert_eq!(was, is);
            }
        }
    }

    #[test]
    fn any_file_gives_items_or_line_numbers_and_never_a_panic(text in "(\\PC|\n|- \\[ \\] d0|<!-- check:|-->| \\(due ){0,80}") {
        let read = item::read(&text);
        for foreign in read.foreign {
            prop_assert!(foreign.line >= 1 && foreign.line <= text.split('\n').count());
        }
    }
}
