//! `fortnight log`.

use crate::catalog::Catalog;
use crate::cli::LogArgs;
use crate::error::{Error, Exit};
use crate::ui::Env;

pub(super) fn run(_catalog: &Catalog, _args: &LogArgs, _env: &mut Env) -> Result<Exit, Error> {
    Ok(Exit::Done)
}
