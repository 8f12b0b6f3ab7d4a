//! `fortnight`: choose a specialization by two weeks of doing.
//!
//! The story of a run is [`run`]: `argv -> Request -> Answers -> Tree -> Report -> stdout/stderr`.

pub mod ask;
pub mod catalog;
pub mod cli;
pub mod commands;
pub mod error;
pub mod git;
pub mod project;
pub mod render;
pub mod ui;
pub mod write;

use catalog::Catalog;
use clap::Parser;
use error::{Error, Exit};
use ui::Env;

/// Parses, dispatches, and prints an error once.
pub fn run(args: impl IntoIterator<Item = String>, env: &mut Env) -> Exit {
    match attempt(args, env) {
        Ok(exit) => exit,
        Err(error) => {
            env.say(&format!("error: {error}"));
            error.exit
        }
    }
}

fn attempt(args: impl IntoIterator<Item = String>, env: &mut Env) -> Result<Exit, Error> {
    let cli = cli::Cli::try_parse_from(args).map_err(|fault| Error::usage(fault.to_string()))?;
    let catalog = Catalog::embedded();
    match cli.command {
        Some(command) => commands::dispatch(&catalog, &command, env),
        None => Ok(Exit::Usage),
    }
}
