//! `fortnight compare`: cells, sentences that cite them, and no winner.

use crate::days_world::{World, emit, reflection};
use fortnight::days::compare::{Felt, Trial, label, question, sentences};
use fortnight::days::log::Work;
use fortnight::error::Exit;
use proptest::prelude::*;

/// `orders` (backend) and `lake` (data-engineering) below `code`.
fn two() -> World {
    let world = World::new();
    for (dir, track, energy, hours, again) in
        [("orders", "backend", 2, "18.5", 2), ("lake", "data-engineering", 4, "21", 4)]
    {
        let root = world.path(&format!("code/{dir}"));
        std::fs::create_dir_all(&root).unwrap();
        emit(&root, track);
        let mut log = "date\tkind\tminutes\tenergy\tnote\n".to_owned();
        for day in 1..=6 {
            log += &format!("2026-12-0{day}\tdebug\t30\t{energy}\t-\n2026-12-0{day}\tbuild\t30\t3\t-\n");
        }
        world.write(&format!("code/{dir}/plan/log.tsv"), &log);
        let note = reflection(track)
            .replace("hours = 0.0", &format!("hours = {hours}"))
            .replace("again = 0", &format!("again = {again}"))
            .replacen(
                "how = \"make perf\"\n",
                "how = \"make perf\"\nbefore = 10\ntarget = 5\nafter = \"6 | 7\"\n",
                1,
            );
        world.write(&format!("code/{dir}/docs/reflection.md"), &note);
    }
    world
}

#[test]
fn a_table_and_sentences_that_cite_their_cells() {
    let world = two();
    let marker = world.read("code/lake/.fortnight.toml");
    world.write(
        "code/lake/.fortnight.toml",
        &format!("{marker}\n[quiz]\nconfidence = \"clear\"\nrank = 1\nscore = 4\n"),
    );
    let ran = world.run(&["compare", "code/orders", "code/lake"]).done();
    assert!(
        ran.out.contains("\ndata-engineering  21     8            6            4      no          1 (+4)\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("\nbackend           3 (6)  2 (6)  -       -     -      -\n"), "{}", ran.out);
    assert!(
        ran.flat().contains("You rated debugging 4 in data-engineering and 2 in backend (6 and 6 entries)."),
        "{}",
        ran.out
    );
    assert!(ran.flat().contains("you said 2 for backend and 4 for data-engineering."), "{}", ran.out);
    assert!(ran.out.trim_end().ends_with('?'), "{}", ran.out);
    for verdict in ["better", "winner", "best", "suits", "%"] {
        assert!(!ran.out.contains(verdict), "{verdict}: {}", ran.out);
    }
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
}

#[test]
fn the_copied_numbers_are_enough_when_plan_is_gone() {
    let world = two();
    let whole =
        |world: &World| world.run(&["compare", "code/orders", "code/lake", "--format", "json"]).done().json();
    for dir in ["orders", "lake"] {
        let mut inside = World::new();
        inside.dir = world.path(&format!("code/{dir}"));
        inside.run(&["reflect"]).done();
    }
    let before = whole(&world);
    for dir in ["orders", "lake"] {
        std::fs::remove_dir_all(world.path(&format!("code/{dir}/plan"))).unwrap();
    }
    assert_eq!(whole(&world), before);
    assert_eq!(before["trials"][0]["energy"]["debug"], serde_json::json!({"median": 2.0, "entries": 6}));
}

#[test]
fn root_finds_them_and_markdown_can_be_pasted() {
    let world = two();
    world.write("code/lake/sub/.fortnight.toml", "not looked at");
    world.write("code/.hidden/.fortnight.toml", "not looked at");
    let ran = world.run(&["compare", "--root", "code", "--format", "md"]).done();
    assert!(ran.out.starts_with("| trial | hours |"), "{}", ran.out);
    assert!(ran.out.contains("| backend | metric 1 | 10 | 6 \\| 7 | 5 | ms |"), "{}", ran.out);
    assert!(ran.out.find("backend").unwrap() > ran.out.find("data-engineering").unwrap(), "sorted by folder");
    world.run(&["compare", "--root", "code/lake/src"]).fails(Exit::Refused, "lies below code/lake/src");
    world.run(&["compare", "--root", "nowhere"]).fails(Exit::Usage, "cannot read nowhere");
}

#[test]
fn a_broken_one_is_reported_and_the_others_are_compared() {
    let world = two();
    world.write("code/orders/docs/reflection.md", "## Numbers\n```toml\nagain = \n```\n");
    let ran = world
        .run(&["compare", "code/orders", "code/lake", "code", "--format", "json"])
        .fails(Exit::Refused, "reflection.md:3: ");
    assert!(ran.err.contains("code was not made by fortnight"), "{}", ran.err);
    let json = ran.json();
    assert_eq!((json["trials"].as_array().unwrap().len(), json["broken"].as_array().unwrap().len()), (1, 2));
    world.run(&["compare", "code"]).fails(Exit::Refused, "none of them can be read");
    world.run(&["compare"]).fails(Exit::Usage, "");
}

fn trial(track: &str, felt: &[(Work, f64, usize)]) -> Trial {
    Trial {
        dir: format!("../{track}"),
        track: track.to_owned(),
        energy: felt
            .iter()
            .map(|(work, median, entries)| (*work, Felt { median: *median, entries: *entries }))
            .collect(),
        ..Trial::default()
    }
}

fn said(mut trials: Vec<Trial>) -> (String, String) {
    label(&mut trials);
    (sentences(&trials).join(" "), question(&trials))
}

#[test]
fn fewer_than_five_entries_are_too_few_to_say() {
    let (said, _) = said(vec![trial("a", &[(Work::Debug, 5.0, 4)]), trial("b", &[(Work::Debug, 1.0, 30)])]);
    assert_eq!(said, "Too few to say how debugging compares: 4 entries in a and 30 entries in b.");
}

#[test]
fn half_a_point_is_no_difference() {
    let (said, _) = said(vec![trial("a", &[(Work::Build, 4.0, 9)]), trial("b", &[(Work::Build, 3.5, 7)])]);
    assert!(said.starts_with("No kind of work felt different by a whole point"), "{said}");
}

#[test]
fn one_trial_alone_has_nothing_to_be_compared_with() {
    assert_eq!(said(vec![trial("a", &[(Work::Build, 4.0, 9)])]).0, "");
}

#[test]
fn two_trials_of_one_track_are_told_apart_by_their_folders() {
    let mut trials = vec![trial("a", &[]), trial("a", &[])];
    trials[1].dir = "other".into();
    label(&mut trials);
    assert_eq!(trials[1].label, "other (a)");
    trials[0].dir = "x/other".into();
    label(&mut trials);
    assert_eq!(trials[0].label, "x/other (a)");
}

#[test]
fn a_contradiction_becomes_the_question() {
    let mut trials = vec![trial("a", &[(Work::Ops, 5.0, 8)]), trial("b", &[(Work::Ops, 2.0, 8)])];
    trials[0].again = Some(2);
    trials[1].again = Some(5);
    let (_, question) = said(trials);
    assert_eq!(
        question,
        "You would sooner repeat b, but running things gave more energy in a: which of the two would you miss after a year?"
    );
}

proptest! {
    #[test]
    fn the_order_of_naming_changes_no_claim(
        cells in proptest::collection::vec((0usize..6, 2u32..11, 0usize..12, proptest::option::of(1i64..6)), 2..5),
    ) {
        let trials: Vec<Trial> = cells.iter().enumerate().map(|(at, (work, half, entries, again))| Trial {
            again: *again,
            ..trial(&format!("t{at}"), &[(Work::ALL[*work], f64::from(*half) / 2.0, *entries)])
        }).collect();
        let mut back = trials.clone();
        back.reverse();
        let (one, two) = (said(trials), said(back));
        let claim = |text: &str| text.starts_with("You rated");
        prop_assert_eq!(claim(&one.0), claim(&two.0));
        prop_assert!(one.1.ends_with('?') && two.1.ends_with('?'));
        prop_assert!(!one.0.contains("winner"));
    }
}
