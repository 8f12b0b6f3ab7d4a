//! One file per command.

mod compare;
mod diff;
mod log;
mod plan;
mod quiz;
mod reflect;

use crate::catalog::Catalog;
use crate::cli::Command;
use crate::error::{Error, Exit};
use crate::ui::Env;

/// Runs one command.
pub fn dispatch(catalog: &Catalog, command: &Command, env: &mut Env) -> Result<Exit, Error> {
    match command {
        Command::Compare(args) => compare::run(catalog, args, env),
        Command::Diff(args) => diff::run(catalog, args, env),
        Command::Log(args) => log::run(catalog, args, env),
        Command::Plan(args) => plan::run(catalog, args, env),
        Command::Quiz(args) => quiz::run(catalog, args, env),
        Command::Reflect(args) => reflect::run(catalog, args, env),
    }
}
