//! Tree to disk: what a run writes, leaves alone, refuses, and says.
#![expect(clippy::unwrap_used, reason = "what the helpers of a test cannot do fails the test")]

use camino::{Utf8Path, Utf8PathBuf};
use fortnight::error::{Error, Exit};
use fortnight::git::Pristine;
use fortnight::render::{File, Mode, Tree};
use fortnight::write::{Fate, Git, OnConflict, Outcome, Report, Steps, emit, survey};
use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::sync::atomic::AtomicBool;

/// A temporary folder by its UTF-8 path.
pub(crate) struct Dir {
    _temp: tempfile::TempDir,
    pub(crate) path: Utf8PathBuf,
}

impl Dir {
    pub(crate) fn new() -> Self {
        let temp = tempfile::Builder::new().prefix("written-").tempdir().unwrap();
        let path = Utf8PathBuf::from_path_buf(temp.path().canonicalize().unwrap()).unwrap();
        Self { _temp: temp, path }
    }

    /// Every path below, sorted, `.git` and folders that are not empty left out.
    pub(crate) fn list(&self) -> Vec<String> {
        list(&self.path)
    }
}

pub(crate) fn list(root: &Utf8Path) -> Vec<String> {
    fn walk(root: &Utf8Path, folder: &Utf8Path, all: &mut Vec<String>) {
        let before = all.len();
        for entry in folder.read_dir_utf8().unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                if entry.file_name() != ".git" {
                    walk(root, entry.path(), all);
                }
            } else {
                all.push(entry.path().strip_prefix(root).unwrap().to_string().replace('\\', "/"));
            }
        }
        if all.len() == before && folder != root {
            all.push(format!("{}/", folder.strip_prefix(root).unwrap()));
        }
    }
    let mut all = Vec::new();
    walk(root, root, &mut all);
    all.sort();
    all
}

pub(crate) fn tree_of(files: &[(&str, &str)]) -> Tree<'static> {
    let files = files.iter().map(|(path, text)| {
        let bytes = text.as_bytes().to_vec();
        let mode = Mode::of(&bytes);
        ((*path).to_owned(), File { bytes: bytes.into(), mode, owner: "base".to_owned(), rendered: false })
    });
    Tree { files: files.collect() }
}

pub(crate) const PATHS: [&str; 6] =
    [".gitattributes", ".gitignore", "README.md", "bin/run", "ignored.log", "src/app/main.py"];

pub(crate) fn tree() -> Tree<'static> {
    tree_of(&[
        (".gitattributes", "* text=auto eol=lf\n"),
        (".gitignore", "*.log\n"),
        ("README.md", "# Ours\n"),
        ("bin/run", "#!/bin/sh\necho run\n"),
        ("ignored.log", "emitted all the same\n"),
        ("src/app/main.py", &"print('hello')\n".repeat(100)),
    ])
}

pub(crate) fn commit() -> Git {
    Git::Commit(Pristine {
        author: "Ada Example".to_owned(),
        email: "ada@example.org".to_owned(),
        date: "@1700000000 +0100".to_owned(),
        subject: "Start from backend/python-fastapi".to_owned(),
        trailer: format!("Fortnight-Template: backend/python-fastapi 0.1.0 {}", tree().hash()),
    })
}

pub(crate) fn write(target: &Utf8Path, on_conflict: OnConflict, git: &Git) -> Result<Report, Error> {
    emit(&tree(), target, on_conflict, git, &Steps::new(&AtomicBool::new(false)))
}

/// Git as a person would use it there; only where the tests make their own commits.
pub(crate) fn git(dir: &Utf8Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=Bob", "-c", "user.email=bob@example.org", "-c", "init.defaultBranch=trunk"])
        .args(args)
        .current_dir(dir)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

fn with_slashes(paths: &[&str]) -> Vec<String> {
    paths.iter().map(|path| (*path).to_owned()).collect()
}

#[test]
fn a_new_target_gets_every_file_one_commit_and_nothing_beside_it() {
    let dir = Dir::new();
    let target = dir.path.join("shop");
    let report = write(&target, OnConflict::Abort, &commit()).unwrap();
    assert_eq!(report.repository, Outcome::Committed);
    assert_eq!(report.written, PATHS);
    assert_eq!(list(&target), with_slashes(&PATHS));
    assert_eq!(fs::read_dir(&dir.path).unwrap().count(), 1);
    assert_eq!(git(&target, &["status", "--porcelain", "--ignored"]), "");
    assert_eq!(
        git(&target, &["log", "--format=%an <%ae> %cn <%ce> %ad %cd", "--date=raw"]),
        concat!(
            "Ada Example <ada@example.org> Ada Example <ada@example.org> ",
            "1700000000 +0100 1700000000 +0100"
        )
    );
    assert_eq!(git(&target, &["branch", "--show-current"]), "main");
    assert_eq!(
        fs::read_dir(target.join(".git")).unwrap().flatten().filter(|e| e.file_name() == "hooks").count(),
        0
    );
}

#[test]
fn the_tree_hash_of_the_trailer_can_be_recomputed_from_the_commit() {
    let dir = Dir::new();
    write(&dir.path.join("new"), OnConflict::Abort, &commit()).unwrap();
    fs::create_dir(dir.path.join("there")).unwrap();
    fs::write(dir.path.join("there/README.md"), "mine\n").unwrap();
    write(&dir.path.join("there"), OnConflict::Skip, &commit()).unwrap();
    for target in ["new", "there"] {
        let target = dir.path.join(target);
        let trailer = git(&target, &["log", "--format=%(trailers:key=Fortnight-Template,valueonly)"]);
        assert_eq!(trailer.trim(), format!("backend/python-fastapi 0.1.0 {}", tree().hash()));
        let mut lines = String::new();
        for line in
            git(&target, &["ls-tree", "-r", "--format=%(objectmode) %(objectname) %(path)", "HEAD"]).lines()
        {
            let [mode, object, path] = line.splitn(3, ' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
            // git() trims the final line end that every file of the tree has.
            let bytes = git(&target, &["cat-file", "blob", object]) + "\n";
            writeln!(lines, "{mode} {} {path}", fortnight::catalog::sha256(bytes.as_bytes())).unwrap();
        }
        let hash = fortnight::catalog::sha256(lines.as_bytes());
        assert_eq!(format!("sha256:{hash}"), tree().hash());
    }
}

#[cfg(unix)]
#[test]
fn modes_follow_the_umask_as_in_a_checkout() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = Dir::new();
    let target = dir.path.join("a/b");
    write(&target, OnConflict::Abort, &Git::None).unwrap();
    fs::create_dir(dir.path.join("plain")).unwrap();
    fs::write(dir.path.join("file"), "").unwrap();
    let mode = |path: &str| fs::metadata(dir.path.join(path)).unwrap().permissions().mode();
    for folder in ["a", "a/b", "a/b/src", "a/b/src/app"] {
        assert_eq!(mode(folder), mode("plain"), "{folder}");
    }
    assert_eq!(mode("a/b/README.md"), mode("file"));
    assert_eq!(mode("a/b/bin/run") & 0o777, mode("plain") & 0o777);
}

#[test]
fn without_git_nothing_of_git_is_there_and_init_makes_no_commit() {
    let dir = Dir::new();
    let report = write(&dir.path.join("none"), OnConflict::Abort, &Git::None).unwrap();
    assert_eq!(report.repository, Outcome::NotAsked);
    assert!(!dir.path.join("none/.git").exists());
    let report = write(&dir.path.join("init"), OnConflict::Abort, &Git::Init).unwrap();
    assert_eq!(report.repository, Outcome::Initialised);
    assert_eq!(git(&dir.path.join("init"), &["rev-list", "--all"]), "");
}

#[test]
fn an_existing_folder_keeps_what_is_in_it_and_stays_the_same_folder() {
    let dir = Dir::new();
    let target = dir.path.join("there");
    fs::create_dir_all(target.join("src")).unwrap();
    fs::write(target.join("src/mine.py"), "mine\n").unwrap();
    fs::write(target.join("README.md"), "# Ours\n").unwrap();
    let report = write(&target, OnConflict::Abort, &commit()).unwrap();
    assert_eq!(report.same, ["README.md"]);
    assert_eq!(report.repository, Outcome::Committed);
    let mut expected = with_slashes(&PATHS);
    expected.insert(6, "src/mine.py".to_owned());
    assert_eq!(list(&target), expected);
    assert_eq!(git(&target, &["status", "--porcelain", "--ignored"]), "?? src/mine.py");
}

#[test]
fn each_choice_does_with_a_colliding_file_what_its_name_says() {
    for (choice, readme, beside) in [
        (OnConflict::Skip, "mine\n", None),
        (OnConflict::Overwrite, "# Ours\n", None),
        (OnConflict::KeepBoth, "mine\n", Some("# Ours\n")),
    ] {
        let dir = Dir::new();
        fs::write(dir.path.join("README.md"), "mine\n").unwrap();
        let report = write(&dir.path, choice, &commit()).unwrap();
        assert_eq!(fs::read_to_string(dir.path.join("README.md")).unwrap(), readme, "{choice:?}");
        let ours = fs::read_to_string(dir.path.join("README.md.fortnight-new")).ok();
        assert_eq!(ours.as_deref(), beside, "{choice:?}");
        let told = (report.skipped.len(), report.overwritten.len(), report.kept.len());
        assert_eq!(
            told,
            match choice {
                OnConflict::Skip => (1, 0, 0),
                OnConflict::Overwrite => (0, 1, 0),
                _ => (0, 0, 1),
            }
        );
        assert!(!dir.path.join(".fortnight-journal").exists());
        assert_eq!(git(&dir.path, &["show", "HEAD:README.md"]), "# Ours");
        // Asked again, there is nothing left to do.
        let again = write(&dir.path, choice, &commit()).unwrap();
        assert_eq!(again.written, [""; 0], "{choice:?}");
    }
}

#[test]
fn a_refusal_lists_everything_in_the_way_and_writes_nothing() {
    let dir = Dir::new();
    fs::write(dir.path.join("README.md"), "mine\n").unwrap();
    fs::write(dir.path.join("src"), "a file\n").unwrap();
    fs::create_dir_all(dir.path.join("bin/run")).unwrap();
    let before = dir.list();
    for choice in OnConflict::ALL {
        let refusal = write(&dir.path, choice, &commit()).unwrap_err();
        assert_eq!(refusal.exit, Exit::Refused);
        let report = refusal.report();
        assert!(report.contains("\n  bin/run: a folder is there\n"), "{report}");
        assert!(report.contains("\n  src/app/main.py: src is no folder\n"), "{report}");
        assert_eq!(
            report.contains("README.md: another file is there"),
            choice == OnConflict::Abort,
            "{report}"
        );
        assert_eq!(dir.list(), before);
    }
}

#[cfg(unix)]
#[test]
fn a_script_that_cannot_be_run_is_not_the_same() {
    let dir = Dir::new();
    fs::create_dir(dir.path.join("bin")).unwrap();
    fs::write(dir.path.join("bin/run"), "#!/bin/sh\necho run\n").unwrap();
    let seen = survey(&tree(), &dir.path, OnConflict::Abort).unwrap();
    assert_eq!(seen.fates["bin/run"], Fate::Conflict(fortnight::write::Obstacle::Mode));
    write(&dir.path, OnConflict::Overwrite, &Git::None).unwrap();
    let seen = survey(&tree(), &dir.path, OnConflict::Abort).unwrap();
    assert_eq!(seen.fates["bin/run"], Fate::Same);
}

#[test]
fn a_survey_says_what_would_happen_and_does_not_do_it() {
    let dir = Dir::new();
    fs::write(dir.path.join("README.md"), "mine\n").unwrap();
    fs::write(dir.path.join(".gitignore"), "*.log\n").unwrap();
    let seen = survey(&tree(), &dir.path, OnConflict::KeepBoth).unwrap();
    assert!(seen.exists && !seen.unfinished);
    assert_eq!(seen.fates[".gitignore"], Fate::Same);
    assert_eq!(seen.fates["bin/run"], Fate::Create);
    let beside = "README.md.fortnight-new".to_owned();
    assert_eq!(seen.fates["README.md"], Fate::KeepBoth { beside, there: false });
    assert_eq!(dir.list(), [".gitignore", "README.md"]);
}

#[test]
fn no_repository_is_made_inside_another_one() {
    let dir = Dir::new();
    git(&dir.path, &["init", "-q"]);
    for (target, exists) in [("new", false), ("there", true)] {
        let target = dir.path.join(target);
        if exists {
            fs::create_dir(&target).unwrap();
        }
        let report = write(&target, OnConflict::Abort, &commit()).unwrap();
        assert_eq!(report.repository, Outcome::Nested);
        assert_eq!(report.inside.as_deref(), Some(dir.path.as_path()));
        assert!(report.why_not_committed().unwrap().contains("lies inside the git work tree"));
        assert!(!target.join(".git").exists());
    }
    assert_eq!(git(&dir.path, &["status", "--porcelain"]), "?? new/\n?? there/");
}

#[test]
fn a_fresh_clone_gets_the_first_commit_on_its_own_branch() {
    let dir = Dir::new();
    git(&dir.path, &["init", "-q", "--bare", "origin"]);
    git(&dir.path, &["clone", "-q", "origin", "clone"]);
    let clone = dir.path.join("clone");
    // Settings of the clone must not reach the commit.
    for (key, value) in [("core.autocrlf", "true"), ("core.hooksPath", "hooks"), ("commit.gpgSign", "true")] {
        git(&clone, &["config", key, value]);
    }
    let report = write(&clone, OnConflict::Abort, &commit()).unwrap();
    assert_eq!(report.repository, Outcome::Committed);
    assert_eq!(git(&clone, &["branch", "--show-current"]), "trunk");
    assert_eq!(git(&clone, &["status", "--porcelain", "--ignored"]), "");
    write(&dir.path.join("new"), OnConflict::Abort, &commit()).unwrap();
    let head = |at: &str| git(&dir.path.join(at), &["rev-parse", "HEAD"]);
    assert_eq!(head("clone"), head("new"));
}

#[test]
fn line_ends_are_committed_as_they_are_whatever_a_clone_is_set_to() {
    let dir = Dir::new();
    git(&dir.path, &["init", "-q"]);
    git(&dir.path, &["config", "core.autocrlf", "true"]);
    let tree = tree_of(&[("dos.txt", "one\r\ntwo\r\n")]);
    emit(&tree, &dir.path, OnConflict::Abort, &commit(), &Steps::new(&AtomicBool::new(false))).unwrap();
    assert_eq!(git(&dir.path, &["cat-file", "-s", "HEAD:dos.txt"]), "10");
}

#[test]
fn a_repository_with_a_history_or_staged_files_is_not_committed_to() {
    let dir = Dir::new();
    git(&dir.path, &["init", "-q", "."]);
    fs::write(dir.path.join("mine"), "mine\n").unwrap();
    git(&dir.path, &["add", "mine"]);
    let report = write(&dir.path, OnConflict::Abort, &commit()).unwrap();
    assert_eq!(report.repository, Outcome::HasStaged);
    git(&dir.path, &["commit", "-q", "-m", "mine"]);
    let report = write(&dir.path, OnConflict::Abort, &commit()).unwrap();
    assert_eq!(report.repository, Outcome::HasCommits);
    assert!(report.why_not_committed().is_some());
    assert_eq!(git(&dir.path, &["rev-list", "--all", "--count"]), "1");
    assert_eq!(write(&dir.path, OnConflict::Abort, &Git::Init).unwrap().repository, Outcome::Existing);
}

#[test]
fn a_git_folder_that_is_no_repository_is_in_the_way_of_one() {
    let dir = Dir::new();
    fs::create_dir(dir.path.join(".git")).unwrap();
    assert_eq!(write(&dir.path, OnConflict::Abort, &commit()).unwrap_err().exit, Exit::Refused);
    assert_eq!(dir.list(), [""; 0]);
    write(&dir.path, OnConflict::Abort, &Git::None).unwrap();
}
