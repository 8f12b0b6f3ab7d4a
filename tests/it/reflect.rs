//! `fortnight reflect`: numbers are counted, words are a person's.

use crate::days_world::{Say, World, git, reflection};
use fortnight::days::facts::Facts;
use fortnight::days::log::Work;
use fortnight::days::reflection::{Note, Said};
use fortnight::error::Exit;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn log(world: &World, date: &str, energy: &str, minutes: &str, kind: &str) {
    world.run(&["log", "-e", energy, "-m", minutes, "-k", kind, "--date", date]).done();
}

#[test]
fn log_git_and_plan_fill_the_numbers_and_nothing_else() {
    let world = World::repository();
    log(&world, "2026-11-22", "4", "90", "build");
    log(&world, "2026-11-25", "2", "60", "debug");
    log(&world, "2026-11-25", "5", "30", "build");
    let before = world.read("docs/reflection.md");
    let ran = world.run(&["reflect"]).done();
    let after = world.read("docs/reflection.md");
    let block = "track = \"backend\"\nstarted = \"2026-11-22\" # counted: 2026-11-22\n\
        finished = \"2026-11-25\" # counted: 2026-11-25\nhours = 3.0 # counted: 3\nslice_done = false\nagain = 0\n\
        energy = { build = 4.5, debug = 2, design = 0, read = 0, write = 0, ops = 0 } # counted: 4.5 2 0 0 0 0\n\
        entries = { build = 2, debug = 1, design = 0, read = 0, write = 0, ops = 0 } # counted: 2 1 0 0 0 0\n\
        active_days = 3 # counted: 3\nlongest_gap = 1 # counted: 1\nitems_done = \"1 of 6\" # counted: 1 of 6\n\n[[metric]]\n";
    assert!(after.contains(block), "{after}");
    let outside = |text: &str| {
        (text.split("```toml").next().unwrap().to_owned(), text.rsplit("```").next().unwrap().to_owned())
    };
    assert_eq!(outside(&before), outside(&after));
    assert!(ran.out.contains("commits        2026-11-22 1, 2026-11-24 1\n"), "{}", ran.out);
    assert!(ran.err.contains("things left"), "{}", ran.err);
    // Doing it again changes nothing.
    assert!(world.run(&["reflect"]).done().out.starts_with("nothing to fill in"));
    assert_eq!(world.read("docs/reflection.md"), after);
}

#[test]
fn a_counted_number_follows_the_log_until_a_person_changes_it() {
    let world = World::repository();
    log(&world, "2026-11-24", "4", "60", "build");
    world.run(&["reflect"]).done();
    log(&world, "2026-11-25", "2", "60", "build");
    world.run(&["reflect"]).done();
    let text = world.read("docs/reflection.md");
    assert!(text.contains("hours = 2.0 # counted: 2\n") && text.contains("{ build = 3, "), "{text}");
    // Changed, with our comment left behind it: it is theirs all the same.
    world.write(
        "docs/reflection.md",
        &text.replace("hours = 2.0 #", "hours = 9.5 #").replace("build = 3,", "build = 1,"),
    );
    log(&world, "2026-11-25", "5", "60", "build");
    world.run(&["reflect"]).done();
    let text = world.read("docs/reflection.md");
    assert!(text.contains("hours = 9.5 #") && text.contains("{ build = 1, "), "{text}");
}

#[test]
fn the_pristine_commit_is_no_active_day_and_incidents_of_2000_neither() {
    let world = World::repository();
    git(&world.dir, "2000-01-02T10:00:00+00:00", &["commit", "-q", "--allow-empty", "-m", "From a series"]);
    world.run(&["reflect"]).done();
    let text = world.read("docs/reflection.md");
    assert!(text.contains("active_days = 2 ") && text.contains("started = \"2026-11-22\""), "{text}");
    assert!(text.contains("hours = 0.0\n"), "without a log nothing is invented: {text}");
}

#[test]
fn on_a_terminal_at_most_five_things_are_asked() {
    let world = World::repository();
    let says = [Say::Type("12"), Say::Pick("yes"), Say::Back, Say::Pick("yes"), Say::Pick("4")];
    let ran = world.talk(&["reflect"], &says).done();
    assert!(ran.screen.matches("? ").count() <= 6, "{}", ran.screen);
    let text = world.read("docs/reflection.md");
    assert!(text.contains("hours = 12.0\nslice_done = true\nagain = 4\n"), "{text}");
    assert!(ran.err.contains("now put it into words"), "{}", ran.err);
    world.talk(&["reflect"], &[]).done();
}

#[test]
fn flags_answer_everything_and_wrong_ones_are_listed() {
    let world = World::repository();
    world
        .run(&[
            "reflect",
            "--again",
            "5",
            "--slice-done",
            "yes",
            "--hours",
            "20",
            "--started",
            "2026-11-21",
            "--finished",
            "today",
        ])
        .done();
    let text = world.read("docs/reflection.md");
    assert!(
        text.contains("started = \"2026-11-21\"\nfinished = \"2026-11-25\"\nhours = 20.0\nslice_done = true\nagain = 5\n"),
        "{text}"
    );
    let ran = world
        .run(&["reflect", "--again", "9", "--slice-done", "maybe", "--hours", "x", "--started", "then"])
        .fails(Exit::Usage, "'9' is not 1 (no) to 5");
    for says in ["'maybe' is neither", "'x' is not a number of hours", "'then' is not a date"] {
        assert!(ran.err.contains(says), "{says}: {}", ran.err);
    }
    assert_eq!(world.read("docs/reflection.md"), text);
}

#[cfg(unix)]
#[test]
fn the_editor_opens_on_a_terminal_only() {
    use std::os::unix::fs::PermissionsExt;
    let mut world = World::repository();
    let editor = camino::Utf8PathBuf::from(&world.vars["HOME"]).with_file_name("editor");
    std::fs::write(&editor, "#!/bin/sh\necho \"- my words\" >> \"$2\"\n").unwrap();
    std::fs::set_permissions(&editor, std::fs::Permissions::from_mode(0o755)).unwrap();
    world.vars.insert("VISUAL".into(), format!("{editor} --wait"));
    let flags = ["reflect", "--again", "4", "--slice-done", "yes", "--hours", "9"];
    world.run(&flags).done();
    assert!(!world.read("docs/reflection.md").contains("my words"));
    let mut quiet = flags.to_vec();
    quiet.push("--no-edit");
    world.talk(&quiet, &[]).done();
    assert!(!world.read("docs/reflection.md").contains("my words"));
    world.talk(&flags, &[]).done();
    assert!(world.read("docs/reflection.md").ends_with("- my words\n"));
}

#[test]
fn check_lists_every_open_end_by_line() {
    let world = World::repository();
    let ran = world.run(&["reflect", "--check"]);
    assert_eq!(ran.exit, Exit::Findings);
    for says in [
        ":9: started is unanswered",
        ":11: hours is unanswered",
        ":13: again is unanswered",
        ":14: energy.ops is unanswered (1 to 5",
        ":16: \"metric 1\" lacks before, target",
        ":32: \"What I enjoyed\" has no list entry",
        ":34: a prompt is still there; answer it and delete it: Which hour passed? Two or three …",
        "nothing stands under \"Three metrics I would improve next\"",
    ] {
        assert!(ran.out.contains(says), "{says}\n{}\n{}", ran.out, world.read("docs/reflection.md"));
    }
    let json = world.run(&["reflect", "--check", "--format", "json"]).json();
    assert_eq!(json["findings"].as_array().unwrap().len(), ran.out.lines().count());
}

fn finished() -> String {
    let mut text = reflection("backend")
        .replace("started = \"\"", "started = \"2026-11-21\"")
        .replace("finished = \"\"", "finished = \"2026-12-04\"")
        .replace("hours = 0.0", "hours = 21")
        .replace("again = 0", "again = 4")
        .replace("how = \"make perf\"\n", "how = \"make perf\"\nbefore = 10\ntarget = \"3.5 or less\"\n");
    for kind in ["build", "debug", "design", "read", "write", "ops"] {
        text = text.replace(&format!("{kind} = 0"), &format!("{kind} = 3"));
    }
    let mut open = 0;
    while let Some(start) = text.find("<!-- prompt") {
        let end = start + text[start..].find("-->").unwrap() + 3;
        text.replace_range(
            start..end,
            ["- the queue\n- the quiet", "1. waiting", "Cut the first by caching."][open],
        );
        open += 1;
    }
    text
}

#[test]
fn a_finished_note_passes_and_a_long_one_does_not() {
    let world = World::repository();
    world.write("docs/reflection.md", &finished());
    let ran = world.run(&["reflect", "--check"]).done();
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", "the note is finished\n"));
    world.write("docs/reflection.md", &format!("{}{}", finished(), "word ".repeat(500)));
    let ran = world.run(&["reflect", "--check"]);
    assert!(ran.out.contains("words outside of the numbers, at most 500"), "{}", ran.out);
    world.write("docs/reflection.md", &format!("{}{}", finished(), "word\n".repeat(60)));
    assert!(world.run(&["reflect", "--check"]).out.contains("lines outside of the numbers, at most 60"));
    world.write(
        "docs/reflection.md",
        &finished().replace("again = 4", "again = 7").replace("hours = 21", "hours = \"many\""),
    );
    let ran = world.run(&["reflect", "--check"]);
    assert!(ran.out.contains("again is not a whole number from 1 to 5"), "{}", ran.out);
    world.write("docs/reflection.md", &finished().replace("2026-12-04", "2026-11-01"));
    assert!(world.run(&["reflect", "--check"]).out.contains("finished lies before started"));
    let two = finished().replacen("[[metric]]\nname = \"metric 3\"", "[[other]]\nname = \"metric 3\"", 1);
    world.write("docs/reflection.md", &two);
    assert!(world.run(&["reflect", "--check"]).out.contains("2 metrics instead of three"));
}

#[test]
fn a_broken_block_is_named_by_line_and_nothing_is_touched() {
    let world = World::repository();
    let text = reflection("backend").replace("again = 0", "again = ");
    world.write("docs/reflection.md", &text);
    for args in [&["reflect"][..], &["reflect", "--check"]] {
        world.run(args).fails(Exit::Refused, "docs/reflection.md:13: ");
    }
    assert_eq!(world.read("docs/reflection.md"), text);
    std::fs::remove_file(world.path("docs/reflection.md")).unwrap();
    world.run(&["reflect"]).fails(Exit::Refused, "is missing");
    World::new().run(&["reflect"]).fails(Exit::Refused, "not inside a repository");
}

#[test]
fn windows_line_ends_survive() {
    let world = World::repository();
    let text = reflection("backend").replace('\n', "\r\n");
    world.write("docs/reflection.md", &text);
    world.run(&["reflect", "--again", "4"]).done();
    let after = world.read("docs/reflection.md");
    assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
    assert!(after.contains("again = 4\r\n"), "{after}");
}

fn words() -> impl Strategy<Value = String> {
    // Anything a person types, but for a fence or a heading at the start of a line.
    "[a-zäß ,.!<>|'\"*_-]{0,40}"
}

fn facts() -> impl Strategy<Value = Facts> {
    (
        1u32..200,
        proptest::collection::btree_map(0usize..6, (2u32..11, 1usize..9), 0..4),
        0usize..15,
        0usize..9,
    )
        .prop_map(|(tenths, energy, active_days, longest_gap)| Facts {
            started: Some(jiff::civil::date(2026, 11, 21)),
            finished: None,
            hours: Some(f64::from(tenths) / 10.0),
            energy: energy
                .into_iter()
                .map(|(at, (half, n))| (Work::ALL[at], (f64::from(half) / 2.0, n)))
                .collect(),
            active_days,
            longest_gap,
            commits: BTreeMap::new(),
            items: Some((active_days, 20)),
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn words_comments_and_unknown_keys_are_never_lost(
        above in words(), enjoyed in proptest::collection::vec(words(), 0..5), comment in "[a-zäß #]{1,30}",
        unknown in "[a-zä ]{0,20}", own_hours in proptest::option::of(1u32..99), crlf: bool,
        rounds in proptest::collection::vec((facts(), proptest::option::of(1i64..6)), 1..4),
    ) {
        let mut text = reflection("backend")
            .replace("# Reflection: Ledger\n", &format!("# Reflection: Ledger\n{above}\n"))
            .replace("## What I enjoyed\n", &format!("## What I enjoyed\n{}\n", enjoyed.join("\n")))
            .replace("started = \"\"\n", &format!("started = \"\" # {comment}\n"))
            .replace("slice_done = false\n", &format!("#{comment}\nslice_done = false # {comment}\nmine = \"{unknown}\"\n"))
            .replace("[[metric]]\nname = \"metric 2\"", &format!("# two {comment}\n[[metric]]\n# in {comment}\nname = \"metric 2\""));
        if let Some(hours) = own_hours {
            text = text.replace("hours = 0.0", &format!("hours = {hours}.5 # as I remember it"));
        }
        if crlf { text = text.replace('\n', "\r\n"); }
        let outside = |text: &str| -> (String, String) {
            let start = text.find("```toml").unwrap();
            let end = start + text[start..].find("\n```").unwrap();
            (text[..start].to_owned(), text[end..].to_owned())
        };
        let mut now = text.clone();
        for (facts, again) in rounds {
            let note = Note::of("n.md".into(), now).unwrap();
            now = note.fill(&facts, &Said { again, ..Said::default() }).unwrap().text;
        }
        prop_assert_eq!(outside(&text), outside(&now));
        prop_assert_eq!(now.contains("\r\n"), crlf);
        let plain = now.replace("\r\n", "\n");
        let kept = format!("\n#{comment}\nslice_done = false # {comment}\nmine = \"{unknown}\"\n");
        prop_assert!(plain.contains(&kept), "{}", plain);
        let kept = format!("# two {comment}\n[[metric]]\n# in {comment}\nname = \"metric 2\"");
        prop_assert!(plain.contains(&kept), "{}", plain);
        let kept = format!("\nstarted = \"2026-11-21\" # {comment}\n");
        prop_assert!(plain.contains(&kept), "{}", plain);
        if let Some(hours) = own_hours {
            let kept = format!("hours = {hours}.5 # as I remember it\n");
            prop_assert!(plain.contains(&kept), "{}", plain);
        }
        let read = Note::of("n.md".into(), now).unwrap().numbers().unwrap();
        prop_assert_eq!(read.metrics.len(), 3);
    }
}
