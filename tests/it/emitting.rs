//! What identifies an emitted repository, and how it meets a repository that is already there.

use crate::support::{World, git, write};
use fortnight::error::Exit;

#[test]
fn anyone_can_recompute_the_tree_hash() {
    let world = World::with_templates();
    assert_eq!(world.run(&["new", "alpha/one", "orders", "-y"]).exit, Exit::Done);
    let dir = world.dir.join("orders");
    let marker: toml::Table = world.read("orders/.fortnight.toml").parse().unwrap();
    let recorded = marker["tree"].as_str().unwrap().to_owned();
    assert_eq!(
        git(&dir, &["log", "-1", "--format=%(trailers:key=Fortnight-Template,valueonly)"]).trim(),
        format!("alpha/one {} {recorded}", env!("CARGO_PKG_VERSION"))
    );
    #[cfg(unix)]
    {
        // The line of docs/tree-hash.md, as it stands there.
        let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tree-hash.md");
        let page = std::fs::read_to_string(page).unwrap();
        let line = page.split("```sh\n").nth(1).unwrap().split("```").next().unwrap();
        let output = std::process::Command::new("sh").args(["-c", line]).current_dir(&dir).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(format!("sha256:{}", said.split(' ').next().unwrap()), recorded, "{line}");
    }
}

#[test]
fn the_first_commit_is_pristine_and_complete() {
    let mut world = World::with_templates();
    world.vars.insert("SOURCE_DATE_EPOCH".to_owned(), "0".to_owned());
    let outcome =
        world.run(&["new", "alpha/one", "orders", "-y", "--author", "Ada", "--email", "ada@example.com"]);
    assert_eq!(outcome.exit, Exit::Done, "{}", outcome.err);
    let dir = world.dir.join("orders");
    assert_eq!(git(&dir, &["status", "--porcelain", "--ignored"]), "");
    assert_eq!(
        git(&dir, &["log", "--format=%an <%ae> %at %s"]),
        "Ada <ada@example.com> 0 Start Orders from the alpha template"
    );
    assert!(git(&dir, &["ls-tree", "-r", "HEAD"]).contains("100755"));
    assert_eq!(git(&dir, &["branch", "--show-current"]), "main");
}

#[test]
fn git_init_and_none_make_no_commit() {
    let world = World::with_templates();
    world.run(&["new", "alpha", "bare", "-y", "--git", "none"]);
    assert!(!world.dir.join("bare/.git").exists());
    world.run(&["new", "alpha", "begun", "-y", "--git", "init"]);
    assert_eq!(git(&world.dir.join("begun"), &["rev-list", "--all"]), "");
}

#[test]
fn no_repository_is_nested_in_another_and_that_is_said() {
    let world = World::with_templates();
    git(&world.dir, &["init", "-q"]);
    let outcome = world.run(&["new", "alpha", "sub", "-y"]);
    assert_eq!(outcome.exit, Exit::Done);
    assert!(!world.dir.join("sub/.git").exists());
    assert!(outcome.err.contains("no repository was made"), "{}", outcome.err);
    assert!(outcome.err.contains(".github/ does nothing in here"), "{}", outcome.err);
}

#[test]
fn a_fresh_clone_becomes_the_repository() {
    let world = World::with_templates();
    let clone = world.dir.join("orders");
    std::fs::create_dir(&clone).unwrap();
    git(&clone, &["init", "-q", "-b", "main"]);
    let mut inside = World::with_templates();
    inside.dir = clone.clone();
    let outcome = inside.run(&["new", "alpha", ".", "-y"]);
    assert_eq!((outcome.exit, outcome.out.as_str()), (Exit::Done, ".\n"), "{}", outcome.err);
    assert_eq!(git(&clone, &["rev-list", "--count", "HEAD"]), "1");
    assert_eq!(git(&clone, &["status", "--porcelain"]), "");
    assert!(world.read("orders/.fortnight.toml").contains("name = \"orders\""));
}

#[test]
fn running_again_changes_nothing() {
    let world = World::with_templates();
    world.run(&["new", "alpha", "orders", "-y"]);
    let before = git(&world.dir.join("orders"), &["rev-parse", "HEAD"]);
    let outcome = world.run(&["new", "alpha", "orders", "-y"]);
    assert_eq!(outcome.exit, Exit::Done, "{}", outcome.err);
    assert_eq!(git(&world.dir.join("orders"), &["rev-parse", "HEAD"]), before);
    write(&world.dir.join("orders/README.md"), "# Mine now\n");
    let outcome = world.run(&["new", "alpha", "orders", "-y", "--on-conflict", "skip"]);
    assert!(outcome.err.contains("skipped README.md"), "{}", outcome.err);
    assert_eq!(world.read("orders/README.md"), "# Mine now\n");
}

#[test]
fn setup_that_fails_leaves_the_tree_and_ends_1() {
    let world = World::with_templates();
    world.template("tracks/alpha/two/files/Makefile", "setup:\n\t@echo no network; exit 1\n");
    let outcome = world.run(&["new", "alpha/two", "-y", "--setup"]);
    assert_eq!((outcome.exit, outcome.out.as_str()), (Exit::Failed, "letters\n"));
    assert!(
        outcome.err.contains("no network") && outcome.err.contains("make setup ended with"),
        "{}",
        outcome.err
    );
    assert!(world.dir.join("letters/Makefile").exists());
    world.template("tracks/alpha/two/files/Makefile", "setup:\n\t@touch done\n");
    let outcome = world.run(&["new", "alpha/two", "set-up", "-y", "--setup"]);
    assert_eq!(outcome.exit, Exit::Done, "{}", outcome.err);
    assert!(world.dir.join("set-up/done").exists() && !outcome.err.contains("  make setup\n"));
}
