//! `fortnight reflect`.

use crate::catalog::Catalog;
use crate::cli::ReflectArgs;
use crate::error::{Error, Exit};
use crate::ui::Env;

pub(super) fn run(_catalog: &Catalog, _args: &ReflectArgs, _env: &mut Env) -> Result<Exit, Error> {
    Ok(Exit::Done)
}
