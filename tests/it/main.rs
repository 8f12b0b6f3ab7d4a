//! The one integration binary; a module a feature. A file that is not named here fails `every_file_is_a_module`.
#![expect(clippy::unwrap_used, reason = "what the helpers of a test cannot do fails the test")]
#![expect(
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "shares of small counts, compared where they are exact"
)]

mod answers;
mod catalog;
mod cli;
mod compare;
mod days_schemas;
mod days_world;
mod diff;
mod emitting;
mod examples;
mod faults;
mod house;
mod interactive;
#[cfg(unix)]
mod kills;
mod log;
mod plan;
mod promises;
mod proof_parts;
mod quiz;
mod readme;
mod reflect;
mod snapshots;
mod support;
#[cfg(unix)]
mod terminal;
mod transcripts;
mod writing;

#[test]
fn every_file_is_a_module() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let text = std::fs::read_to_string(here.join("main.rs")).unwrap();
    for entry in here.read_dir().unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(module) = name.strip_suffix(".rs").filter(|module| *module != "main") {
            assert!(text.contains(&format!("mod {module};")), "tests/it/{name} is compiled by nobody");
        }
    }
}
