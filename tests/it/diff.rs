//! `fortnight diff`: what is yours.

use crate::days_world::{World, git, tree_hash};
use fortnight::error::Exit;

#[test]
fn the_statistics_set_your_lines_against_the_generated_ones() {
    let world = World::repository();
    let ran = world.run(&["diff", "--stat"]).done();
    assert!(ran.out.starts_with("file         added  removed\nsrc/app.txt  2      1\n\n"), "{}", ran.out);
    let json = world.run(&["diff", "--format", "json"]).done().json();
    assert_eq!((&json["added"], &json["removed"]), (&2.into(), &1.into()));
    // Everything but plan/: marker, note, Makefile, source.
    assert_eq!(json["generated_files"], 4);
    let generated = json["generated"].as_u64().unwrap();
    let now = generated - 1 + 2;
    assert!(
        ran.out.contains(&format!("generated  {generated} lines in 4 files, {} of them", generated - 1)),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains(&format!(
            "2 lines in 1 file: {}.{} % of the {now} lines",
            2000 / now / 10,
            2000 / now % 10
        )),
        "{}",
        ran.out
    );
}

#[test]
fn the_plan_does_not_count_and_new_files_are_mentioned() {
    let world = World::repository();
    world.write("plan/README.md", "all mine\n");
    world.write("new.txt", "1\n2\n");
    let ran = world.run(&["diff"]).done();
    assert!(ran.out.contains("+four") && !ran.out.contains("all mine"), "{}", ran.out);
    assert!(ran.err.contains("1 new file not counted"), "{}", ran.err);
    git(&world.dir, "2026-11-25T20:00:00+01:00", &["add", "-N", "new.txt"]);
    let json = world.run(&["diff", "--format", "json"]).done().json();
    assert_eq!((&json["added"], &json["untracked"]), (&4.into(), &0.into()));
}

#[test]
fn paths_are_seen_from_where_you_stand_and_taken_literally() {
    let mut world = World::repository();
    world.write("Makefile", "changed\n");
    let all = world.run(&["diff", "--stat", "Makefile"]).done();
    assert!(all.out.starts_with("file      added") && !all.out.contains("app.txt"), "{}", all.out);
    world.run(&["diff", "--stat", "../elsewhere"]).fails(Exit::Usage, "is outside of");
    let none = world.run(&["diff", "--stat", ":(glob)**"]).done();
    assert!(none.out.contains("yours      0 lines"), "{}", none.out);
    world.dir = world.path("src");
    assert!(world.run(&["diff", "--stat", "app.txt"]).done().out.contains("src/app.txt"));
    assert!(world.run(&["diff", "--stat"]).done().out.contains("Makefile"));
}

#[test]
fn the_newest_pristine_commit_is_the_base() {
    let world = World::repository();
    let trailer = format!("Fortnight-Template: backend/plain 0.2.0 {}", tree_hash(&world.dir));
    git(
        &world.dir,
        "2026-11-24T21:00:00+01:00",
        &["commit", "-q", "--allow-empty", "-m", "Update", "-m", &trailer],
    );
    world.write("src/app.txt", "mine\n");
    let json = world.run(&["diff", "--format", "json"]).done().json();
    assert_eq!((&json["added"], &json["removed"]), (&1.into(), &4.into()));
}

#[test]
fn a_history_without_its_beginning_is_refused_with_a_remedy() {
    let world = World::repository();
    git(&world.dir, "2026-11-25T20:00:00+01:00", &["checkout", "-q", "--orphan", "squashed"]);
    git(&world.dir, "2026-11-25T20:00:00+01:00", &["commit", "-q", "-m", "All in one"]);
    world.run(&["diff"]).fails(Exit::Refused, "git fetch --unshallow");
    std::fs::remove_dir_all(world.path(".git")).unwrap();
    world.run(&["diff"]).fails(Exit::Refused, "no git history");
    World::new().run(&["diff"]).fails(Exit::Refused, "not inside a repository");
}

#[test]
fn a_commit_that_is_not_what_its_trailer_says_is_no_base() {
    let world = World::repository();
    world.write("src/app.txt", "written by hand\n");
    let trailer = format!("Fortnight-Template: backend/plain 0.1.0 sha256:{}", "0".repeat(64));
    git(&world.dir, "2026-11-25T20:00:00+01:00", &["commit", "-q", "-a", "-m", "Mine", "-m", &trailer]);
    world.run(&["diff"]).fails(Exit::Refused, "are not those that its trailer speaks of");
}

#[test]
fn without_the_first_commit_the_same_answers_are_rendered_again() {
    let mut world = World::new();
    world.run(&["new", "backend", "ledger", "--yes", "--git", "none"]).done();
    world.dir = world.path("ledger");
    let when = "2026-11-25T20:00:00+01:00";
    git(&world.dir, when, &["init", "-q", "."]);
    git(&world.dir, when, &["add", "-A", "-f"]);
    git(&world.dir, when, &["commit", "-q", "-m", "All in one"]);
    world.write("LICENSE", "mine\n");
    let ran = world.run(&["diff", "--format", "json"]).done();
    assert!(ran.err.contains("compared with the same answers rendered again"), "{}", ran.err);
    let json = ran.json();
    assert_eq!(json["added"], 1);
    assert_eq!(json["files"].as_array().unwrap().len(), 1, "{json}");
    assert!(world.run(&["diff"]).done().out.contains("\n+mine\n"));
    // Other answers would give another tree than the one that was emitted.
    world.write(
        ".fortnight.toml",
        &world.read(".fortnight.toml").replace("title = \"Ledger\"", "title = \"Other\""),
    );
    world.run(&["diff"]).fails(Exit::Refused, "renders something else");
}
