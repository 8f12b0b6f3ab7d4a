//! `fortnight diff`.

use crate::catalog::Catalog;
use crate::cli::DiffArgs;
use crate::error::{Error, Exit};
use crate::ui::Env;

pub(super) fn run(_catalog: &Catalog, _args: &DiffArgs, _env: &mut Env) -> Result<Exit, Error> {
    Ok(Exit::Done)
}
