//! `fortnight compare`.

use crate::catalog::Catalog;
use crate::cli::CompareArgs;
use crate::error::{Error, Exit};
use crate::ui::Env;

pub(super) fn run(_catalog: &Catalog, _args: &CompareArgs, _env: &mut Env) -> Result<Exit, Error> {
    Ok(Exit::Done)
}
