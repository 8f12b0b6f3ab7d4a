//! Mutants: small wrong changes that the emitted suite must notice, each by a test that is named.

use crate::cases::Case;
use crate::child::Call;
use crate::ground::{Ground, read, stem};
use crate::parts::argv::Level;
use crate::parts::patch::{self, Kind, Patch};
use crate::repository::Repository;
use crate::steps::Steps;

pub(crate) fn prove(ground: &Ground, case: &Case, repository: &Repository, level: Level, steps: &mut Steps) {
    let Some(files) = steps.step("mutants are there", || {
        let files = ground.patches(case, Kind::Mutant)?;
        if files.is_empty() && !case.manifest.draft {
            return Err(format!("tests/mutants/{} holds no mutant: does the suite bite?", case.stack()));
        }
        Ok(files)
    }) else {
        return;
    };
    for file in files {
        steps.step(&format!("mutant {}", stem(&file)), || {
            let mutant = patch::parse(Kind::Mutant, &read(&file)?)?;
            if !mutant.meant_for(&case.answers.set) {
                return Ok(());
            }
            let done = repository.apply(&file).and_then(|()| {
                if level == Level::Full {
                    dies(repository, &mutant, case.manifest.budget.test)
                } else {
                    Ok(())
                }
            });
            repository.restore()?;
            done
        });
    }
}

fn dies(repository: &Repository, mutant: &Patch, budget: u64) -> Result<(), String> {
    let argv: Vec<&str> = mutant.run.iter().map(String::as_str).collect();
    let done = Call::new(&argv, &repository.path).limit(2 * budget.max(30)).run()?;
    let expect = mutant.expect.as_deref().unwrap_or_default();
    if done.ok() {
        return Err(format!("it survived `{}` ({})", mutant.run.join(" "), mutant.says));
    }
    if done.late {
        return Err(format!("`{}` hung instead of failing", mutant.run.join(" ")));
    }
    if !done.text.contains(expect) {
        return Err(format!("it died, but not by {expect}:\n{}", done.tail()));
    }
    Ok(())
}
