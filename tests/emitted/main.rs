//! The proof of emitted repositories: emits each one and does with it what its user would do.
//!
//! `cargo test --test emitted -- [TRACK[/STACK]...] [--level quick|full] [--record] [--keep]`
//! `cargo test --test emitted -- --due` decides by `proven.toml`; `--itself` tries the proof on its sample;
//! `--matrix` prints the stacks as JSON. Everything else goes to the test harness (`--list`, `--skip` ...).

mod beside;
mod cases;
mod child;
mod ground;
mod incidents;
mod itself;
mod mutants;
mod parts;
mod plan;
mod prove;
mod repository;
mod steps;

use cases::{Case, Fixed};
use ground::{Ground, read, root};
use libtest_mimic::{Arguments, Failed, Trial};
use parts::argv::{Asked, Level, take};
use parts::rows::{Need, Proven, due};
use std::process::ExitCode;
use std::sync::Arc;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<ExitCode, String> {
    let (asked, rest) = take(std::env::args().skip(1))?;
    let mut harness = Arguments::from_iter(std::iter::once("emitted".to_owned()).chain(rest));
    // Two repositories at a time would spoil each other's times.
    harness.test_threads = Some(1);
    let fixed: Fixed = toml::from_str(&read(&root().join("tests/emitted/answers.toml"))?)
        .map_err(|fault| format!("answers.toml: {fault}"))?;
    let ground = Ground::ours();
    let cases = cases::named(cases::all(&ground.catalog, &fixed)?, &asked.stacks)?;
    if asked.matrix {
        let mut stacks: Vec<String> = cases.iter().map(Case::stack).collect();
        stacks.dedup();
        println!("{}", serde_json::json!(stacks));
        return Ok(ExitCode::SUCCESS);
    }
    let levels = match levels(&ground, &cases, &asked)? {
        Ok(levels) => levels,
        Err(stacks) => {
            eprintln!("{} stacks need a full proof, too many for one run. Record them first:", stacks.len());
            for stack in stacks {
                eprintln!("  cargo test --test emitted -- {stack} --record");
            }
            return Ok(ExitCode::FAILURE);
        }
    };
    let shared = Arc::new((ground, fixed, asked));
    let mut trials = Vec::new();
    if shared.2.itself || shared.2.due {
        let shared = Arc::clone(&shared);
        trials.push(Trial::test("the proof itself", move || itself(&shared.1, &shared.2)));
    }
    for (case, level) in cases.into_iter().zip(levels).filter(|_| !shared.2.itself) {
        let shared = Arc::clone(&shared);
        let trial = Trial::test(case.name(), move || one(&shared.0, &shared.1, &shared.2, &case, level));
        trials.push(trial.with_kind(level.id()));
    }
    Ok(libtest_mimic::run(&harness, trials).exit_code())
}

/// The level of each case; `Ok(Err)` names the stacks that must be recorded first.
fn levels(ground: &Ground, cases: &[Case], asked: &Asked) -> Result<Result<Vec<Level>, Vec<String>>, String> {
    if !asked.due {
        return Ok(Ok(vec![asked.level.unwrap_or(Level::Quick); cases.len()]));
    }
    let states = cases.iter().map(|case| case.state(ground)).collect::<Result<Vec<_>, _>>()?;
    let level = |need| if need == Need::Full { Level::Full } else { Level::Quick };
    Ok(due(&states, &proven()?).map(|needs| needs.into_iter().map(level).collect()))
}

fn one(ground: &Ground, fixed: &Fixed, asked: &Asked, case: &Case, level: Level) -> Result<(), Failed> {
    let place = tempfile::Builder::new().prefix("fortnight-proof-").tempdir()?;
    let steps = prove::prove(ground, case, fixed, level, place.path());
    eprint!("\n{}\n{}", case.name(), steps.table());
    let failed = !steps.failures().is_empty();
    if failed || asked.keep {
        eprintln!("kept: {}", place.keep().display());
    }
    if failed {
        return Err(Failed::from(steps.failures().join("\n")));
    }
    if asked.record {
        let mut all = proven()?;
        all.record(prove::row(ground, case, &steps)?);
        std::fs::write(root().join("tests/emitted/proven.toml"), all.text()?)?;
    }
    Ok(())
}

fn itself(fixed: &Fixed, asked: &Asked) -> Result<(), Failed> {
    let place = tempfile::Builder::new().prefix("fortnight-proof-").tempdir()?;
    let done = itself::prove_itself(fixed, place.path());
    if done.is_err() || asked.keep {
        eprintln!("kept: {}", place.keep().display());
    }
    done.map_err(Failed::from)
}

fn proven() -> Result<Proven, String> {
    let path = root().join("tests/emitted/proven.toml");
    if path.exists() { Proven::parse(&read(&path)?) } else { Ok(Proven::default()) }
}
