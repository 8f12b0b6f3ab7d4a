//! One file per command.

mod compare;
mod completions;
mod diff;
mod doctor;
mod list;
mod log;
mod man;
mod new;
mod plan;
mod quiz;
mod reflect;
mod schema;
mod show;
mod start;

use crate::catalog::Catalog;
use crate::cli::{Cli, Command};
use crate::error::{Error, Exit};
use crate::ui::Env;

/// Runs what was asked for.
pub fn dispatch(catalog: &Catalog, cli: &Cli, env: &mut Env) -> Result<Exit, Error> {
    if cli.global.version {
        let tracks = catalog.track_ids().len();
        let hash = &catalog.hash()[..12];
        env.print(&format!("fortnight {} (catalog {hash}, {tracks} tracks)\n", env!("CARGO_PKG_VERSION")))?;
        return Ok(Exit::Done);
    }
    let no_config = cli.global.no_config;
    let prints = matches!(
        cli.command,
        Some(
            Command::List(_)
                | Command::Show(_)
                | Command::Schema(_)
                | Command::Completions(_)
                | Command::Man(_)
        )
    );
    // Watching costs a thread, which commands that only print can do without.
    if !prints {
        (env.watch)(&env.interrupt)?;
    }
    match &cli.command {
        None => start::run(catalog, no_config, env),
        Some(Command::New(args)) => new::run(catalog, args, no_config, env),
        Some(Command::List(args)) => list::run(catalog, args, env),
        Some(Command::Show(args)) => show::run(catalog, args, env),
        Some(Command::Doctor(args)) => doctor::run(catalog, args, env),
        Some(Command::Quiz(args)) => quiz::run(catalog, args, env),
        Some(Command::Plan(args)) => plan::run(catalog, args, env),
        Some(Command::Log(args)) => log::run(catalog, args, env),
        Some(Command::Reflect(args)) => reflect::run(catalog, args, env),
        Some(Command::Compare(args)) => compare::run(catalog, args, env),
        Some(Command::Diff(args)) => diff::run(catalog, args, env),
        Some(Command::Schema(args)) => schema::run(args, env),
        Some(Command::Completions(args)) => completions::run(catalog, args, env),
        Some(Command::Man(args)) => man::run(catalog, args, env),
    }
}

/// JSON as every reading command prints it.
fn json(value: &impl serde::Serialize) -> String {
    let text = serde_json::to_string_pretty(value).expect("reports are maps with string keys");
    format!("{text}\n")
}
