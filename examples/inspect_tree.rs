//! Renders a repository in memory through the library and says what it would be made of.
//!
//! `cargo run --example inspect_tree -- backend`

use fortnight::ask::{Request, decide};
use fortnight::catalog::Catalog;
use fortnight::error::Error;
use fortnight::render::render;
use std::collections::BTreeMap;

fn main() -> Result<(), Error> {
    let track = std::env::args().nth(1).unwrap_or_else(|| "backend".to_owned());
    let catalog = Catalog::embedded();
    let request = Request { track: Some(track), name: Some("orders".to_owned()), ..Request::default() };
    let answers = decide(&catalog, &request, None)?.answers;
    let tree = render(&catalog, &answers)?;

    let mut layers: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for file in tree.files.values() {
        let (files, bytes) = layers.entry(&file.owner).or_default();
        *files += 1;
        *bytes += file.bytes.len();
    }
    for (layer, (files, bytes)) in layers {
        println!("{files:4} files {bytes:8} bytes  {layer}");
    }
    println!("{:4} files {:8} bytes  {}", tree.files.len(), tree.size(), tree.hash());
    Ok(())
}
