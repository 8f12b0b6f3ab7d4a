//! Build and measure items: their checks are red before the reference solution, and green after it.

use crate::cases::Case;
use crate::child::Call;
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

/// A build item and how it is checked; a measure item may have a solution, a build item must.
struct Checked {
    kind: item::Kind,
    check: Vec<String>,
}

/// Every build item has a solution; every solution an item; each one does what it says.
pub(crate) fn prove(ground: &Ground, case: &Case, repository: &Repository, level: Level, steps: &mut Steps) {
    let Some((checks, solutions)) = steps.step("solutions are there", || {
        let checks = checked_items(repository)?;
        let solutions = solutions(ground, case)?;
        let built = checks.iter().filter(|(_, item)| item.kind == item::Kind::Build).map(|(id, _)| id);
        let missing: Vec<&String> = built.filter(|id| !solutions.contains_key(*id)).collect();
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
            let done =
                one(repository, &checks[id].check, solution, &solutions, level, case.manifest.budget.test);
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
    all_of(&solution.patch.before, repository)?;
    repository.apply(&solution.file)?;
    all_of(&solution.patch.after, repository)?;
    let green = repository.make(&words, 300)?;
    if !green.ok() {
        return Err(format!("its check is not green after it: {}\n{}", green.how(), green.tail()));
    }
    repository.must_make(&["check", "test"], 4 * budget.max(30)).map(drop)
}

/// What the header of a patch wants done; measurements take their time.
fn all_of(commands: &[Vec<String>], repository: &Repository) -> Result<(), String> {
    commands.iter().try_for_each(|command| {
        let argv: Vec<&str> = command.iter().map(String::as_str).collect();
        Call::new(&argv, &repository.path).limit(1200).must().map(drop)
    })
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

/// The items of the plan that may have a solution, with the commands of their checks.
fn checked_items(repository: &Repository) -> Result<BTreeMap<String, Checked>, String> {
    let plan = item::read(&read(&repository.path.join(PLAN))?);
    if let Some(foreign) = plan.foreign.first() {
        return Err(format!("{PLAN}:{}: {}", foreign.line, foreign.why));
    }
    let mut found = BTreeMap::new();
    for item in plan.items {
        match (item.kind, item.check) {
            (kind @ (item::Kind::Build | item::Kind::Measure), Some(item::Check::Make(check))) => {
                found.insert(item.id, Checked { kind, check });
            }
            (item::Kind::Build, _) => return Err(format!("{} has no check that is a make command", item.id)),
            _ => {}
        }
    }
    Ok(found)
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
