//! Build items: their checks are red before the reference solution, and green after it.

use crate::cases::Case;
use crate::ground::{Ground, read, stem};
use crate::parts::argv::Level;
use crate::parts::patch::{self, Kind, Patch};
use crate::repository::{Repository, commit};
use crate::steps::Steps;
use fortnight::render::{PLAN, item};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

struct Solution {
    file: PathBuf,
    patch: Patch,
}

/// Every build item has a solution; every solution an item; each one does what it says.
pub(crate) fn prove(ground: &Ground, case: &Case, repository: &Repository, level: Level, steps: &mut Steps) {
    let Some((checks, solutions)) = steps.step("solutions are there", || {
        let checks = build_items(repository)?;
        let solutions = solutions(ground, case)?;
        let missing: Vec<&String> = checks.keys().filter(|id| !solutions.contains_key(*id)).collect();
        let strange: Vec<&String> = solutions.keys().filter(|id| !checks.contains_key(*id)).collect();
        if missing.is_empty() && strange.is_empty() {
            Ok((checks, solutions))
        } else {
            Err(format!(
                "build items without a solution: {missing:?}; solutions without an item: {strange:?}"
            ))
        }
    }) else {
        return;
    };
    for (id, solution) in solutions.iter().filter(|(_, solution)| solution.patch.meant_for(&case.answers.set))
    {
        steps.step(&format!("solution {id}"), || {
            let done = one(repository, &checks[id], solution, &solutions, level, case.manifest.budget.test);
            repository.restore()?;
            done
        });
    }
}

fn one(
    repository: &Repository,
    check: &[String],
    solution: &Solution,
    all: &BTreeMap<String, Solution>,
    level: Level,
    budget: u64,
) -> Result<(), String> {
    let mut before = Vec::new();
    needed(&solution.patch, all, &mut before, &mut BTreeSet::new())?;
    for patch in before {
        repository.apply(&patch)?;
    }
    if level == Level::Quick {
        return repository.apply(&solution.file);
    }
    commit(&repository.path)?;
    let words: Vec<&str> = check.iter().skip(1).map(String::as_str).collect();
    let red = repository.make(&words, 300)?;
    if red.ok() || red.late {
        return Err(format!("its check is not red before it: {}", red.how()));
    }
    repository.apply(&solution.file)?;
    let green = repository.make(&words, 300)?;
    if !green.ok() {
        return Err(format!("its check is not green after it: {}\n{}", green.how(), green.tail()));
    }
    repository.must_make(&["check", "test"], 4 * budget.max(30)).map(drop)
}

/// The files of everything that a solution stands on, deepest first.
fn needed(
    patch: &Patch,
    all: &BTreeMap<String, Solution>,
    into: &mut Vec<PathBuf>,
    seen: &mut BTreeSet<String>,
) -> Result<(), String> {
    for id in &patch.needs {
        let other = all.get(id).ok_or_else(|| format!("`Needs: {id}`, but there is no such solution"))?;
        if seen.insert(id.clone()) {
            needed(&other.patch, all, into, seen)?;
            into.push(other.file.clone());
        }
    }
    Ok(())
}

/// The build items of the plan with the commands of their checks.
fn build_items(repository: &Repository) -> Result<BTreeMap<String, Vec<String>>, String> {
    let plan = item::read(&read(&repository.path.join(PLAN))?);
    if let Some(foreign) = plan.foreign.first() {
        return Err(format!("{PLAN}:{}: {}", foreign.line, foreign.why));
    }
    plan.items
        .into_iter()
        .filter(|item| item.kind == item::Kind::Build)
        .map(|item| match item.check {
            Some(item::Check::Make(argv)) => Ok((item.id, argv)),
            _ => Err(format!("{} has no check that is a make command", item.id)),
        })
        .collect()
}

fn solutions(ground: &Ground, case: &Case) -> Result<BTreeMap<String, Solution>, String> {
    let mut found = BTreeMap::new();
    for file in ground.patches(case, Kind::Solution)? {
        let patch = patch::parse(Kind::Solution, &read(&file)?)
            .map_err(|why| format!("{}: {why}", file.display()))?;
        if let Some(path) = patch.touched.iter().find(|path| path.starts_with("plan/")) {
            return Err(format!("{} touches {path}", file.display()));
        }
        found.insert(stem(&file), Solution { file, patch });
    }
    Ok(found)
}
