//! Snapshots: what is emitted, what help says. Review each change: `cargo insta review`.

use crate::support::World;
use fortnight::catalog::Catalog;
use std::fmt::Write as _;

#[test]
fn help_of_every_command() {
    let world = World::with_templates();
    let mut text = world.run(&["--help"]).out;
    let catalog = Catalog::embedded();
    let command = fortnight::cli::command(&catalog);
    for sub in command.get_subcommands() {
        let _ = write!(text, "\n=== {} ===\n{}", sub.get_name(), world.run(&[sub.get_name(), "--help"]).out);
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_guided_run_as_it_is_seen() {
    use crate::support::{Do, Script};
    let world = World::with_templates();
    let script =
        Script::new(&[Do::Pick("alpha"), Do::Enter, Do::Enter, Do::Enter, Do::Enter, Do::Pick("create")]);
    insta::assert_snapshot!(world.run_with(&[], "", Some(script)).err);
}

#[test]
fn the_tree_of_every_stack() {
    let world = World::new();
    let catalog = Catalog::embedded();
    for track in catalog.track_ids() {
        for stack in catalog.stack_ids(&track) {
            let id = format!("{track}/{stack}");
            let listing = world.run(&["show", &id, "--tree"]).out;
            insta::assert_snapshot!(format!("tree_{track}_{stack}"), listing);
        }
    }
}

#[test]
fn the_rendered_files_of_every_stack() {
    let catalog = Catalog::embedded();
    let world = World::new();
    for track in catalog.track_ids() {
        for stack in catalog.stack_ids(&track) {
            let id = format!("{track}/{stack}");
            let json = world.run(&["show", &id, "--tree", "--format", "json"]).out;
            let json: serde_json::Value = serde_json::from_str(&json).unwrap();
            let mut text = String::new();
            for file in
                json["tree"]["files"].as_array().unwrap().iter().filter(|file| file["rendered"] == true)
            {
                let path = file["path"].as_str().unwrap();
                // The hash in it changes with every template; its form has a test of its own.
                if path != ".fortnight.toml" {
                    let _ =
                        writeln!(text, "=== {path} ===\n{}", world.run(&["show", &id, "--file", path]).out);
                }
            }
            insta::assert_snapshot!(format!("rendered_{track}_{stack}"), text);
        }
    }
}
