//! The process is killed, the disk is full, the settings are hostile: what only another process can show.
//!
//! The other process is this test binary again, running [`child`] with its orders in the environment.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what the helpers of a test cannot do fails the test")]

use crate::faults::{lose_staged, occupied};
use crate::writing::{Dir, PATHS, commit, git, list, tree, write};
use camino::Utf8Path;
use fortnight::write::{Git, OnConflict, Outcome, Recovered, Steps, emit};
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::AtomicBool;

/// Writes as it is told, says each step on stderr, and ends with 0 only when all is written.
#[test]
#[ignore = "run by the other tests, in a process of its own"]
fn child() {
    let var = |key: &str| std::env::var(key).ok();
    let number = |key: &str| var(key).and_then(|value| value.parse::<usize>().ok());
    let Some(target) = var("CHILD_TARGET") else { return };
    let git = if var("CHILD_GIT").is_some() { commit() } else { Git::None };
    let (fail, abort) = (number("CHILD_FAIL"), number("CHILD_ABORT"));
    let hook = |step| {
        // Not eprintln: the test harness would keep it back.
        let _ = writeln!(io::stderr(), "step {step}");
        if abort == Some(step) {
            std::process::abort();
        }
        if fail == Some(step) { Err(io::Error::other("injected")) } else { Ok(()) }
    };
    let flag = AtomicBool::new(false);
    let outcome =
        emit(&tree(), Utf8Path::new(&target), OnConflict::Overwrite, &git, &Steps::with_hook(&flag, &hook));
    if let Err(fault) = outcome {
        let _ = writeln!(io::stderr(), "fault {}", fault.report());
        std::process::exit(fault.exit as i32);
    }
}

fn me(target: &Utf8Path) -> Command {
    within(&[], target)
}

/// The child, started by a shell that arranges its world first: `$0` and `$@` are the child.
fn within(shell: &[&str], target: &Utf8Path) -> Command {
    let exe = std::env::current_exe().unwrap();
    let mut command = match shell {
        [] => Command::new(&exe),
        [program, args @ ..] => {
            let mut command = Command::new(program);
            command.args(args).arg(&exe);
            command
        }
    };
    command
        .args(["--exact", "kills::child", "--ignored", "--test-threads=1"])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("CHILD_TARGET", target)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn status(command: &mut Command) -> ExitStatus {
    command.status().unwrap()
}

/// The words of the child, and whether it succeeded.
fn said(command: &mut Command) -> (bool, String) {
    let output = command.stderr(Stdio::piped()).output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn with_git(command: &mut Command, yes: bool) -> &mut Command {
    if yes { command.env("CHILD_GIT", "1") } else { command }
}

fn is_committed(target: &Utf8Path) {
    assert_eq!(git(target, &["rev-list", "--all", "--count"]), "1");
    assert_eq!(git(target, &["log", "-1", "--format=%s"]), "Start from backend/python-fastapi");
}

#[test]
fn a_new_target_is_absent_or_complete_whenever_the_process_is_killed() {
    for with in [false, true] {
        let mut step = 1;
        loop {
            let dir = Dir::new();
            let target = dir.path.join("deep/shop");
            let run = status(with_git(&mut me(&target), with).env("CHILD_ABORT", step.to_string()));
            if run.success() {
                break;
            }
            assert!(!dir.path.join("deep").exists(), "step {step}");
            let git = if with { commit() } else { Git::None };
            write(&target, OnConflict::Abort, &git).unwrap();
            assert_eq!(dir.list().len(), PATHS.len(), "staging is left after step {step}: {:?}", dir.list());
            // The next run beside it removes the staging folder, not the one below.
            write(&dir.path.join("next"), OnConflict::Abort, &Git::None).unwrap();
            assert_eq!(fs::read_dir(&dir.path).unwrap().count(), 2, "step {step}");
            step += 1;
        }
        assert!(step > PATHS.len() + 2);
    }
}

#[test]
fn an_existing_folder_is_finished_or_undone_after_a_kill_at_any_step() {
    for with in [false, true] {
        let (mut finished, mut undone) = (0, 0);
        let mut step = 1;
        loop {
            let (dir, _) = occupied();
            let run = status(with_git(&mut me(&dir.path), with).env("CHILD_ABORT", step.to_string()));
            if run.success() {
                break;
            }
            let ours = if with { commit() } else { Git::None };
            let report = write(&dir.path, OnConflict::Skip, &ours).unwrap();
            let readme = fs::read_to_string(dir.path.join("README.md")).unwrap();
            match report.recovered.expect("the journal was not found") {
                Recovered::Finished { committed } => {
                    finished += 1;
                    assert_eq!((committed, readme.as_str()), (with, "# Ours\n"), "step {step}");
                    assert_eq!(report.same, PATHS);
                }
                Recovered::Undone => {
                    undone += 1;
                    assert_eq!(readme, "mine\n", "step {step}");
                }
            }
            assert_eq!(fs::read_to_string(dir.path.join("src/mine.py")).unwrap(), "mine\n");
            assert_eq!(dir.list().len(), PATHS.len() + 1, "step {step}: {:?}", dir.list());
            if with {
                assert_eq!(report.repository, Outcome::Committed, "step {step}");
                is_committed(&dir.path);
            }
            step += 1;
        }
        assert!(finished >= PATHS.len() - 1 && undone >= PATHS.len() - 1, "{finished} {undone}");
    }
}

#[test]
fn a_fresh_clone_is_finished_or_undone_after_a_kill_at_any_step() {
    let mut step = 1;
    loop {
        let dir = Dir::new();
        git(&dir.path, &["init", "-q"]);
        let run = status(with_git(&mut me(&dir.path), true).env("CHILD_ABORT", step.to_string()));
        if run.success() {
            break;
        }
        let report = write(&dir.path, OnConflict::Abort, &commit()).unwrap();
        assert!(report.recovered.is_some());
        assert_eq!(report.repository, Outcome::Committed, "step {step}");
        is_committed(&dir.path);
        assert_eq!(git(&dir.path, &["status", "--porcelain", "--ignored"]), "", "step {step}");
        step += 1;
    }
    assert!(step > 2 * PATHS.len());
}

/// The step after which the list of changes is written and nothing is in place: one to begin, five files staged.
const LISTED: usize = 1 + (PATHS.len() - 1) + 1;
/// The step after which all files are in place: two folders and five files later.
const PLACED: usize = LISTED + 2 + (PATHS.len() - 1);

/// A folder whose run was killed after a step.
fn killed_after(step: usize) -> Dir {
    let (dir, _) = occupied();
    assert!(!status(me(&dir.path).env("CHILD_ABORT", step.to_string())).success());
    dir
}

#[test]
fn what_was_done_in_the_folder_after_a_kill_is_kept() {
    let readme = |dir: &Dir| dir.path.join("README.md");
    let text = |dir: &Dir| fs::read_to_string(readme(dir)).unwrap();
    let skip = |dir: &Dir| write(&dir.path, OnConflict::Skip, &Git::None).unwrap();

    // Ours was worked on: the run counts as finished, and the work is the user's.
    let dir = killed_after(PLACED);
    assert_eq!(text(&dir), "# Ours\n");
    fs::write(readme(&dir), "worked on\n").unwrap();
    let report = skip(&dir);
    assert_eq!(report.recovered, Some(Recovered::Finished { committed: false }));
    assert_eq!((text(&dir).as_str(), report.skipped.len()), ("worked on\n", 1));

    // Theirs was worked on before it was replaced: it is no longer the file that was to be replaced.
    let dir = killed_after(LISTED);
    fs::write(readme(&dir), "worked on\n").unwrap();
    assert_eq!(skip(&dir).recovered, Some(Recovered::Undone));
    assert_eq!(text(&dir), "worked on\n");

    // Ours was worked on, and the run cannot be finished: both versions are kept.
    let dir = killed_after(PLACED - 1);
    fs::write(readme(&dir), "worked on\n").unwrap();
    lose_staged(&dir, "src/app/main.py");
    let report = skip(&dir);
    assert_eq!(report.recovered, Some(Recovered::Undone));
    assert_eq!(text(&dir), "worked on\n");
    assert_eq!(fs::read_to_string(dir.path.join("README.md.fortnight-old")).unwrap(), "mine\n");
    assert!(report.notes[0].contains("README.md.fortnight-old"), "{:?}", report.notes);
}

#[test]
fn undoing_can_be_killed_too() {
    // Where undoing has the most to do.
    let fail = PLACED;
    let mut kills = 0;
    for abort in fail + 1.. {
        let (dir, before) = occupied();
        let mut command = me(&dir.path);
        command.env("CHILD_FAIL", fail.to_string()).env("CHILD_ABORT", abort.to_string());
        let run = status(&mut command);
        if run.code() == Some(1) {
            assert_eq!(dir.list(), before);
            break;
        }
        assert_eq!(run.code(), None, "the child was to be killed, or to fail");
        kills += 1;
        let report = write(&dir.path, OnConflict::Skip, &Git::None).unwrap();
        assert!(report.recovered.is_some());
        assert_eq!(dir.list().len(), PATHS.len() + 1);
    }
    assert_eq!(kills, PATHS.len() - 1);
}

#[test]
fn twenty_kills_at_random_moments_leave_nothing_half_done() {
    let seed = RandomState::new().hash_one(0);
    let mut state = seed | 1;
    for turn in 0..20 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let steps = usize::try_from(state >> 33).unwrap() % (2 * PATHS.len() + 6);
        let told = format!("seed {seed}, turn {turn}, killed after {steps} steps or later");
        let (dir, _) = occupied();
        let new = turn % 2 == 0;
        let target = if new { dir.path.join("shop") } else { dir.path.clone() };
        let mut process = with_git(&mut me(&target), true).stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(process.stderr.take().unwrap());
        // The child goes on meanwhile: when exactly it dies is left to chance.
        for _ in stderr.lines().take(steps) {}
        process.kill().unwrap();
        process.wait().unwrap();
        if new && target.exists() {
            assert_eq!(list(&target), PATHS, "{told}");
            is_committed(&target);
        }
        write(&target, OnConflict::Overwrite, &commit()).unwrap_or_else(|fault| panic!("{told}: {fault}"));
        let files = if new { 3 } else { 1 } + PATHS.len();
        // A git that the killed run was just starting holds the lock for another moment: then it is a later run
        // beside it that removes the staging folder.
        for _ in (0..100).take_while(|_| new && dir.list().len() != files) {
            write(&dir.path.join("later"), OnConflict::Abort, &Git::None).unwrap();
            fs::remove_dir_all(dir.path.join("later")).unwrap();
        }
        assert_eq!(dir.list().len(), files, "{told}: {:?}", dir.list());
        is_committed(&target);
    }
}

#[test]
fn the_commit_is_the_same_under_hostile_git_settings() {
    let dir = Dir::new();
    let home = dir.path.join("home");
    fs::create_dir_all(home.join("template/hooks")).unwrap();
    fs::create_dir_all(home.join(".config/git")).unwrap();
    let hook = format!("#!/bin/sh\ntouch {home}/hook-ran\nexit 1\n");
    for name in ["pre-commit", "commit-msg", "prepare-commit-msg", "post-commit", "reference-transaction"] {
        fs::write(home.join("template/hooks").join(name), &hook).unwrap();
        status(Command::new("chmod").arg("+x").arg(home.join("template/hooks").join(name)));
    }
    fs::write(home.join(".config/git/attributes"), "* ident eol=crlf\n*.md working-tree-encoding=UTF-16\n")
        .unwrap();
    fs::write(home.join(".config/git/ignore"), "*\n").unwrap();
    fs::write(
        home.join(".gitconfig"),
        format!(
            "[core]\n autocrlf = true\n eol = crlf\n safecrlf = true\n hooksPath = {home}/template/hooks\n\
             [init]\n templateDir = {home}/template\n defaultBranch = hostile\n defaultObjectFormat = sha256\n\
             [commit]\n gpgSign = true\n cleanup = verbatim\n[user]\n name = Eve\n email = eve@example.org\n\
             [gpg]\n program = false\n[i18n]\n commitEncoding = latin1\n"
        ),
    )
    .unwrap();
    write(&dir.path.join("calm"), OnConflict::Abort, &commit()).unwrap();
    let head = |at: &str| git(&dir.path.join(at), &["rev-parse", "main"]);
    for target in ["new", "there"] {
        let target = dir.path.join(target);
        if target.ends_with("there") {
            fs::create_dir(&target).unwrap();
        }
        let mut command = within(&["sh", "-c", "umask 077; exec \"$0\" \"$@\""], &target);
        with_git(&mut command, true).env("HOME", &home);
        for (key, value) in [
            ("GIT_DIR", "/nowhere/git"),
            ("GIT_WORK_TREE", "/nowhere"),
            ("GIT_INDEX_FILE", "/nowhere/index"),
            ("GIT_OBJECT_DIRECTORY", "/nowhere/objects"),
            ("GIT_TEMPLATE_DIR", "/nowhere/template"),
            ("GIT_AUTHOR_NAME", "Eve"),
            ("GIT_COMMITTER_DATE", "@1 +0000"),
            ("GIT_CONFIG_COUNT", "1"),
            ("GIT_CONFIG_KEY_0", "core.autocrlf"),
            ("GIT_CONFIG_VALUE_0", "true"),
            ("GIT_DEFAULT_HASH", "sha256"),
            ("GIT_NAMESPACE", "hostile"),
            ("GIT_LITERAL_PATHSPECS", "1"),
        ] {
            command.env(key, value);
        }
        let (done, said) = said(&mut command);
        assert!(done, "{said}");
        assert_eq!(git(&target, &["rev-parse", "main"]), head("calm"), "{target}");
    }
    assert!(!home.join("hook-ran").exists());
}

#[test]
fn a_file_that_cannot_be_written_whole_leaves_nothing() {
    // 512 or 1024 bytes a file: a write that stops in the middle, which needs no full disk.
    let limit = ["sh", "-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\""];
    let dir = Dir::new();
    let (done, words) = said(&mut within(&limit, &dir.path.join("shop")));
    assert!(!done && words.contains("fault cannot write src/app/main.py"), "{words}");
    assert_eq!(dir.list(), [""; 0]);
    let (dir, before) = occupied();
    let (done, words) = said(&mut within(&limit, &dir.path));
    assert!(!done && words.contains("fault cannot write src/app/main.py"), "{words}");
    assert_eq!(dir.list(), before);
}

/// Runs the child on a file system of its own that only it sees, and looks at it afterwards.
#[cfg(target_os = "linux")]
fn on_a_mount(dir: &Dir, mount: &str, afterwards: &str) -> (bool, String) {
    let script = format!(
        "cd {} || exit 99; {mount} || exit 99; \"$0\" \"$@\"; code=$?; {afterwards}; exit $code",
        dir.path
    );
    let mut command = within(&["unshare", "--mount", "sh", "-c", &script], &dir.path.join("disk/shop"));
    let output = with_git(&mut command, true).stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
    assert_ne!(output.status.code(), Some(99), "only root can mount: run this test as root");
    assert_ne!(output.status.code(), Some(0), "it was to fail");
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!words.contains("unshare"), "only root can mount: run this test as root\n{words}");
    let clean = String::from_utf8_lossy(&output.stdout).contains("left: .\n");
    (clean, words)
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs root, to mount a small disk"]
fn a_full_disk_leaves_nothing_needs_root() {
    // From no room for a single file to no room for the commit.
    for size in ["4k", "16k", "28k", "64k", "96k"] {
        let dir = Dir::new();
        fs::create_dir(dir.path.join("disk")).unwrap();
        let mount = format!("mount -t tmpfs -o size={size} tmpfs disk");
        let (clean, words) = on_a_mount(&dir, &mount, "cd disk; echo left: $(find .)");
        // Git does not always say why.
        let told = ["No space left on device", "fault git "].iter().any(|part| words.contains(part));
        assert!(told, "{size}: {words}");
        assert!(clean, "{size}: {words}");
    }
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs root, to mount a read-only folder"]
fn a_read_only_parent_is_a_failure_that_says_so_needs_root() {
    let dir = Dir::new();
    fs::create_dir(dir.path.join("disk")).unwrap();
    let mount = "mount -t tmpfs -o ro tmpfs disk";
    let (clean, words) = on_a_mount(&dir, mount, "cd disk; echo left: $(find .)");
    assert!(words.contains("fault cannot make") && words.contains("Read-only file system"), "{words}");
    assert!(clean, "{words}");
}

#[test]
#[ignore = "needs root: others cannot enter a folder that they may not search"]
fn a_umask_without_executables_changes_nothing_in_the_commit_needs_root() {
    let dir = Dir::new();
    write(&dir.path.join("calm"), OnConflict::Abort, &commit()).unwrap();
    let target = dir.path.join("shop");
    let (done, words) =
        said(with_git(&mut within(&["sh", "-c", "umask 111; exec \"$0\" \"$@\""], &target), true));
    assert!(done, "run this test as root\n{words}");
    let head = |at: &str| git(&dir.path.join(at), &["rev-parse", "HEAD"]);
    assert_eq!(head("shop"), head("calm"));
}
