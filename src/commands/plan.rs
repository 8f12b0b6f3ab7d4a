//! `fortnight plan`.

use crate::catalog::Catalog;
use crate::cli::PlanArgs;
use crate::error::{Error, Exit};
use crate::ui::Env;

pub(super) fn run(_catalog: &Catalog, _args: &PlanArgs, _env: &mut Env) -> Result<Exit, Error> {
    Ok(Exit::Done)
}
