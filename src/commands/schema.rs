//! `fortnight schema`: the JSON that reading commands print, described.

use super::{compare, diff, doctor, list, log, new, plan, quiz, reflect, show};
use crate::catalog::unknown;
use crate::cli::SchemaArgs;
use crate::error::{Error, Exit};
use crate::ui::Env;
use schemars::{Schema, schema_for};

/// Makes one schema.
type Maker = fn() -> Schema;

/// Every name that `schema` knows, with its maker.
const SCHEMAS: [(&str, Maker); 10] = [
    ("compare", compare::schema),
    ("diff", diff::schema),
    ("doctor", || schema_for!(doctor::Diagnosis)),
    ("list", || schema_for!(list::Listing)),
    ("log", log::schema),
    ("new", || schema_for!(new::DryRun)),
    ("plan", plan::schema),
    ("quiz", quiz::schema),
    ("reflect", reflect::schema),
    ("show", || schema_for!(show::Shown)),
];

pub(super) fn run(args: &SchemaArgs, env: &mut Env) -> Result<Exit, Error> {
    let make =
        SCHEMAS.iter().find(|(name, _)| *name == args.name).map(|(_, make)| make).ok_or_else(|| {
            let known: Vec<String> = SCHEMAS.iter().map(|(name, _)| (*name).to_owned()).collect();
            Error::usage(format!("no schema is called '{}'", args.name)).hint(unknown(&args.name, &known))
        })?;
    env.print(&super::json(&make()))?;
    Ok(Exit::Done)
}
