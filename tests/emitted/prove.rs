//! The proof of one repository, from emitting it to its budgets.

use crate::beside::Neighbour;
use crate::cases::{Case, Fixed};
use crate::child::Call;
use crate::ground::{Ground, root};
use crate::parts::argv::Level;
use crate::parts::rows::{PROOF, Row};
use crate::repository::Repository;
use crate::steps::Steps;
use crate::{incidents, mutants, plan};
use fortnight::catalog::{ProofLevel, ProofStep};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Proves one repository inside an empty folder.
pub(crate) fn prove(ground: &Ground, case: &Case, fixed: &Fixed, level: Level, place: &Path) -> Steps {
    let mut steps = Steps::default();
    eprintln!("\n== {} at level {} in {}", case.name(), level.id(), place.display());
    let Some(repository) = emit(ground, case, place, &mut steps) else { return steps };
    for variant in &fixed.variant {
        steps.step(&format!("files under '{}'", variant.id), || {
            let path = place.join(variant.id.replace([' ', ','], "-"));
            let emitted = Repository::emit(ground, case, &case.under(variant)?, &path)?;
            contract(ground, case, &emitted.path, "static").map(drop)
        });
    }
    if let Some(times) = steps.step("contract", || contract(ground, case, &repository.path, level.id())) {
        steps.inner(times);
    }
    deeds(ground, case, fixed, &repository, level, &mut steps);
    steps
}

/// Emits the repository into a folder, when the machine has what the stack needs.
pub(crate) fn emit(ground: &Ground, case: &Case, place: &Path, steps: &mut Steps) -> Option<Repository> {
    steps.step("prerequisites", || prerequisites(case))?;
    let path = place.join(&case.answers.name);
    steps.step("emit", || Repository::emit(ground, case, &case.answers, &path))
}

/// What is done with the repository beyond the contract's script: the stack's own steps, patches, budgets.
pub(crate) fn deeds(
    ground: &Ground,
    case: &Case,
    fixed: &Fixed,
    repository: &Repository,
    level: Level,
    steps: &mut Steps,
) {
    let set_up = steps.step("make setup, for what follows", || repository.must_make(&["setup"], 1200));
    if set_up.is_none() {
        return;
    }
    for step in &case.manifest.proof {
        if applies(step, case, level) {
            steps.step(&format!("proof: {}", step.name), || own_step(ground, fixed, step, repository));
        }
    }
    plan::prove(ground, case, repository, level, steps);
    mutants::prove(ground, case, repository, level, steps);
    incidents::prove(ground, case, repository, level, steps);
    let spent = steps_so_far(steps);
    steps.step("budgets", || budgets(case, level, &spent));
}

/// The programs that the stack says it needs, in the versions that it says.
fn prerequisites(case: &Case) -> Result<(), String> {
    let mut missing = Vec::new();
    for tool in &case.manifest.prerequisite {
        let version = version(&tool.version);
        let wanted = numbers(&tool.at_least);
        match version {
            Some(found) if numbers(&found) >= wanted => {}
            found => missing.push(format!(
                "{} {} or newer is needed for {}, {}; {}",
                tool.tool,
                tool.at_least,
                tool.r#for,
                found.map_or_else(|| "it is missing".to_owned(), |found| format!("found {found}")),
                tool.get
            )),
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(missing.join("\n")) }
}

/// The first thing that looks like a version in what a command prints.
fn version(argv: &[String]) -> Option<String> {
    let argv: Vec<&str> = argv.iter().map(String::as_str).collect();
    let said = Call::new(&argv, root()).limit(30).run().ok().filter(crate::child::Done::ok)?.text;
    said.split(|c: char| !(c.is_ascii_digit() || c == '.'))
        .map(|word| word.trim_matches('.'))
        .find(|word| {
            word.contains('.') || (!word.is_empty() && said.trim_start_matches('v').starts_with(word))
        })
        .map(str::to_owned)
}

fn numbers(version: &str) -> Vec<u64> {
    version.split('.').map_while(|part| part.parse().ok()).collect()
}

#[derive(Deserialize)]
struct Timed {
    step: String,
    seconds: f64,
}

/// Runs the contract's script; gives the times of the verbs.
fn contract(ground: &Ground, case: &Case, path: &Path, level: &str) -> Result<Vec<(String, f64)>, String> {
    let script = root().join("tests/emitted/contract.py").display().to_string();
    let times = path.with_extension(format!("{level}.times.json"));
    let (path, times_name) = (path.display().to_string(), times.display().to_string());
    let pins = ground.templates.clone().unwrap_or_else(|| root().join("templates")).join("versions.toml");
    let pins = pins.display().to_string();
    let mut argv =
        vec!["python3", &script, &path, "--level", level, "--times", &times_name, "--versions", &pins];
    if case.manifest.draft {
        argv.push("--draft");
    }
    let done = Call::new(&argv, root()).limit(3600).run()?;
    if !done.ok() {
        let found: Vec<&str> = done
            .text
            .lines()
            .filter(|line| {
                !line.starts_with("ok  ") && !line.starts_with("   .. ") && !line.starts_with("      make")
            })
            .collect();
        return Err(format!("{}\n{}", done.how(), found.join("\n")));
    }
    let text = crate::ground::read(&times)?;
    let rows: Vec<Timed> = serde_json::from_str(&text).map_err(|fault| fault.to_string())?;
    Ok(rows.into_iter().map(|row| (row.step, row.seconds)).collect())
}

fn applies(step: &ProofStep, case: &Case, level: Level) -> bool {
    let deep_enough = step.level == ProofLevel::Quick || level == Level::Full;
    deep_enough && step.answers.iter().all(|(id, choice)| case.answers.set.get(id) == Some(choice))
}

fn own_step(ground: &Ground, fixed: &Fixed, step: &ProofStep, repository: &Repository) -> Result<(), String> {
    let beside = step.beside.as_ref();
    let neighbour = beside.map(|one| Neighbour::start(ground, fixed, one, &repository.path)).transpose()?;
    let url = neighbour.as_ref().map_or("", |one| one.url.as_str());
    let words: Vec<String> = step.run.iter().map(|word| word.replace("{url}", url)).collect();
    let argv: Vec<&str> = words.iter().map(String::as_str).collect();
    // A step without a network would not see its neighbour either.
    let call =
        Call::new(&argv, &repository.path).limit(step.timeout).offline(!step.network && neighbour.is_none());
    let done = call.must();
    let ended = neighbour.map_or(Ok(()), Neighbour::end);
    let changed = crate::child::git(&repository.path, &["status", "--porcelain"])?;
    repository.restore()?;
    done?;
    ended?;
    if changed.is_empty() { Ok(()) } else { Err(format!("it changed tracked files:\n{changed}")) }
}

/// Seconds by the verbs' names and in all.
fn steps_so_far(steps: &Steps) -> BTreeMap<&'static str, f64> {
    let named = [("setup", "make setup"), ("test", "make test"), ("run", "make run ONCE=1")];
    let mut all: BTreeMap<&str, f64> =
        named.into_iter().filter_map(|(name, step)| Some((name, steps.seconds(step)?))).collect();
    all.insert("full", steps.total());
    all
}

/// Over budget is said; over twice the budget is a failure of a full proof. A quick one also runs on machines that
/// others use at the same time, and what such a clock says is no fault of the change.
fn budgets(case: &Case, level: Level, seconds: &BTreeMap<&str, f64>) -> Result<(), String> {
    let budget = case.manifest.budget;
    let mut wrong = Vec::new();
    for (name, limit) in
        [("setup", budget.setup), ("test", budget.test), ("run", budget.run), ("full", budget.full)]
    {
        let Some(took) = seconds.get(name).copied().filter(|_| name != "full" || level == Level::Full) else {
            continue;
        };
        #[expect(clippy::cast_precision_loss, reason = "budgets are minutes, not centuries")]
        let limit = limit as f64;
        if took > 2.0 * limit && level == Level::Full {
            wrong.push(format!("{name} took {took:.1} s, twice its budget is {:.0} s", 2.0 * limit));
        } else if took > limit {
            eprintln!("      {name} took {took:.1} s, its budget is {limit:.0} s");
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// The row of `proven.toml` that a full pass earns.
pub(crate) fn row(ground: &Ground, case: &Case, steps: &Steps) -> Result<Row, String> {
    let state = case.state(ground)?;
    let tools = case.manifest.prerequisite.iter();
    Ok(Row {
        track: state.track,
        stack: state.stack,
        answers: state.answers,
        own: state.own,
        base: state.base,
        proof: PROOF,
        seconds: steps.times(),
        tools: tools.filter_map(|tool| Some((tool.tool.clone(), version(&tool.version)?))).collect(),
    })
}
