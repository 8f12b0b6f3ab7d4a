//! Emitting beside unpacking: whole processes on the same tree, interleaved, medians and spread.
//!
//! `cargo bench` prints the table; `cargo bench -- --write` also puts it into `docs/performance.md`;
//! `--runs N` changes the 30. No bench framework: what counts here is the ratio of two programs that are
//! run in turn, and frameworks time one function of one process.

mod many;
mod place;
mod table;
mod timing;

use fortnight::catalog::Catalog;
use place::{Maker, Place};
use std::path::Path;
use std::process::{Command, ExitCode};
use table::{Row, Table};
use timing::side_by_side;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [word, target] = &args[..]
        && word == many::WORD
    {
        return match many::emit_to(target) {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => {
                eprintln!("{}", why.report());
                ExitCode::FAILURE
            }
        };
    }
    let runs = args.iter().position(|arg| arg == "--runs").and_then(|at| args.get(at + 1)?.parse().ok());
    let measured = measure(runs.unwrap_or(30)).and_then(|table| {
        print!("{}", table.text());
        if args.iter().any(|arg| arg == "--write") { table.write() } else { Ok(()) }
    });
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

fn measure(runs: usize) -> Result<Table, String> {
    let place = Place::new()?;
    let mut table = Table::new(runs);
    if let Some(stack) = first_stack() {
        let tree = place.emit(Maker::New(stack.clone()))?;
        table.note(format!(
            "The emitted tree is `{stack}`: {} files, {} KiB.",
            tree.files,
            tree.bytes / 1024
        ));
        table.add(unpack(&place, &format!("`new {stack} --git none` to `tar xf`"), &tree, runs, 1.25)?);
        table.add(with_commit(
            &place,
            &format!("`new {stack}` to `tar xf`, `git init`, `add`, `commit`"),
            &tree,
            runs,
        )?);
        table.memory(place.peak_memory(&tree)?);
    } else {
        table.note("The catalog holds no stack yet, so only the synthetic tree is compared.".to_owned());
    }
    let many = place.emit(Maker::Many)?;
    table.add(unpack(&place, "a synthetic tree of 2,000 files to `tar xf`", &many, runs, 1.1)?);
    for (words, limit) in [("list", 2.0), ("--help", 1.5)] {
        let pair = side_by_side(
            runs,
            || timing::time(&mut [place.fortnight(&[words])]),
            || timing::time(&mut [Command::new(&place.empty)]),
        )?;
        table.add(Row { what: format!("`{words}` to an empty Rust program"), pair, limit });
    }
    let size = std::fs::metadata(env!("CARGO_BIN_EXE_fortnight")).map_err(|fault| fault.to_string())?.len();
    table.binary(size);
    Ok(table)
}

/// The first stack of the embedded catalog, by which the figures of the README are measured.
fn first_stack() -> Option<String> {
    let catalog = Catalog::embedded();
    let stack = |track: &str| catalog.stack_ids(track).into_iter().next();
    let all: Vec<String> = catalog.track_ids();
    let preferred = all.iter().find(|track| *track == "backend" && stack(track).is_some());
    let track = preferred.or_else(|| all.iter().find(|track| stack(track).is_some()))?;
    Some(format!("{track}/{}", stack(track)?))
}

fn unpack(place: &Place, what: &str, tree: &place::Tree, runs: usize, limit: f64) -> Result<Row, String> {
    let pair = side_by_side(
        runs,
        || {
            let target = place.fresh();
            timing::time(&mut [place.make(&tree.maker, &target, "none")])
        },
        || {
            let target = place.fresh();
            let begin = std::time::Instant::now();
            std::fs::create_dir(&target).map_err(|fault| fault.to_string())?;
            timing::time(&mut [untar(&tree.archive, &target)])?;
            Ok(begin.elapsed())
        },
    )?;
    Ok(Row { what: what.to_owned(), pair, limit })
}

fn with_commit(place: &Place, what: &str, tree: &place::Tree, runs: usize) -> Result<Row, String> {
    let pair = side_by_side(
        runs,
        || {
            let target = place.fresh();
            timing::time(&mut [place.make(&tree.maker, &target, "commit")])
        },
        || {
            let target = place.fresh();
            let begin = std::time::Instant::now();
            std::fs::create_dir(&target).map_err(|fault| fault.to_string())?;
            timing::time(&mut [
                untar(&tree.archive, &target),
                place.git(&target, &["init", "-q", "--initial-branch=main"]),
                place.git(&target, &["add", "-A"]),
                place.git(&target, &["commit", "-q", "-m", "Start"]),
            ])?;
            Ok(begin.elapsed())
        },
    )?;
    Ok(Row { what: what.to_owned(), pair, limit: 1.15 })
}

fn untar(archive: &Path, target: &Path) -> Command {
    let mut tar = Command::new("tar");
    tar.arg("xf").arg(archive).arg("-C").arg(target);
    tar
}
