//! `fortnight quiz`.

use crate::catalog::Catalog;
use crate::cli::QuizArgs;
use crate::error::{Error, Exit};
use crate::ui::Env;

pub(super) fn run(_catalog: &Catalog, _args: &QuizArgs, _env: &mut Env) -> Result<Exit, Error> {
    Ok(Exit::Done)
}
