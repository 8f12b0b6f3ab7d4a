//! Renders every track and stack with its defaults: one line each, with the hash that a repository of it would record.
//!
//! `cargo run --example every_tree`

use fortnight::ask::{Request, decide};
use fortnight::catalog::Catalog;
use fortnight::error::Error;
use fortnight::render::render;

fn main() -> Result<(), Error> {
    let catalog = Catalog::embedded();
    for track in catalog.track_ids() {
        for stack in catalog.stack_ids(&track) {
            let request =
                Request { track: Some(track.clone()), stack: Some(stack.clone()), ..Request::default() };
            let answers = decide(&catalog, &request, None)?.answers;
            let tree = render(&catalog, &answers)?;
            println!("{track}/{stack}: {} files, {}", tree.files.len(), tree.hash());
        }
    }
    Ok(())
}
