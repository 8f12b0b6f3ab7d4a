//! The pristine first commit: made with the settings of nobody, so that its tree is the same on every machine.

use crate::error::Error;
use camino::{Utf8Path, Utf8PathBuf};
use std::process::{Command, ExitStatus};

/// Who the user says they are, in git's configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    pub name: Option<String>,
    pub email: Option<String>,
}

/// All that the pristine commit says besides its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pristine {
    pub author: String,
    pub email: String,
    /// As [`commit_date`] writes it.
    pub date: String,
    pub subject: String,
    /// `Fortnight-Template: <track>/<stack> <version> sha256:<tree hash>`
    pub trailer: String,
}

impl Pristine {
    /// The author when neither flags nor git know one.
    pub const NOBODY: (&str, &str) = ("fortnight", "fortnight@example.invalid");
}

/// The repository that files are added to and a commit is made in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Repository<'a> {
    /// The folder whose files are meant.
    pub(crate) files: &'a Utf8Path,
    pub(crate) git_dir: &'a Utf8Path,
    /// Another index than the repository's own, while what is added is not yet in place.
    pub(crate) index: Option<&'a Utf8Path>,
}

/// The git work tree that a folder lies in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Worktree {
    pub(crate) root: Utf8PathBuf,
    /// Whether the folder is the root itself.
    pub(crate) here: bool,
}

#[derive(Debug, thiserror::Error)]
enum GitError {
    #[error("git {call} failed ({status}): {said}")]
    Failed { call: String, status: ExitStatus, said: String },
    #[error("SOURCE_DATE_EPOCH is not a number of seconds: {0}")]
    Epoch(String),
}

/// Reads the identity that git would use in a folder; an unset one is `None`.
pub fn identity(dir: &Utf8Path) -> Result<Identity, Error> {
    // Exit 1 says that neither is set; a broken configuration is not ours to judge here.
    let output = super::ask(dir, &["config", "--null", "--get-regexp", r"^user\.(name|email)$"])?;
    let mut found = Identity::default();
    // The last one wins, as in git.
    for entry in String::from_utf8_lossy(&output.stdout).split('\0') {
        match entry.split_once('\n') {
            Some(("user.name", value)) => found.name = Some(value.trim().to_owned()),
            Some(("user.email", value)) => found.email = Some(value.trim().to_owned()),
            _ => {}
        }
    }
    found.name = found.name.filter(|name| !name.is_empty());
    found.email = found.email.filter(|email| !email.is_empty());
    Ok(found)
}

/// The date of the commit as git reads it: `SOURCE_DATE_EPOCH` when given, else the clock.
pub fn commit_date(now: &jiff::ZonedDateTime, epoch: Option<&str>) -> Result<String, Error> {
    if let Some(epoch) = epoch {
        let seconds: u64 =
            epoch.parse().map_err(|_| Error::usage(GitError::Epoch(epoch.to_owned())).hint("unset it"))?;
        return Ok(format!("@{seconds} +0000"));
    }
    let minutes = now.offset().seconds() / 60;
    let (sign, ahead) = if minutes < 0 { ('-', -minutes) } else { ('+', minutes) };
    Ok(format!("@{} {sign}{:02}{:02}", now.timestamp().as_second(), ahead / 60, ahead % 60))
}

/// Finds the git work tree that an existing folder lies in, without starting git.
///
/// Symbolic links are resolved first: what counts is where the files will really be.
pub(crate) fn worktree(dir: &Utf8Path) -> Option<Worktree> {
    let real = dir.canonicalize().ok()?;
    let root = real.ancestors().find(|folder| is_repository(&folder.join(".git")))?;
    let here = root == real.as_path();
    Some(Worktree { root: Utf8PathBuf::from(root.to_string_lossy().into_owned()), here })
}

/// Whether a `.git` is more than a name: a folder with a HEAD, or a file that points to one.
fn is_repository(git: &std::path::Path) -> bool {
    git.join("HEAD").symlink_metadata().is_ok()
        || git.is_file() && std::fs::read(git).is_ok_and(|text| text.starts_with(b"gitdir:"))
}

/// Whether any branch of an existing repository has a commit.
pub(crate) fn has_commits(repository: &Utf8Path) -> Result<bool, Error> {
    let git_dir = format!("--git-dir={}", repository.join(".git"));
    let args = ["rev-list", "--all", "--max-count=1"];
    let output = super::run(super::command(repository).arg(git_dir).args(args))?;
    Ok(!judged("rev-list", output)?.is_empty())
}

/// Makes an empty repository in a folder, on branch `main`, without hooks of anyone's template.
pub(crate) fn init(files: &Utf8Path) -> Result<(), Error> {
    let args = ["init", "-q", "--template=", "--initial-branch=main", "--object-format=sha1"];
    judged("init", super::run(neutral(files).args(args))?).map(drop)
}

/// Adds every file of the folder, ignored ones too.
pub(crate) fn add(repo: Repository) -> Result<(), Error> {
    call(repo, "add", &["-A", "-f"], |_| {})
}

/// Says in the index that files are executable, where the disk cannot.
pub(crate) fn mark_executable(repo: Repository, paths: &[&str]) -> Result<(), Error> {
    call(repo, "update-index", &["--chmod=+x", "--"], |command| {
        command.args(paths);
    })
}

/// Commits what was added.
pub(crate) fn commit(repo: Repository, pristine: &Pristine) -> Result<(), Error> {
    call(repo, "commit", &["-q", "--no-verify", "--no-gpg-sign"], |command| {
        command
            .args(["-m", &pristine.subject, "-m", &pristine.trailer])
            .env("GIT_AUTHOR_NAME", &pristine.author)
            .env("GIT_AUTHOR_EMAIL", &pristine.email)
            .env("GIT_AUTHOR_DATE", &pristine.date)
            .env("GIT_COMMITTER_NAME", &pristine.author)
            .env("GIT_COMMITTER_EMAIL", &pristine.email)
            .env("GIT_COMMITTER_DATE", &pristine.date);
    })
}

fn call(repo: Repository, verb: &str, args: &[&str], more: impl FnOnce(&mut Command)) -> Result<(), Error> {
    let mut command = neutral(repo.files);
    // Named outright, so that git neither searches nor asks whether it trusts the owner of the folder.
    command.arg(format!("--git-dir={}", repo.git_dir)).arg("--work-tree=.");
    // An existing repository has settings of its own; none of them may reach bytes, hooks or signing.
    for setting in [
        "core.autocrlf=false",
        "core.safecrlf=false",
        "core.hooksPath=/dev/null",
        "core.attributesFile=/dev/null",
        "core.fsmonitor=false",
        "gc.auto=0",
        "maintenance.auto=false",
    ] {
        command.args(["-c", setting]);
    }
    if let Some(index) = repo.index {
        command.env("GIT_INDEX_FILE", index);
    }
    command.arg(verb).args(args);
    more(&mut command);
    judged(verb, super::run(&mut command)?).map(drop)
}

/// Git with the configuration of nobody.
fn neutral(dir: &Utf8Path) -> Command {
    let mut command = super::command(dir);
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_ATTR_NOSYSTEM", "1")
        .env_remove("GIT_OPTIONAL_LOCKS");
    command
}

fn judged(call: &str, output: std::process::Output) -> Result<Vec<u8>, Error> {
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Error::failed(GitError::Failed { call: call.to_owned(), status: output.status, said })
        .hint("use --git none to write the files without a repository"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_is_the_clock_with_its_offset_or_the_given_epoch() {
        let now: jiff::ZonedDateTime = "2026-03-01T12:00:00-03:30[-03:30]".parse().unwrap();
        assert_eq!(commit_date(&now, None).unwrap(), "@1772379000 -0330");
        assert_eq!(commit_date(&now, Some("0")).unwrap(), "@0 +0000");
        let refusal = commit_date(&now, Some("yesterday")).unwrap_err();
        assert_eq!(refusal.exit, crate::error::Exit::Usage);
    }

    #[test]
    fn a_folder_named_git_is_no_repository_until_it_has_a_head() {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap();
        std::fs::create_dir_all(root.join("a/b")).unwrap();
        std::fs::create_dir(root.join("a/.git")).unwrap();
        assert_eq!(worktree(&root.join("a/b")).map(|tree| tree.here), None);
        std::fs::write(root.join("a/.git/HEAD"), "ref: refs/heads/main\n").unwrap();
        assert!(!worktree(&root.join("a/b")).unwrap().here);
        assert!(worktree(&root.join("a")).unwrap().here);
    }
}
