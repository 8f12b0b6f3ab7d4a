//! Answers from flags, files, variables: precedence and the forms they may have.

use crate::support::{World, write};
use fortnight::error::Exit;

#[test]
fn flags_beat_files_beat_variables_beat_config() {
    let mut world = World::with_templates();
    write(
        &world.root().join("config/fortnight/config.toml"),
        "author = \"Config\"\nhours = 1\nlicense = \"none\"\n",
    );
    world.vars.insert("FORTNIGHT_AUTHOR".to_owned(), "Variable".to_owned());
    world.vars.insert("FORTNIGHT_HOURS".to_owned(), "2".to_owned());
    write(
        &world.dir.join("a.toml"),
        "track = \"alpha\"\n[answers]\nauthor = \"File\"\n[set]\napi = \"rest-graphql\"\n",
    );
    let outcome = world.run(&["new", "--answers", "a.toml", "--yes"]);
    assert_eq!(outcome.exit, Exit::Done, "{}", outcome.err);
    let marker = world.read("letters/.fortnight.toml");
    for line in ["author = \"File\"", "hours = 2", "license = \"none\"", "api = \"rest-graphql\""] {
        assert!(marker.contains(line), "{line}: {marker}");
    }
    let args =
        ["new", "--answers", "a.toml", "--yes", "--author", "Flag", "--set", "api=rest", "alpha", "flagged"];
    assert_eq!(world.run(&args).exit, Exit::Done);
    let marker = world.read("flagged/.fortnight.toml");
    assert!(marker.contains("author = \"Flag\"") && marker.contains("api = \"rest\""), "{marker}");
}

#[test]
fn json_from_stdin_is_an_answers_file_too() {
    let world = World::with_templates();
    let json = r#"{"track": "alpha", "stack": "two", "answers": {"name": "piped"}}"#;
    let outcome = world.run_with(&["new", "--answers", "-", "--yes"], json, None);
    assert_eq!((outcome.exit, outcome.out.as_str()), (Exit::Done, "piped\n"), "{}", outcome.err);
    assert_eq!(world.read("piped/README.md"), "# Two\n");
}

#[test]
fn a_newer_schema_is_refused_and_another_version_warned_about() {
    let world = World::with_templates();
    let outcome = world.run_with(&["new", "--answers", "-"], "schema = 2\ntrack = 'alpha'\n", None);
    assert_eq!(outcome.exit, Exit::Refused);
    assert!(outcome.err.contains("schema 2"), "{}", outcome.err);
    let outcome = world.run_with(&["new", "--answers", "-"], "version = '0.0.1'\ntrack = 'alpha'\n", None);
    assert_eq!(outcome.exit, Exit::Done);
    assert!(outcome.err.contains("warning: - was written by fortnight 0.0.1"), "{}", outcome.err);
}

#[test]
fn an_answers_file_that_is_not_there_is_named() {
    let world = World::with_templates();
    let outcome = world.run(&["new", "--answers", "no.toml", "--yes"]);
    assert_eq!(outcome.exit, Exit::Usage);
    assert!(outcome.err.contains("cannot read the answers file no.toml"), "{}", outcome.err);
}

#[test]
fn an_address_is_checked_and_never_recorded() {
    let world = World::with_templates();
    assert_eq!(world.run(&["new", "alpha", "--yes", "--email", "nobody"]).exit, Exit::Usage);
    let outcome = world.run(&["new", "alpha", "--yes", "--author", "Zoë", "--email", "zoe@example.com"]);
    assert_eq!(outcome.exit, Exit::Done);
    let dir = world.dir.join("letters");
    assert_eq!(crate::support::git(&dir, &["log", "-1", "--format=%an <%ae>"]), "Zoë <zoe@example.com>");
    assert!(!world.read("letters/.fortnight.toml").contains("example.com"));
}
