//! `fortnight man`.

use crate::catalog::{Catalog, unknown};
use crate::cli::{self, ManArgs};
use crate::error::{Error, Exit};
use crate::ui::Env;

pub(super) fn run(catalog: &Catalog, args: &ManArgs, env: &mut Env) -> Result<Exit, Error> {
    let mut command = cli::command(catalog);
    // Building fills in the names of subcommands ("fortnight new") and the global options.
    command.build();
    let command = match &args.command {
        None => command,
        Some(name) => {
            let known: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
            let found = command.find_subcommand(name).cloned();
            let found = found.ok_or_else(|| {
                Error::usage(format!("no command is called '{name}'")).hint(unknown(name, &known))
            })?;
            found.display_name(format!("fortnight-{name}"))
        }
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .render(&mut page)
        .map_err(|e| Error::io("cannot make the manual page", e))?;
    env.print(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Done)
}
