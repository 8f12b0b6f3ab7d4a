//! The pure parts of the proof of emitted repositories: arguments, patch headers, rows of `proven.toml`.

#[path = "../emitted/parts/mod.rs"]
mod parts;

use parts::argv::{Asked, Level, take};
use parts::patch::{self, Kind};
use parts::rows::{self, Need, Proven, Row, State};
use std::collections::BTreeMap;

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn asked(text: &str) -> (Asked, Vec<String>) {
    take(words(text)).expect("these arguments are fine")
}

#[test]
fn own_flags_are_taken_and_the_harness_gets_the_rest() {
    let (ours, rest) = asked("backend/python-fastapi --level full --keep --format terse --list");
    assert_eq!(ours.stacks, ["backend/python-fastapi"]);
    assert_eq!((ours.level, ours.keep, ours.record), (Some(Level::Full), true, false));
    assert_eq!(rest, ["--format", "terse", "--list"]);
    assert_eq!(asked("--level=quick").0.level.map(Level::id), Some("quick"));
    assert_eq!(asked("").0, Asked::default());
    assert!(asked("--itself --matrix").0.itself);
}

#[test]
fn record_means_full() {
    assert_eq!(asked("backend --record").0.level, Some(Level::Full));
    assert!(
        take(words("backend --record --level quick")).expect_err("contradiction").contains("--level full")
    );
}

#[test]
fn what_contradicts_itself_is_refused() {
    assert!(take(words("--level deep")).expect_err("no such level").contains("quick or full, not 'deep'"));
    assert!(take(words("--level")).expect_err("no value").contains("quick or full"));
    assert!(take(words("--due backend")).expect_err("due decides").contains("give it alone"));
}

const DIFF: &str = "diff --git a/src/a.py b/src/a.py\n--- a/src/a.py\n+++ b/src/a.py\n@@ -1 +1 @@\n-a\n+b\n";

#[test]
fn a_patch_header_is_read() {
    let steps = "Before: make perf LABEL=before\nAfter: make perf LABEL=after\nAfter: make perf-compare\n";
    let text = format!("Says: it counts\nAnswers: api=rest\nNeeds: d03-a, d04-b\n{steps}\n{DIFF}");
    let read = patch::parse(Kind::Solution, &text).expect("a whole header");
    assert_eq!(read.says, "it counts");
    assert_eq!(read.needs, ["d03-a", "d04-b"]);
    assert_eq!(read.before, [words("make perf LABEL=before")]);
    assert_eq!(read.after, [words("make perf LABEL=after"), words("make perf-compare")]);
    assert_eq!(read.touched, ["src/a.py"]);
    assert!(read.run.is_empty());
    assert!(read.meant_for(&BTreeMap::from([("api".to_owned(), "rest".to_owned())])));
    assert!(!read.meant_for(&BTreeMap::from([("api".to_owned(), "both".to_owned())])));
}

#[test]
fn a_mutant_runs_the_suite_unless_it_says_otherwise_and_names_a_test() {
    let plain =
        patch::parse(Kind::Mutant, &format!("Says: x\nExpect: test_sum\n{DIFF}")).expect("a whole header");
    assert_eq!(plain.run, ["make", "test"]);
    assert_eq!(plain.expect.as_deref(), Some("test_sum"));
    let narrow = format!("Says: x\nRun: make test ONLY=a\nExpect: test_sum\n{DIFF}");
    assert_eq!(patch::parse(Kind::Mutant, &narrow).expect("a whole header").run, ["make", "test", "ONLY=a"]);
    let wrong = patch::parse(Kind::Mutant, &format!("Says: x\n{DIFF}")).expect_err("names no test");
    assert!(wrong.contains("`Expect:` is missing"), "{wrong}");
}

#[test]
fn everything_wrong_with_a_patch_is_said_at_once() {
    let wrong = patch::parse(Kind::Fix, "Expect: a\nnonsense\nAnswers: api\n").expect_err("nothing is right");
    for part in
        ["`Expect:` does not belong", "`Key: value`", "`Answers: id=choice`", "`Says:` is missing", "diff"]
    {
        assert!(wrong.contains(part), "{part} is not in: {wrong}");
    }
    assert_eq!(Kind::ALL.map(Kind::folder), ["solutions", "fixes", "mutants"]);
}

#[test]
fn the_guilty_patch_and_a_subject_are_found() {
    assert_eq!(patch::guilty("It was `series/0003.patch`, not 0001.patch."), Some("0003.patch"));
    assert_eq!(patch::guilty("x.patch and é12.patch"), None);
    let mail = "From 0\nFrom: A <a@example.com>\nSubject: [PATCH 2/3] Read sales\n as they come\n\nbody\n";
    assert_eq!(patch::subject(mail).as_deref(), Some("Read sales as they come"));
}

fn row(stack: &str, own: &str, base: &str) -> Row {
    Row {
        track: "t".to_owned(),
        stack: stack.to_owned(),
        answers: String::new(),
        own: own.to_owned(),
        base: base.to_owned(),
        proof: rows::PROOF,
        seconds: BTreeMap::from([("setup".to_owned(), 1.5)]),
        tools: BTreeMap::new(),
    }
}

fn state(stack: &str, language: &str, own: &str, base: &str) -> State {
    State {
        track: "t".to_owned(),
        stack: stack.to_owned(),
        answers: String::new(),
        language: language.to_owned(),
        draft: false,
        own: own.to_owned(),
        base: base.to_owned(),
    }
}

#[test]
fn rows_survive_being_written_and_a_new_one_takes_the_place_of_the_old() {
    let mut proven = Proven::default();
    proven.record(row("b", "1", "1"));
    proven.record(row("a", "1", "1"));
    proven.record(row("b", "2", "1"));
    let text = proven.text().expect("rows are plain");
    assert_eq!(Proven::parse(&text).expect("what was written"), proven);
    assert_eq!(
        proven.row.iter().map(|row| (row.stack.as_str(), row.own.as_str())).collect::<Vec<_>>(),
        [("a", "1"), ("b", "2")]
    );
    assert!(Proven::parse("[[row]]\ncolour = 1\n").is_err());
}

#[test]
fn own_and_base_change_with_their_own_lines_only() {
    let none = BTreeMap::new();
    let lines =
        [("base", "100644 a A\n"), ("languages/python", "100644 b B\n"), ("tracks/t/s", "100644 c C\n")];
    let (own, base) = rows::hashes(lines, &none);
    let (own_after, base_after) =
        rows::hashes([lines[0], ("languages/python", "100644 x B\n"), lines[2]], &none);
    assert!(own == own_after && base != base_after);
    let (own_after, base_after) = rows::hashes([lines[0], lines[1], ("tracks/t/s", "100755 c C\n")], &none);
    assert!(own != own_after && base == base_after);
    let patches = BTreeMap::from([("solutions/t/s/d01-a.patch".to_owned(), b"x".to_vec())]);
    let (own_after, base_after) = rows::hashes(lines, &patches);
    assert!(own != own_after && base == base_after);
}

#[test]
fn full_is_due_where_there_is_no_row_for_the_own_part() {
    let proven = Proven { row: vec![row("a", "1", "1"), row("b", "1", "1")] };
    let states = [state("a", "python", "1", "1"), state("b", "node", "2", "1"), state("c", "node", "1", "1")];
    assert_eq!(rows::due(&states, &proven), Ok(vec![Need::Quick, Need::Full, Need::Full]));
}

#[test]
fn when_only_the_base_moved_the_first_stack_of_each_language_is_due() {
    let proven = Proven { row: ["a", "b", "c"].map(|stack| row(stack, "1", "1")).to_vec() };
    let states =
        [state("a", "python", "1", "2"), state("b", "python", "1", "2"), state("c", "node", "1", "2")];
    assert_eq!(rows::due(&states, &proven), Ok(vec![Need::Full, Need::Quick, Need::Full]));
}

#[test]
fn a_draft_is_never_due_in_full_and_an_old_proof_counts_no_more() {
    let old = Row { proof: rows::PROOF - 1, ..row("b", "1", "1") };
    let states = [State { draft: true, ..state("a", "python", "1", "1") }, state("b", "python", "1", "1")];
    assert_eq!(rows::due(&states, &Proven { row: vec![old] }), Ok(vec![Need::Quick, Need::Full]));
}

#[test]
fn more_than_two_stacks_in_full_are_named_instead() {
    let states = ["a", "b", "c"].map(|stack| state(stack, "python", "1", "1"));
    assert_eq!(rows::due(&states, &Proven::default()), Err(words("t/a t/b t/c")));
}
