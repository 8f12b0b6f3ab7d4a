//! `fortnight`: choose a specialization by two weeks of doing.
//!
//! The story of a run is [`run`]: `argv -> Request -> Answers -> Tree -> Report -> stdout/stderr`.

pub mod ask;
pub mod catalog;
pub mod cli;
pub mod commands;
pub mod days;
pub mod error;
pub mod git;
pub mod project;
pub mod render;
pub mod ui;
pub mod write;

use catalog::Catalog;
use cli::Parsed;
use error::{Error, Exit};
use ui::Env;

/// Parses, dispatches, and prints an error once.
pub fn run(args: &[String], env: &mut Env) -> Exit {
    env.settle_color(cli::color(args));
    match attempt(args, env) {
        Ok(exit) => exit,
        Err(error) => {
            let label = if env.color_err { "\u{1b}[1;31merror:\u{1b}[0m" } else { "error:" };
            env.say(&format!("{label} {error}"));
            error.exit
        }
    }
}

fn attempt(args: &[String], env: &mut Env) -> Result<Exit, Error> {
    let catalog = match cli::templates(args, env)? {
        None => Catalog::embedded(),
        Some(dir) => Catalog::from_files(dir.as_str(), env.read_folder(&dir)?),
    };
    match cli::parse(&catalog, args, env.color_err) {
        Parsed::Run(cli) => commands::dispatch(&catalog, &cli, env),
        Parsed::Help(text) => env.print(&text).map(|()| Exit::Done),
        Parsed::Wrong(text) => {
            env.say(text.trim_end());
            Ok(Exit::Usage)
        }
    }
}
