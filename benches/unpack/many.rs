//! A synthetic tree of many small files, emitted by the library from templates in memory, as the embedded ones are.

use fortnight::ask::{Request, decide};
use fortnight::catalog::Catalog;
use fortnight::error::Error;
use fortnight::render::render;
use fortnight::write::{Git, OnConflict, Steps, emit};
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

/// Started with this word and a path, the bench emits the tree there and ends.
pub(crate) const WORD: &str = "--emit-many";

const FILES: usize = 2000;
const TRACK: &str = r#"
title = "Many"
group = "Bench"
summary = "Many files"
does = "Fills a disk"
like-it-if = "you like files."
project = "Files."
days = ["a", "b", "c", "d"]
metric = [
  { name = "one", unit = "s", how = "by hand" },
  { name = "two", unit = "s", how = "by hand" },
  { name = "three", unit = "s", how = "by hand" },
]
"#;
const STACK: &str = r#"
title = "Plain"
language = "plain"
package = "many"
first-look = ["ls"]
budget = { setup = 1, test = 1, run = 1, full = 1 }
"#;

/// Decides, renders and writes, as `fortnight new --git none` does.
pub(crate) fn emit_to(target: &str) -> Result<(), Error> {
    let mut files: BTreeMap<String, Vec<u8>> = [
        ("versions.toml", "[actions]\n"),
        ("base/base.toml", ""),
        ("languages/plain/language.toml", "title = \"Plain\"\n"),
        ("tracks/many/track.toml", TRACK),
        ("tracks/many/plain/stack.toml", STACK),
    ]
    .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
    .into();
    for number in 0..FILES {
        let path = format!("tracks/many/plain/files/part{:02}/file{number:04}.txt", number % 100);
        files.insert(path, format!("line {number} of a small file\n").repeat(20 + number % 100).into_bytes());
    }
    let catalog = Catalog::from_files("the bench", files);
    let request = Request { track: Some("many".to_owned()), ..Request::default() };
    let tree = render(&catalog, &decide(&catalog, &request, None)?.answers)?;
    let steps = AtomicBool::new(false);
    emit(&tree, target.into(), OnConflict::Abort, &Git::None, &Steps::new(&steps)).map(drop)
}
