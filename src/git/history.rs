//! What the history of an emitted repository says: where it began, on which days it grew, what is whose.

use super::{ask, command};
use crate::error::Error;
use crate::render::{File, Mode, Tree};
use camino::{Utf8Path, Utf8PathBuf};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Output, Stdio};

/// The trailer of a pristine commit.
const TRAILER: &str = "Fortnight-Template";

/// The past of the branch that is checked out.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    /// The newest pristine commit, with what its trailer says.
    pub(crate) base: Option<(String, String)>,
    /// Commits by author's day. Pristine commits are nobody's work, and neither is what is older than the first.
    pub(crate) days: BTreeMap<Date, u32>,
}

/// A commit to compare with. Its objects may lie in another repository.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    pub(crate) commit: String,
    elsewhere: Option<Utf8PathBuf>,
}

impl Base {
    /// A commit of the repository itself.
    pub(crate) fn here(commit: &str) -> Self {
        Self { commit: commit.to_owned(), elsewhere: None }
    }

    /// The commit that another repository is at.
    pub(crate) fn elsewhere(repository: &Utf8Path) -> Result<Self, Error> {
        let commit = run(repository, &["rev-parse", "HEAD"])?.trim().to_owned();
        Ok(Self { commit, elsewhere: Some(repository.join(".git/objects")) })
    }

    fn ask(&self, root: &Utf8Path, args: &[&str]) -> Result<Output, Error> {
        let mut command = command(root);
        if let Some(objects) = &self.elsewhere {
            command.env("GIT_ALTERNATE_OBJECT_DIRECTORIES", objects);
        }
        judged(args, super::run(command.args(args))?)
    }
}

/// Lines of one file that were added and removed; none for binary files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Changed {
    pub(crate) path: String,
    pub(crate) lines: Option<(u64, u64)>,
}

/// Reads the history of a folder; none without git, a repository or a commit.
pub(crate) fn history(root: &Utf8Path) -> Option<History> {
    let format = format!("--format=%H%x1f%as%x1f%(trailers:key={TRAILER},valueonly,separator=%x20)");
    let mut args = vec!["-c", "log.showSignature=false", "log", "--no-color", &format, "HEAD", "--"];
    // In a folder of a larger repository only its own commits count.
    if !run(root, &["rev-parse", "--show-prefix"]).ok()?.trim().is_empty() {
        args.push(".");
    }
    let output = ask(root, &args).ok().filter(|output| output.status.success())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut commits = Vec::new();
    for line in text.lines() {
        let mut fields = line.split('\u{1f}');
        let (Some(id), Some(Ok(day))) = (fields.next(), fields.next().map(str::parse::<Date>)) else {
            continue;
        };
        commits.push((id.to_owned(), day, fields.next().unwrap_or_default().trim().to_owned()));
    }
    let mut history = History::default();
    let born = commits.iter().rfind(|(.., trailer)| !trailer.is_empty()).map(|(_, day, _)| *day);
    for (id, day, trailer) in commits {
        if !trailer.is_empty() {
            history.base.get_or_insert((id, trailer));
        } else if born.is_none_or(|born| day >= born) {
            *history.days.entry(day).or_default() += 1;
        }
    }
    Some(history)
}

/// The files of a commit, as the tree hash sees them.
pub(crate) fn tree_at(root: &Utf8Path, commit: &str) -> Result<Tree<'static>, Error> {
    let listing = run(root, &["ls-tree", "-r", "-z", commit])?;
    let entries: Vec<(&str, &str, &str)> = listing
        .split('\0')
        .filter_map(|entry| {
            let (about, path) = entry.split_once('\t')?;
            let mut about = about.split(' ');
            Some((about.next()?, about.nth(1)?, path))
        })
        .collect();
    let ids: String = entries.iter().flat_map(|(_, id, _)| [*id, "\n"]).collect();
    let blobs = blobs(root, ids)?;
    let mut rest = &blobs[..];
    let mut tree = Tree::default();
    for (mode, _, path) in entries {
        let bytes =
            next_blob(&mut rest).ok_or_else(|| Error::failed(format!("git lacks {path} of {commit}")))?;
        let mode = if mode == Mode::Executable.git() { Mode::Executable } else { Mode::Regular };
        let file = File { bytes: bytes.to_vec().into(), mode, owner: String::new(), rendered: false };
        tree.files.insert(path.to_owned(), file);
    }
    Ok(tree)
}

/// Every blob behind a line `<id> blob <size>`, in the order of asking.
fn blobs(root: &Utf8Path, ids: String) -> Result<Vec<u8>, Error> {
    let args = ["cat-file", "--batch"];
    let fault = |fault| Error::io("cannot run git", fault);
    let mut child = command(root)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(fault)?;
    let mut asking = child.stdin.take().expect("piped above");
    // git answers while it is asked; with both in one thread each side would wait for the other.
    let writer = std::thread::spawn(move || asking.write_all(ids.as_bytes()));
    let output = judged(&args, child.wait_with_output().map_err(fault)?)?;
    writer.join().expect("writing does not panic").map_err(fault)?;
    Ok(output.stdout)
}

fn next_blob<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let end = rest.iter().position(|&byte| byte == b'\n')?;
    let size: usize = std::str::from_utf8(&rest[..end]).ok()?.rsplit(' ').next()?.parse().ok()?;
    let bytes = rest.get(end + 1..end + 1 + size)?;
    *rest = rest.get(end + size + 2..)?;
    Some(bytes)
}

/// Lines added and removed since a commit, without `plan/`. Paths are below the root and taken literally.
pub(crate) fn changed(root: &Utf8Path, from: &Base, paths: &[String]) -> Result<Vec<Changed>, Error> {
    numstat(root, from, &["--relative", &from.commit], paths)
}

/// Lines of every file in a commit, without `plan/`.
pub(crate) fn content(root: &Utf8Path, base: &Base, paths: &[String]) -> Result<Vec<Changed>, Error> {
    let empty = run(root, &["hash-object", "-t", "tree", "--stdin"])?;
    numstat(root, base, &["--relative", empty.trim(), &base.commit], paths)
}

/// The difference itself, as git prints it.
pub(crate) fn patch(root: &Utf8Path, from: &Base, paths: &[String], color: bool) -> Result<Vec<u8>, Error> {
    let color = if color { "--color=always" } else { "--color=never" };
    let mut args = vec!["diff", "--no-ext-diff", "--relative", color, &from.commit];
    let paths = pathspecs(paths);
    args.extend(paths.iter().map(String::as_str));
    Ok(from.ask(root, &args)?.stdout)
}

/// How many files git does not know yet, without `plan/` and ignored ones.
pub(crate) fn untracked(root: &Utf8Path, paths: &[String]) -> Result<usize, Error> {
    let mut args = vec!["ls-files", "--others", "--exclude-standard", "-z"];
    let paths = pathspecs(paths);
    args.extend(paths.iter().map(String::as_str));
    Ok(run(root, &args)?.split('\0').filter(|path| !path.is_empty()).count())
}

fn pathspecs(paths: &[String]) -> Vec<String> {
    let mut specs = vec!["--".to_owned()];
    if paths.is_empty() {
        specs.push(".".to_owned());
    }
    specs.extend(paths.iter().map(|path| format!(":(literal){path}")));
    specs.push(":(exclude)plan".to_owned());
    specs
}

fn run(root: &Utf8Path, args: &[&str]) -> Result<String, Error> {
    let output = judged(args, ask(root, args)?)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn judged(args: &[&str], output: Output) -> Result<Output, Error> {
    if output.status.success() {
        return Ok(output);
    }
    Err(Error::failed(format!("git {} failed: {}", args[0], String::from_utf8_lossy(&output.stderr).trim())))
}

fn numstat(root: &Utf8Path, base: &Base, what: &[&str], paths: &[String]) -> Result<Vec<Changed>, Error> {
    let mut args = vec!["diff", "--numstat", "-z", "--no-renames", "--no-ext-diff", "--no-textconv"];
    args.extend(what);
    let paths = pathspecs(paths);
    args.extend(paths.iter().map(String::as_str));
    let output = base.ask(root, &args)?;
    let rows = String::from_utf8_lossy(&output.stdout);
    let changed = rows.split('\0').filter_map(|row| {
        let mut cells = row.splitn(3, '\t');
        let (added, removed, path) = (cells.next()?, cells.next()?, cells.next()?);
        let lines = added.parse().ok().zip(removed.parse().ok());
        Some(Changed { path: path.to_owned(), lines })
    });
    Ok(changed.collect())
}
