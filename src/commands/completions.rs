//! `fortnight completions`.

use crate::catalog::Catalog;
use crate::cli::{self, CompletionsArgs};
use crate::error::{Error, Exit};
use crate::ui::Env;

pub(super) fn run(catalog: &Catalog, args: &CompletionsArgs, env: &mut Env) -> Result<Exit, Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut cli::command(catalog), "fortnight", &mut script);
    env.print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
