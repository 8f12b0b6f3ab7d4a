//! The proof proves itself: on a sample track that takes seconds, everything is green, and each kind of
//! lie is found.

use crate::cases::{self, Case, Fixed};
use crate::child::Call;
use crate::ground::{Ground, read, root};
use crate::parts::argv::Level;
use crate::prove;
use crate::steps::Steps;
use fortnight::catalog::Catalog;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Something false in a copy of the sample, and what the proof must say about it.
struct Lie {
    name: &'static str,
    file: &'static str,
    old: &'static str,
    new: &'static str,
    says: &'static str,
}

const LIES: [Lie; 10] = [
    Lie {
        name: "a mutant that changes nothing",
        file: "patches/mutants/tenth/plain/01-forgets.patch",
        old: "+  sum[$1] = $2",
        new: "+  sum[$1] += $2 + 0",
        says: "it survived",
    },
    Lie {
        name: "a mutant that another test notices",
        file: "patches/mutants/tenth/plain/01-forgets.patch",
        old: "Expect: case_sums_by_item",
        new: "Expect: case_of_another_name",
        says: "not by case_of_another_name",
    },
    Lie {
        name: "a solution that solves nothing",
        file: "patches/solutions/tenth/plain/d03-total.patch",
        old: "+    print \"total \" all + 0",
        new: "+    print \"in all \" all + 0",
        says: "its check is not green",
    },
    Lie {
        name: "a check that is green before",
        file: "tracks/tenth/plain/files/plan/checks/d06-top.sh",
        old: "exit 1",
        new: "exit 0",
        says: "its check is not red",
    },
    Lie {
        name: "a solution that breaks the suite",
        file: "patches/solutions/tenth/plain/d08-json.patch",
        old: "+[ \"${2:-}\" != --json ] ||",
        new: "+[ \"${2:-}\" = never ] ||",
        says: "make check test: exit",
    },
    Lie {
        name: "a debrief that names the wrong patch",
        file: "tracks/tenth/plain/files/plan/incidents/1-corrections/debrief.md",
        old: "0002.patch",
        new: "0003.patch",
        says: "the debrief names",
    },
    Lie {
        name: "a fix that fixes nothing",
        file: "patches/fixes/tenth/plain/1-corrections.patch",
        old: "+NF == 2 && $2 ~ /^-?[0-9]+$/ {",
        new: "+NF == 2 && $2 ~ /^[0-9]*$/ {",
        says: "incident 1-corrections: fix",
    },
    Lie {
        name: "a step of the stack that fails",
        file: "tracks/tenth/plain/stack.toml",
        old: "run = [\"make\", \"run\"]",
        new: "run = [\"make\", \"walk\"]",
        says: "proof: the tally of the sample day",
    },
    Lie {
        name: "a neighbour that serves nothing",
        file: "tracks/tenth/plain/stack.toml",
        old: "\"http.server\", \"--bind\"",
        new: "\"http.server\", \"--bnd\"",
        says: "it ended by itself",
    },
    Lie {
        name: "a budget that is long spent",
        file: "tracks/tenth/plain/stack.toml",
        old: "full = 300",
        new: "full = 0",
        says: "twice its budget",
    },
];

/// The sample with its defaults at level full; then contract.py's own tests on it; then every lie.
pub(crate) fn prove_itself(fixed: &Fixed, place: &Path) -> Result<(), String> {
    let sample = place.join("templates");
    lay_out(&sample)?;
    let (ground, case) = sample_case(&sample, fixed)?;
    let good = place.join("good");
    std::fs::create_dir(&good).map_err(|fault| fault.to_string())?;
    let steps = prove::prove(&ground, &case, fixed, Level::Full, &good);
    eprint!("{}", steps.table());
    if !steps.failures().is_empty() {
        return Err(format!("the sample is not green:\n{}", steps.failures().join("\n")));
    }
    let script = root().join("tests/emitted/test_contract.py").display().to_string();
    let plain = good.join("nothing-said").display().to_string();
    eprintln!("   .. test_contract.py");
    Call::new(&["python3", &script, &plain], root()).limit(600).must()?;
    LIES.iter().try_for_each(|lie| told(lie, fixed, &place.join(lie.name.replace(' ', "-"))))
}

fn told(lie: &Lie, fixed: &Fixed, place: &Path) -> Result<(), String> {
    let sample = place.join("templates");
    lay_out(&sample)?;
    let file = sample.join(lie.file);
    let text = read(&file)?;
    if !text.contains(lie.old) {
        return Err(format!("{} does not hold '{}'", lie.file, lie.old));
    }
    std::fs::write(&file, text.replacen(lie.old, lie.new, 1)).map_err(|fault| fault.to_string())?;
    let (ground, case) = sample_case(&sample, fixed)?;
    eprintln!("\n== {}", lie.name);
    let mut steps = Steps::default();
    // The contract's script has tests of its own.
    if let Some(repository) = prove::emit(&ground, &case, place, &mut steps) {
        prove::deeds(&ground, &case, fixed, &repository, Level::Full, &mut steps);
    }
    if steps.failures().iter().any(|failure| failure.contains(lie.says)) {
        return Ok(());
    }
    Err(format!("{}: nothing says '{}':\n{}", lie.name, lie.says, steps.failures().join("\n")))
}

/// The shared layers of the real templates with the sample track on top, and the sample's patches.
fn lay_out(to: &Path) -> Result<(), String> {
    let from = root().join("templates");
    for part in ["base", "partials", "versions.toml"] {
        copy(&from.join(part), &to.join(part))?;
    }
    let sample = root().join("tests/emitted/sample");
    ["languages", "tracks", "patches"].iter().try_for_each(|part| copy(&sample.join(part), &to.join(part)))
}

fn sample_case(templates: &Path, fixed: &Fixed) -> Result<(Ground, Case), String> {
    let mut files = BTreeMap::new();
    gather(templates, templates, &mut files)?;
    let catalog = Catalog::from_files(templates.display().to_string(), files);
    let ground =
        Ground { catalog, templates: Some(templates.to_owned()), patches: templates.join("patches") };
    let cases = cases::all(&ground.catalog, fixed)?;
    if cases.len() != 2 {
        return Err(format!("the sample has one question with two choices, but {} cases", cases.len()));
    }
    let case = cases.into_iter().next().ok_or("the sample has no case")?;
    Ok((ground, case))
}

fn gather(root: &Path, dir: &Path, into: &mut BTreeMap<String, Vec<u8>>) -> Result<(), String> {
    for path in crate::ground::read_dir(dir)? {
        if path.is_dir() {
            gather(root, &path, into)?;
            continue;
        }
        let name = path.strip_prefix(root).map_err(|fault| fault.to_string())?;
        let name: Vec<String> =
            name.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        into.insert(name.join("/"), std::fs::read(&path).map_err(|fault| fault.to_string())?);
    }
    Ok(())
}

fn copy(from: &Path, to: &PathBuf) -> Result<(), String> {
    let said = |fault: std::io::Error| format!("{}: {fault}", from.display());
    if !from.is_dir() {
        if let Some(parent) = to.parent() {
            std::fs::create_dir_all(parent).map_err(said)?;
        }
        return std::fs::copy(from, to).map(drop).map_err(said);
    }
    std::fs::create_dir_all(to).map_err(said)?;
    for path in crate::ground::read_dir(from)? {
        let name = path.file_name().ok_or("a file without a name")?;
        copy(&path, &to.join(name))?;
    }
    Ok(())
}
