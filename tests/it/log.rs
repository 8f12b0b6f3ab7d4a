//! `fortnight log`: ten seconds an evening.

use crate::days_world::{Say, World};
use fortnight::error::Exit;

const HEADER: &str = "date\tkind\tminutes\tenergy\tnote\n";

#[test]
fn one_line_is_appended_behind_a_header() {
    let world = World::repository();
    let ran = world.run(&["log", "-e", "4", "-m", "90", "-k", "build", "idempotency key table"]).done();
    assert_eq!(ran.out, "2026-11-25\tbuild\t90\t4\tidempotency key table\n");
    assert!(ran.err.starts_with("1 line, 1.5 h so far, in "), "{}", ran.err);
    world.run(&["log", "-e", "2", "-m", "30", "-k", "shadow", "--date", "yesterday"]).done();
    assert_eq!(
        world.read("plan/log.tsv"),
        format!("{HEADER}2026-11-25\tbuild\t90\t4\tidempotency key table\n2026-11-24\tread\t30\t2\t-\n")
    );
}

#[test]
fn what_is_there_stays_even_without_a_last_line_end() {
    let world = World::repository();
    let there = format!("{HEADER}my own remark\n2026-11-22\tdebug\t60\t5\twith\ttab");
    world.write("plan/log.tsv", &there);
    let ran = world.run(&["log", "-e", "4", "-m", "10", "-k", "ops", "a\tb\nc"]).done();
    assert_eq!(world.read("plan/log.tsv"), format!("{there}\n2026-11-25\tops\t10\t4\ta b c\n"));
    assert!(ran.err.contains("log.tsv:2: skipped: 1 of 5 columns"), "{}", ran.err);
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let world = World::repository();
    let ran = world
        .run(&["log", "-e", "6", "-m", "0", "-k", "debgu", "--date", "tomorrow"])
        .fails(Exit::Usage, "2026-11-26 is still to come");
    for says in ["energy '6'", "'0' is not a number of minutes", "did you mean 'debug'?", "hint: for example"]
    {
        assert!(ran.err.contains(says), "{says}: {}", ran.err);
    }
    assert!(!world.path("plan/log.tsv").exists());
}

#[test]
fn without_a_terminal_what_is_missing_is_named() {
    let ran = World::repository().run(&["log", "-e", "4"]).fails(Exit::Usage, "-k, -m is missing");
    assert!(ran.err.contains("hint: for example: fortnight log -e 4 -m 90 -k build"), "{}", ran.err);
}

#[test]
fn on_a_terminal_it_asks_only_what_was_not_said() {
    let world = World::repository();
    let says = [
        Say::Pick("finding a cause"),
        Say::Type("45"),
        Say::Back,
        Say::Type("50"),
        Say::Pick("it gave me energy"),
        Say::Type("the\tqueue"),
    ];
    let ran = world.talk(&["log"], &says).done();
    assert_eq!(ran.out, "2026-11-25\tdebug\t50\t5\tthe queue\n");
    let ran = world.talk(&["log", "-k", "build", "-m", "5", "words"], &[Say::Nth(1)]).done();
    assert_eq!(ran.out, "2026-11-25\tbuild\t5\t2\twords\n");
    world.talk(&["log"], &[Say::Back]).fails(Exit::Interrupted, "nothing was written");
}

#[test]
fn the_day_is_the_local_one() {
    let mut world = World::repository();
    world.now = "2026-11-25T23:30:00-08:00[America/Los_Angeles]".into();
    let ran = world.run(&["log", "-e", "3", "-m", "5", "-k", "read"]).done();
    assert!(ran.out.starts_with("2026-11-25\t"), "{}", ran.out);
}

#[test]
fn a_private_log_touches_nothing_in_the_repository() {
    let world = World::repository();
    world.run(&["log", "-e", "1", "-m", "30", "-k", "debug", "--private", "bad evening"]).done();
    assert!(!world.path("plan/log.tsv").exists());
    let ran = world.run(&["log", "--list", "--private"]).done();
    assert!(ran.out.contains("bad evening"), "{}", ran.out);
    let state = camino::Utf8PathBuf::from(&world.vars["XDG_STATE_HOME"]).join("fortnight");
    let name = state.read_dir_utf8().unwrap().next().unwrap().unwrap().file_name().to_owned();
    assert_eq!(name, fortnight::catalog::sha256(world.dir.as_str().as_bytes())[..16]);
}

#[test]
fn the_list_has_medians_and_programs_get_json() {
    let world = World::repository();
    world.run(&["log", "--list"]).done();
    for (energy, kind) in [("4", "build"), ("1", "build"), ("5", "debug")] {
        world.run(&["log", "-e", energy, "-m", "30", "-k", kind]).done();
    }
    let ran = world.run(&["log", "--list"]).done();
    assert!(ran.out.ends_with("\n1.5 h; median energy: build 2.5 (2), debug 5 (1)\n"), "{}", ran.out);
    let json = world.run(&["log", "--list", "--format", "json"]).done().json();
    assert_eq!(json["schema"], 1);
    assert_eq!(json["energy"][0], serde_json::json!({"kind": "build", "median": 2.5, "entries": 2}));
}

#[test]
fn a_repository_without_its_plan_is_told_where_else() {
    let world = World::repository();
    std::fs::remove_dir_all(world.path("plan")).unwrap();
    let ran = world.run(&["log", "-e", "4", "-m", "9", "-k", "ops"]).fails(Exit::Refused, "plan/ is gone");
    assert!(ran.err.contains("--private"), "{}", ran.err);
    World::new()
        .run(&["log", "-e", "4", "-m", "9", "-k", "ops"])
        .fails(Exit::Refused, "not inside a repository");
}

#[test]
fn a_log_that_cannot_be_written_is_an_error_and_no_loss() {
    let world = World::repository();
    std::fs::create_dir(world.path("plan/log.tsv")).unwrap();
    world.run(&["log", "-e", "4", "-m", "9", "-k", "ops"]).fails(Exit::Failed, "cannot write");
}
