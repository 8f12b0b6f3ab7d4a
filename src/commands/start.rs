//! `fortnight` alone: the guided start on a terminal, help and exit 2 without one.

use super::{new, plan};
use crate::catalog::Catalog;
use crate::cli::{self, NewArgs};
use crate::error::{Error, Exit};
use crate::project::Project;
use crate::render::PLAN;
use crate::ui::{Env, wrap};

pub(super) fn run(catalog: &Catalog, no_config: bool, env: &mut Env) -> Result<Exit, Error> {
    if !env.interactive && env.script.is_none() {
        let help = cli::command(catalog).render_help().to_string();
        env.say(&help);
        env.say("hint: without a terminal nothing is asked; for example: fortnight new backend --yes");
        return Ok(Exit::Usage);
    }
    // Inside an emitted repository the day is what matters; without its plan, another one can be made.
    if let Ok(project) = Project::find(&env.dir)
        && project.root.join(PLAN).is_file()
    {
        return plan::guide(&project, env).map(|()| Exit::Done);
    }
    let what = "Pick a specialization and get a small, complete repository of it, with fourteen days of real work. \
                Nothing is written before you have seen a review.";
    env.say(&format!("fortnight: two weeks of doing decide.\n{}\n", wrap(what, env.width, "")));
    new::run(catalog, &NewArgs::nothing_said(), no_config, env)
}
