//! Incidents: a series that is green at every commit except for what its check says, a guilty commit that
//! `git bisect run` finds and the debrief names, and a fix that ends it.

use crate::cases::Case;
use crate::child::{Call, git};
use crate::ground::{Ground, read, read_dir, stem};
use crate::parts::argv::Level;
use crate::parts::patch::{self, Kind};
use crate::repository::{Repository, apply, commit, verb};
use crate::steps::Steps;
use fortnight::render::{Tree, render};
use std::path::{Path, PathBuf};

struct Incident<'r> {
    repository: &'r Repository,
    /// The number that the verbs take.
    n: String,
    /// `<n>-<slug>`.
    name: String,
    folder: PathBuf,
    worktree: PathBuf,
    /// `make` variables that let the verbs run in a worktree.
    variables: Vec<String>,
    /// Seconds that `make check test` may take.
    limit: u64,
}

pub(crate) fn prove(ground: &Ground, case: &Case, repository: &Repository, level: Level, steps: &mut Steps) {
    let Some(folders) = steps.step("incidents have fixes", || {
        let folders = match repository.path.join("plan/incidents") {
            folder if folder.is_dir() => read_dir(&folder)?,
            _ => Vec::new(),
        };
        let names: Vec<String> = folders.iter().map(|folder| file_name(folder)).collect();
        let fixes: Vec<String> = ground.patches(case, Kind::Fix)?.iter().map(|path| stem(path)).collect();
        if names == fixes { Ok(folders) } else { Err(format!("incidents {names:?}, fixes {fixes:?}")) }
    }) else {
        return;
    };
    for folder in folders {
        let name = file_name(&folder);
        let Some(variables) =
            steps.step(&format!("incident {name}: series"), || series(ground, case, repository, &folder))
        else {
            continue;
        };
        let incident = Incident {
            n: name.split('-').next().unwrap_or_default().to_owned(),
            worktree: repository.path.join(".incidents").join(&name),
            limit: 4 * case.manifest.budget.test.max(30),
            repository,
            name,
            folder,
            variables,
        };
        let fix = ground.patches.join("fixes").join(case.stack()).join(format!("{}.patch", incident.name));
        incident.prove(&fix, level, steps);
        let _ = incident.put_away();
    }
}

/// What can be said of a series by reading it; gives the variables for verbs in a worktree.
fn series(
    ground: &Ground,
    case: &Case,
    repository: &Repository,
    folder: &Path,
) -> Result<Vec<String>, String> {
    let tree = render(&ground.catalog, &case.answers).map_err(|fault| fault.to_string())?;
    for file in read_dir(&folder.join("series"))? {
        for path in patch::touched(&read(&file)?) {
            let varies =
                tree.files.get(&path).is_some_and(|file| file.rendered) || ruled(&tree, &path, case, ground)?;
            if varies || path.starts_with("plan/") {
                return Err(format!(
                    "{} touches {path}, which is not the same under every answer",
                    file.display()
                ));
            }
        }
    }
    repository.variable("INCIDENT_MAKE")
}

/// Whether a path is there under these answers but not under the stack's defaults, or the other way round.
fn ruled(tree: &Tree<'_>, path: &str, case: &Case, ground: &Ground) -> Result<bool, String> {
    let mut defaults = case.answers.clone();
    for question in &case.manifest.question {
        defaults.set.insert(question.id.clone(), question.default.clone());
    }
    let other = render(&ground.catalog, &defaults).map_err(|fault| fault.to_string())?;
    Ok(tree.files.get(path).map(|file| &file.bytes) != other.files.get(path).map(|file| &file.bytes))
}

impl Incident<'_> {
    fn prove(&self, fix: &Path, level: Level, steps: &mut Steps) {
        let name = &self.name;
        let started = steps.step(&format!("incident {name}: starts"), || self.start());
        let Some(commits) = started else { return };
        if level == Level::Quick {
            steps.step(&format!("incident {name}: fix applies"), || {
                read_fix(fix).and_then(|()| apply(&self.worktree, fix))
            });
            return;
        }
        steps.step(&format!("incident {name}: green but for the guilty one"), || self.each_commit(&commits));
        steps.step(&format!("incident {name}: bisect"), || self.bisect(&commits));
        steps.step(&format!("incident {name}: incident-check is red"), || {
            let done = self.repository.make(&["incident-check", &format!("N={}", self.n)], self.limit)?;
            if done.ok() { Err("make incident-check is green without a fix".to_owned()) } else { Ok(()) }
        });
        steps.step(&format!("incident {name}: fix"), || {
            read_fix(fix)?;
            apply(&self.worktree, fix)?;
            commit(&self.worktree)?;
            self.repository.must_make(&["incident-check", &format!("N={}", self.n)], 2 * self.limit).map(drop)
        });
        steps.step(&format!("incident {name}: ends"), || self.end());
    }

    /// Starts it twice (the second time changes nothing) and gives its commits, oldest first.
    fn start(&self) -> Result<Vec<String>, String> {
        let n = format!("N={}", self.n);
        let report = read(&self.folder.join("report.md"))?;
        let first = report.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        for _ in 0..2 {
            let done = self.repository.must_make(&["incident", &n], 120)?;
            if !done.text.contains(first) {
                return Err(format!("make incident does not print the report:\n{}", done.tail()));
            }
        }
        let range = format!("{}..HEAD", self.repository.day_one);
        let commits = git(&self.worktree, &["rev-list", "--reverse", &range])?;
        let commits: Vec<String> = commits.lines().map(str::to_owned).collect();
        let patches = read_dir(&self.folder.join("series"))?.len();
        if commits.len() != patches {
            return Err(format!("{patches} patches gave {} commits", commits.len()));
        }
        let outside = git(&self.repository.path, &["status", "--porcelain"])?;
        if outside.is_empty() { Ok(commits) } else { Err(format!("the main checkout changed: {outside}")) }
    }

    /// `check` turns red at the guilty commit and stays so; the suite is green at every commit.
    fn each_commit(&self, commits: &[String]) -> Result<(), String> {
        let guilty = self.guilty(commits)?;
        let mut wrong = Vec::new();
        let all = std::iter::once(&self.repository.day_one).chain(commits);
        for (at, commit) in all.enumerate() {
            git(&self.worktree, &["checkout", "-q", "--detach", commit])?;
            let want = i32::from(at > guilty);
            let done = self.check()?;
            if done.code != Some(want) {
                wrong.push(format!("{at:04}: check gave {}, not {want}\n{}", done.how(), done.tail()));
            }
            // Day 1 itself was tried before.
            if at > 0 {
                let mut words: Vec<&str> = self.variables.iter().map(String::as_str).collect();
                words.extend(["check", "test"]);
                if let Err(why) = verb(&words, &self.worktree, self.limit).must() {
                    wrong.push(format!("{at:04}: the suite is not green: {why}"));
                }
            }
        }
        git(&self.worktree, &["checkout", "-q", &format!("incident/{}", self.name)])?;
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
    }

    fn bisect(&self, commits: &[String]) -> Result<(), String> {
        let guilty = &commits[self.guilty(commits)?];
        let check = self.folder.join("check").display().to_string();
        git(&self.worktree, &["bisect", "start", "HEAD", &self.repository.day_one])?;
        let done = Call::new(&["git", "bisect", "run", &check], &self.worktree).limit(600).run();
        let named = git(&self.worktree, &["rev-parse", "refs/bisect/bad"]);
        git(&self.worktree, &["bisect", "reset"])?;
        let (done, named) = (done?, named?);
        if done.ok() && named == *guilty {
            Ok(())
        } else {
            Err(format!("git bisect run found {named}, the debrief names {guilty}\n{}", done.tail()))
        }
    }

    fn check(&self) -> Result<crate::child::Done, String> {
        let check = self.folder.join("check").display().to_string();
        Call::new(&[&check], &self.worktree).limit(60).run()
    }

    /// The position in the series of the patch that the debrief names.
    fn guilty(&self, commits: &[String]) -> Result<usize, String> {
        let debrief = read(&self.folder.join("debrief.md"))?;
        let name = patch::guilty(&debrief).ok_or("debrief.md names no 000N.patch")?;
        let mail = read(&self.folder.join("series").join(name))?;
        let subject = patch::subject(&mail).ok_or_else(|| format!("{name} has no subject"))?;
        for (at, commit) in commits.iter().enumerate() {
            if git(&self.worktree, &["show", "-s", "--format=%s", commit])? == subject {
                return Ok(at);
            }
        }
        Err(format!("no commit of the series is called '{subject}'"))
    }

    /// Ends by the verb, which prints the debrief and keeps the branch.
    fn end(&self) -> Result<(), String> {
        let done = self.repository.must_make(&["incident-end", &format!("N={}", self.n)], 60)?;
        let debrief = read(&self.folder.join("debrief.md"))?;
        if !done.text.contains(debrief.trim()) {
            return Err(format!("make incident-end does not print the debrief:\n{}", done.tail()));
        }
        if self.worktree.exists() {
            return Err("make incident-end leaves the worktree".to_owned());
        }
        let branch = format!("refs/heads/incident/{}", self.name);
        git(&self.repository.path, &["show-ref", "--verify", "--quiet", &branch]).map(drop)
    }

    /// Whatever happened: the next incident starts from a clean repository.
    fn put_away(&self) -> Result<(), String> {
        if self.worktree.exists() {
            git(
                &self.repository.path,
                &["worktree", "remove", "--force", &self.worktree.display().to_string()],
            )?;
        }
        git(&self.repository.path, &["branch", "-q", "-D", &format!("incident/{}", self.name)])?;
        self.repository.restore()
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn read_fix(fix: &Path) -> Result<(), String> {
    patch::parse(Kind::Fix, &read(fix)?).map(drop).map_err(|why| format!("{}: {why}", fix.display()))
}
