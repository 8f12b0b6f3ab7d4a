//! The README's table of tracks comes from the catalog. `UPDATE=1 cargo test --test it readme` writes it anew.

use fortnight::catalog::Catalog;

const BEGIN: &str = "<!-- tracks: written by `UPDATE=1 cargo test --test it readme` -->\n";
const END: &str = "<!-- /tracks -->";

fn table() -> String {
    let catalog = Catalog::embedded();
    let mut text = "| track | what it is about | stacks |\n|---|---|---|\n".to_owned();
    for id in catalog.track_ids() {
        let track = catalog.track(&id).unwrap();
        let stacks: Vec<String> = catalog
            .stack_ids(&id)
            .into_iter()
            .map(|stack| {
                let draft = if catalog.stack(&id, &stack).unwrap().draft { " (draft)" } else { "" };
                format!("`{stack}`{draft}")
            })
            .collect();
        let stacks = if stacks.is_empty() { "none yet".to_owned() } else { stacks.join(", ") };
        text.push_str(&format!("| `{id}` | {} | {stacks} |\n", track.summary));
    }
    text
}

#[test]
fn the_readme_lists_the_tracks_of_the_catalog() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let wanted = format!("{before}{BEGIN}{}{END}{after}", table());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    assert!(text == wanted || std::env::var_os("UPDATE").is_some(), "UPDATE=1 cargo test --test it readme");
}
