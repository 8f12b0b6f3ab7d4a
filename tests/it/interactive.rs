//! The questions, by a script instead of a terminal.

use crate::support::{Do, Script, World, write};
use fortnight::error::Exit;

fn one(world: &World, steps: &[Do]) -> crate::support::Outcome {
    world.run_with(&["new"], "", Some(Script::new(steps)))
}

#[test]
fn at_most_four_screens_lead_to_a_repository() {
    let world = World::with_templates();
    // Track, name, the stack's own (stack, question, skills), review.
    let steps = [Do::Enter, Do::Enter, Do::Enter, Do::Enter, Do::Enter, Do::Enter];
    let outcome = one(&world, &steps);
    assert_eq!((outcome.exit, outcome.out.as_str()), (Exit::Done, "letters\n"), "{}", outcome.err);
    assert!(world.dir.join("letters/README.md").exists());
}

#[test]
fn what_flags_said_is_not_asked() {
    let world = World::with_templates();
    let script = Script::new(&[Do::Pick("create")]);
    let args = ["new", "alpha/one", "orders", "--set", "api=rest", "--with", "deploy"];
    let outcome = world.run_with(&args, "", Some(script));
    assert_eq!((outcome.exit, outcome.out.as_str()), (Exit::Done, "orders\n"), "{}", outcome.err);
}

#[test]
fn going_back_reaches_every_question_and_keeps_what_was_answered() {
    let world = World::with_templates();
    let outcome = one(
        &world,
        &[
            Do::Pick("alpha"),
            Do::Type("first"),
            Do::Pick("Stack one"),
            Do::Pick("REST and GraphQL"),
            Do::Esc, // skills -> back out of the screen
            Do::Type("<"),
            Do::Enter, // alpha is still highlighted
            Do::Enter, // and so is the name
            Do::Enter, // stack one
            Do::Enter, // GraphQL
            Do::Enter,
            Do::Esc, // review -> back to the stack's screen
            Do::Enter,
            Do::Enter,
            Do::Enter,
            Do::Pick("create"),
        ],
    );
    assert_eq!((outcome.exit, outcome.out.as_str()), (Exit::Done, "first\n"), "{}", outcome.err);
    assert!(world.read("first/.fortnight.toml").contains("api = \"rest-graphql\""));
}

#[test]
fn esc_on_the_first_question_and_ctrl_c_anywhere_write_nothing() {
    let world = World::with_templates();
    for steps in [&[Do::Esc][..], &[Do::CtrlC], &[Do::Enter, Do::CtrlC], &[Do::Enter, Do::Enter, Do::CtrlC]] {
        let outcome = one(&world, steps);
        assert_eq!(outcome.exit, Exit::Interrupted, "{steps:?}");
        assert!(outcome.err.contains("nothing was written"), "{}", outcome.err);
        assert!(world.is_untouched(), "{steps:?}");
    }
}

#[test]
fn a_name_that_is_refused_is_asked_again_with_a_proposal() {
    let world = World::with_templates();
    let steps = [
        Do::Pick("alpha"),
        Do::Type("My App"),
        Do::Type("my-app"),
        Do::Enter,
        Do::Enter,
        Do::Enter,
        Do::Pick("create"),
    ];
    let outcome = one(&world, &steps);
    assert_eq!(outcome.out, "my-app\n");
    assert!(outcome.err.contains("try my-app"), "{}", outcome.err);
}

#[test]
fn a_track_without_a_stack_says_so_and_asks_again() {
    let world = World::with_templates();
    let outcome = one(&world, &[Do::Pick("beta"), Do::Esc]);
    assert_eq!(outcome.exit, Exit::Interrupted);
    assert!(outcome.err.contains("beta has no stack in this version yet"), "{}", outcome.err);
}

#[test]
fn the_review_shows_files_and_changes_every_answer() {
    let world = World::with_templates();
    let outcome = one(
        &world,
        &[
            Do::Pick("alpha"),
            Do::Enter,
            Do::Enter,
            Do::Enter,
            Do::Enter,
            Do::Pick("show files"),
            Do::Pick("change name"),
            Do::Type("renamed"),
            Do::Pick("change license"),
            Do::Pick("none"),
            Do::Pick("change github"),
            Do::Type("zoe/renamed"),
            Do::Pick("change start"),
            Do::Type("2026-11-30"),
            Do::Pick("change hours"),
            Do::Type("8"),
            Do::Pick("change title"),
            Do::Type("Renamed things"),
            Do::Pick("create"),
        ],
    );
    assert_eq!((outcome.exit, outcome.out.as_str()), (Exit::Done, "renamed\n"), "{}", outcome.err);
    assert!(outcome.err.contains("src/main.txt"), "show files lists them");
    assert!(!world.dir.join("renamed/LICENSE").exists());
    assert!(world.read("renamed/README.md").ends_with("At zoe/renamed.\n"));
    assert!(world.read("renamed/plan/README.md").contains("(due 2026-"), "the plan is dated from the start");
    assert!(outcome.err.contains("git remote add origin git@github.com:zoe/renamed.git"));
}

#[test]
fn wrong_words_are_refused_before_the_first_question() {
    let world = World::with_templates();
    let outcome = world.run_with(&["new", "alpha", "--hours", "99"], "", Some(Script::new(&[])));
    assert_eq!(outcome.exit, Exit::Usage);
}

#[test]
fn fortnight_alone_is_the_guided_start() {
    let world = World::with_templates();
    let script =
        Script::new(&[Do::Pick("alpha"), Do::Enter, Do::Enter, Do::Enter, Do::Enter, Do::Pick("create")]);
    let outcome = world.run_with(&[], "", Some(script));
    assert_eq!((outcome.exit, outcome.out.as_str()), (Exit::Done, "letters\n"), "{}", outcome.err);
    assert!(outcome.err.starts_with("fortnight: two weeks of doing decide."));
    assert!(outcome.err.contains("fortnight plan next    # d01-look: Look around"), "{}", outcome.err);
}

#[test]
fn the_users_config_gives_defaults_that_are_printed_and_recorded() {
    let world = World::with_templates();
    write(
        &world.root().join("config/fortnight/config.toml"),
        "author = \"Zoë\"\nlicense = \"apache-2.0\"\ngithub-owner = \"zoe\"\nhours = 6\n",
    );
    let outcome = world.run(&["new", "alpha", "one", "--yes"]);
    assert!(
        outcome
            .err
            .contains("taking from your config: author Zoë, license apache-2.0, hours 6, github owner zoe")
    );
    let marker = world.read("one/.fortnight.toml");
    for line in ["author = \"Zoë\"", "license = \"apache-2.0\"", "github = \"zoe/one\"", "hours = 6"] {
        assert!(marker.contains(line), "{line}: {marker}");
    }
    assert!(world.run(&["new", "alpha", "two", "--yes", "--no-config"]).exit == Exit::Done);
    assert!(world.read("two/.fortnight.toml").contains("author = \"\""));
    write(&world.root().join("config/fortnight/config.toml"), "autor = \"Zoë\"\n");
    let outcome = world.run(&["new", "alpha", "three", "--yes"]);
    assert_eq!(outcome.exit, Exit::Usage);
    assert!(
        outcome.err.contains("did you mean 'author'?") && outcome.err.contains("--no-config"),
        "{}",
        outcome.err
    );
}
