//! Nothing is left half done: every step of writing fails once, and what is in the way is left as it was.
#![expect(clippy::unwrap_used, reason = "what the helpers of a test cannot do fails the test")]

use crate::writing::{Dir, PATHS, commit, git, list, tree, write};
use camino::{Utf8Path, Utf8PathBuf};
use fortnight::error::{Error, Exit};
use fortnight::write::{Git, JOURNAL, OnConflict, Recovered, Report, Steps, emit};
use std::cell::Cell;
use std::fs;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

fn with_hook(
    target: &Utf8Path,
    on_conflict: OnConflict,
    git: &Git,
    hook: &dyn Fn(usize) -> io::Result<()>,
) -> Result<Report, Error> {
    emit(&tree(), target, on_conflict, git, &Steps::with_hook(&AtomicBool::new(false), hook))
}

fn failing_at(target: &Utf8Path, git: &Git, step: usize) -> Result<Report, Error> {
    with_hook(target, OnConflict::Overwrite, git, &|taken| {
        if taken == step { Err(io::Error::other("injected")) } else { Ok(()) }
    })
}

fn interrupted_at(target: &Utf8Path, git: &Git, step: usize) -> Result<Report, Error> {
    let flag = AtomicBool::new(false);
    let hook = |taken| {
        flag.store(taken == step, Ordering::SeqCst);
        Ok(())
    };
    emit(&tree(), target, OnConflict::Overwrite, git, &Steps::with_hook(&flag, &hook))
}

type Failing = fn(&Utf8Path, &Git, usize) -> Result<Report, Error>;
const WAYS: [(Failing, Exit); 2] = [(failing_at, Exit::Failed), (interrupted_at, Exit::Interrupted)];

#[test]
fn a_new_target_is_absent_after_a_failure_at_any_step() {
    for git in [Git::None, Git::Init, commit()] {
        for (way, exit) in WAYS {
            let dir = Dir::new();
            let target = dir.path.join("missing/too/shop");
            let mut step = 1;
            while let Err(fault) = way(&target, &git, step) {
                assert_eq!(fault.exit, exit);
                assert_eq!(fs::read_dir(&dir.path).unwrap().count(), 0, "step {step}");
                step += 1;
            }
            // Two for the folders, one a file, and three for git.
            assert_eq!(
                step,
                2 + PATHS.len() + [0, 1, 3][usize::from(git != Git::None) + usize::from(git == commit())] + 1
            );
            assert_eq!(list(&target), PATHS);
            assert_eq!(dir.list().len(), PATHS.len());
        }
    }
}

/// A folder with a file in the way, one that is the same, and one that has nothing to do with it.
pub(crate) fn occupied() -> (Dir, Vec<String>) {
    let dir = Dir::new();
    fs::create_dir(dir.path.join("src")).unwrap();
    fs::write(dir.path.join("src/mine.py"), "mine\n").unwrap();
    fs::write(dir.path.join("README.md"), "mine\n").unwrap();
    fs::write(dir.path.join(".gitignore"), "*.log\n").unwrap();
    let before = dir.list();
    (dir, before)
}

#[test]
fn an_existing_folder_is_as_before_after_a_failure_at_any_step() {
    for git in [Git::None, Git::Init, commit()] {
        for (way, exit) in WAYS {
            let (dir, before) = occupied();
            let mut step = 1;
            while let Err(fault) = way(&dir.path, &git, step) {
                assert_eq!(fault.exit, exit);
                assert_eq!(dir.list(), before, "step {step}");
                assert_eq!(fs::read_to_string(dir.path.join("README.md")).unwrap(), "mine\n");
                assert!(!dir.path.join(".git").exists());
                step += 1;
            }
            assert!(step > 2 * (PATHS.len() - 1), "only {step} steps were seen to fail");
            assert_eq!(fs::read_to_string(dir.path.join("README.md")).unwrap(), "# Ours\n");
            assert_eq!(dir.list().len(), PATHS.len() + 1);
        }
    }
}

#[test]
fn a_fresh_clone_is_as_before_after_a_failure_at_any_step() {
    let dir = Dir::new();
    git(&dir.path, &["init", "-q"]);
    let mut step = 1;
    while failing_at(&dir.path, &commit(), step).is_err() {
        assert_eq!(dir.list(), [""; 0], "step {step}");
        assert_eq!(git(&dir.path, &["status", "--porcelain"]), "");
        step += 1;
    }
    assert!(step > 2 * PATHS.len());
    assert_eq!(git(&dir.path, &["status", "--porcelain", "--ignored"]), "");
}

#[test]
fn a_commit_that_fails_in_a_fresh_clone_takes_the_files_back_out() {
    let dir = Dir::new();
    git(&dir.path, &["init", "-q"]);
    // What a killed git leaves: the branch cannot be moved.
    fs::write(dir.path.join(".git/HEAD.lock"), "").unwrap();
    let fault = write(&dir.path, OnConflict::Abort, &commit()).unwrap_err();
    assert_eq!(fault.exit, Exit::Failed);
    assert!(fault.report().contains("HEAD.lock"), "{}", fault.report());
    assert_eq!(dir.list(), [""; 0]);
}

#[test]
fn a_target_that_appears_meanwhile_is_left_as_it_is() {
    let steps = Cell::new(0);
    let dir = Dir::new();
    with_hook(&dir.path.join("count"), OnConflict::Abort, &commit(), &|step| {
        steps.set(step);
        Ok(())
    })
    .unwrap();
    for at in 1..=steps.get() {
        for make in [
            |path: &Utf8Path| fs::create_dir_all(path),
            |path: &Utf8Path| {
                fs::create_dir_all(path.parent().unwrap()).and_then(|()| fs::write(path, "mine\n"))
            },
        ] {
            let dir = Dir::new();
            let target = dir.path.join("parent/shop");
            let fault = with_hook(&target, OnConflict::Overwrite, &commit(), &|step| {
                if step == at { make(&target) } else { Ok(()) }
            })
            .unwrap_err();
            assert_eq!(fault.exit, Exit::Refused, "step {at}: {}", fault.report());
            assert!(fault.report().contains("appeared"), "{}", fault.report());
            let expected = if target.is_dir() { "parent/shop/" } else { "parent/shop" };
            assert_eq!(dir.list(), [expected], "step {at}");
        }
    }
}

#[test]
fn a_parent_that_appears_meanwhile_is_used() {
    let dir = Dir::new();
    let target = dir.path.join("out/of/shop");
    with_hook(&target, OnConflict::Abort, &commit(), &|_| fs::create_dir_all(dir.path.join("out"))).unwrap();
    assert_eq!(list(&target), PATHS);
    assert_eq!(dir.list().len(), PATHS.len());
}

#[test]
fn a_file_that_appears_meanwhile_is_left_as_it_is() {
    let (dir, before) = occupied();
    let late = dir.path.join("src/app/main.py");
    let fault = with_hook(&dir.path, OnConflict::Overwrite, &commit(), &|step| {
        if step == 1 {
            fs::create_dir(late.parent().unwrap())?;
            fs::write(&late, "late\n")?;
        }
        Ok(())
    })
    .unwrap_err();
    assert_eq!(fault.exit, Exit::Refused, "{}", fault.report());
    assert_eq!(fs::read_to_string(&late).unwrap(), "late\n");
    assert_eq!(fs::read_to_string(dir.path.join("README.md")).unwrap(), "mine\n");
    assert_eq!(dir.list().len(), before.len() + 1);
}

#[test]
fn two_runs_at_once_into_one_new_target_end_with_one_of_them() {
    let dir = Dir::new();
    let target = dir.path.join("shop");
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let runs: Vec<_> =
            (0..4).map(|_| scope.spawn(|| write(&target, OnConflict::Abort, &Git::None))).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    // A late one finds the complete target and has nothing to do.
    let wrote = outcomes.iter().filter(|outcome| outcome.as_ref().is_ok_and(|it| !it.written.is_empty()));
    assert_eq!(wrote.count(), 1);
    for fault in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
        assert_eq!(fault.exit, Exit::Refused, "{}", fault.report());
    }
    assert_eq!(dir.list().len(), PATHS.len());
    assert_eq!(list(&target), PATHS);
}

#[test]
fn a_second_run_leaves_the_staging_of_a_living_one_alone() {
    for at in 1..=2 + PATHS.len() {
        let dir = Dir::new();
        let target = dir.path.join("first");
        with_hook(&target, OnConflict::Abort, &Git::None, &|step| {
            if step == at {
                write(&dir.path.join("second"), OnConflict::Abort, &Git::None).map_err(io::Error::other)?;
            }
            Ok(())
        })
        .unwrap();
        assert_eq!(list(&target), PATHS, "step {at}");
        assert_eq!(dir.list().len(), 2 * PATHS.len(), "step {at}");
    }
}

#[test]
fn a_second_run_in_a_folder_is_refused_while_the_first_writes() {
    let (dir, _) = occupied();
    let refused = Cell::new(0);
    with_hook(&dir.path, OnConflict::Overwrite, &Git::None, &|_| {
        let fault = write(&dir.path, OnConflict::Overwrite, &Git::None).unwrap_err();
        assert_eq!(fault.exit, Exit::Refused);
        assert!(fault.report().contains("another run of fortnight is writing"), "{}", fault.report());
        refused.set(refused.get() + 1);
        Ok(())
    })
    .unwrap();
    assert!(refused.get() > PATHS.len());
    assert_eq!(dir.list().len(), PATHS.len() + 1);
}

#[test]
fn a_file_as_parent_or_target_is_refused() {
    let dir = Dir::new();
    fs::write(dir.path.join("file"), "mine\n").unwrap();
    for target in ["file", "file/shop", "file/shop/deep", "missing/../shop"] {
        let fault = write(&dir.path.join(target), OnConflict::Overwrite, &commit()).unwrap_err();
        assert_eq!(fault.exit, Exit::Refused, "{target}: {}", fault.report());
        assert_eq!(dir.list(), ["file"]);
    }
}

#[test]
fn folders_that_only_look_like_staging_are_never_removed() {
    let dir = Dir::new();
    for path in [".fortnight-abcdef/mine", ".fortnight-toolong/staging.lock", ".fortnight-journal/mine"] {
        let path = dir.path.join(path);
        fs::create_dir(path.parent().unwrap()).unwrap();
        fs::write(path, "mine\n").unwrap();
    }
    let before = dir.list().len();
    write(&dir.path.join("shop"), OnConflict::Abort, &Git::None).unwrap();
    assert_eq!(dir.list().len(), before + PATHS.len());
}

#[test]
fn a_journal_without_its_bytes_is_undone_and_one_with_them_finished() {
    for lost in [false, true] {
        let (dir, before) = occupied();
        // A process that dies in the middle, in-process: its journal is put back after it was undone.
        let saved = Utf8PathBuf::from(format!("{}-saved", dir.path));
        with_hook(&dir.path, OnConflict::Overwrite, &Git::None, &|_| {
            // Undoing takes steps as well.
            if !saved.exists() && fs::read_to_string(dir.path.join("README.md"))? != "mine\n" {
                copy(&dir.path, &saved);
                return Err(io::Error::other("injected"));
            }
            Ok(())
        })
        .unwrap_err();
        fs::remove_dir_all(&dir.path).unwrap();
        fs::rename(&saved, &dir.path).unwrap();
        assert!(!dir.path.join("src/app/main.py").exists(), "the middle is not in the middle");
        if lost {
            lose_staged(&dir, "src/app/main.py");
        }
        let report = write(&dir.path, OnConflict::Skip, &Git::None).unwrap();
        let readme = fs::read_to_string(dir.path.join("README.md")).unwrap();
        if lost {
            assert_eq!(report.recovered, Some(Recovered::Undone));
            assert_eq!((readme.as_str(), report.skipped.len()), ("mine\n", 1));
        } else {
            assert_eq!(report.recovered, Some(Recovered::Finished { committed: false }));
            assert_eq!((readme.as_str(), report.same.len()), ("# Ours\n", PATHS.len()));
        }
        assert!(!dir.path.join(JOURNAL).exists());
        assert!(dir.list().len() > before.len());
    }
}

/// Removes a file from the staged tree of a journal.
pub(crate) fn lose_staged(dir: &Dir, path: &str) {
    let mut journal = dir.path.join(JOURNAL).read_dir_utf8().unwrap().flatten();
    let staged = journal.find(|entry| entry.file_name().starts_with("tree-")).unwrap();
    fs::remove_file(staged.path().join(path)).unwrap();
}

fn copy(from: &Utf8Path, to: &Utf8Path) {
    fs::create_dir(to).unwrap();
    for entry in from.read_dir_utf8().unwrap().flatten() {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_symbolic_link_inside_the_target() {
    use std::os::unix::fs::symlink;
    let dir = Dir::new();
    let target = dir.path.join("shop");
    fs::create_dir_all(dir.path.join("elsewhere")).unwrap();
    fs::create_dir(&target).unwrap();
    fs::write(dir.path.join("mine"), "mine\n").unwrap();
    symlink("../elsewhere", target.join("src")).unwrap();
    for choice in OnConflict::ALL {
        let fault = write(&target, choice, &Git::None).unwrap_err();
        assert_eq!(fault.exit, Exit::Refused);
        assert!(fault.report().contains("src is a symbolic link"), "{}", fault.report());
    }
    fs::remove_file(target.join("src")).unwrap();
    // A link in the place of a file is in the way, and goes as a link when it is to go.
    symlink("../mine", target.join("README.md")).unwrap();
    assert_eq!(write(&target, OnConflict::Abort, &Git::None).unwrap_err().exit, Exit::Refused);
    write(&target, OnConflict::Overwrite, &Git::None).unwrap();
    assert_eq!(fs::read_to_string(target.join("README.md")).unwrap(), "# Ours\n");
    assert_eq!(fs::read_to_string(dir.path.join("mine")).unwrap(), "mine\n");
    assert_eq!(list(&dir.path.join("elsewhere")), [""; 0]);
    // The way to the target is the user's own.
    symlink("elsewhere", dir.path.join("link")).unwrap();
    symlink("nowhere", dir.path.join("dangling")).unwrap();
    assert_eq!(
        write(&dir.path.join("dangling"), OnConflict::Abort, &Git::None).unwrap_err().exit,
        Exit::Refused
    );
    let report = write(&dir.path.join("link"), OnConflict::Abort, &commit()).unwrap();
    assert_eq!(report.repository, fortnight::write::Outcome::Committed);
    assert_eq!(list(&dir.path.join("elsewhere")), PATHS);
}
