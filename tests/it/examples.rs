//! The examples do what they say.

use crate::support::{World, git};
use fortnight::error::Exit;
use std::process::Command;

fn root() -> camino::Utf8PathBuf {
    camino::Utf8PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// An example's program; `cargo test` builds them beside the tests.
fn example(name: &str) -> Command {
    let exe = std::env::current_exe().unwrap();
    let folder = exe.parent().unwrap().parent().unwrap().join("examples");
    Command::new(folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

#[test]
fn every_answers_file_makes_a_repository() {
    let folder = root().join("examples/answers");
    let mut seen = 0;
    for entry in folder.read_dir_utf8().unwrap() {
        let world = World::new();
        let file = entry.unwrap().path().to_owned();
        let outcome = world.run(&["new", "--answers", file.as_str(), "--yes"]);
        assert_eq!(outcome.exit, Exit::Done, "{file}: {}", outcome.err);
        let made = world.dir.join(outcome.out.trim_end());
        assert_eq!(git(&made, &["rev-list", "--count", "HEAD"]), "1", "{file}");
        seen += 1;
    }
    assert_eq!(seen, 3);
}

#[cfg(unix)]
#[test]
fn the_ci_script_scaffolds_without_a_prompt() {
    let world = World::new();
    let output = Command::new("sh")
        .arg(root().join("examples/scaffold-in-ci.sh"))
        .arg(&world.dir)
        .env("FORTNIGHT", env!("CARGO_BIN_EXE_fortnight"))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.starts_with("emitted: \"sha256:") && said.ends_with("ready in orders\n"), "{said}");
    assert!(!world.dir.join("orders/LICENSE").exists());
}

#[test]
fn the_library_examples_render_and_inspect() {
    let output = example("inspect_tree").arg("backend").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && said.contains("tracks/backend/python-fastapi"), "{said}");
    let output = example("every_tree").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && said.contains("backend/python-fastapi: "), "{said}");
}

#[cfg(unix)]
#[test]
fn the_recording_in_the_readme_is_what_the_program_shows() {
    let output = example("recording").arg("--check").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
