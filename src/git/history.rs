//! What the history of an emitted repository says: where it began, on which days it grew, what is whose.

use super::ask;
use crate::error::Error;
use camino::Utf8Path;
use jiff::civil::Date;
use std::collections::BTreeMap;

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

/// Lines added and removed since a commit, without `plan/`. Paths are below the root and taken literally.
pub(crate) fn changed(root: &Utf8Path, from: &str, paths: &[String]) -> Result<Vec<Changed>, Error> {
    let mut args =
        vec!["diff", "--numstat", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--relative", from];
    let paths = pathspecs(paths);
    args.extend(paths.iter().map(String::as_str));
    let text = run(root, &args)?;
    Ok(numstat(&text))
}

/// Lines of every file in a commit, without `plan/`.
pub(crate) fn content(root: &Utf8Path, commit: &str, paths: &[String]) -> Result<Vec<Changed>, Error> {
    let empty = run(root, &["hash-object", "-t", "tree", "--stdin"])?;
    let mut args =
        vec!["diff", "--numstat", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--relative"];
    args.extend([empty.trim(), commit]);
    let paths = pathspecs(paths);
    args.extend(paths.iter().map(String::as_str));
    let text = run(root, &args)?;
    Ok(numstat(&text))
}

/// The difference itself, as git prints it.
pub(crate) fn patch(root: &Utf8Path, from: &str, paths: &[String], color: bool) -> Result<Vec<u8>, Error> {
    let color = if color { "--color=always" } else { "--color=never" };
    let mut args = vec!["diff", "--no-ext-diff", "--relative", color, from];
    let paths = pathspecs(paths);
    args.extend(paths.iter().map(String::as_str));
    let output = ask(root, &args)?;
    if output.status.success() { Ok(output.stdout) } else { Err(failed(&args, &output.stderr)) }
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
    let output = ask(root, args)?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(failed(args, &output.stderr))
    }
}

fn failed(args: &[&str], stderr: &[u8]) -> Error {
    Error::failed(format!("git {} failed: {}", args[0], String::from_utf8_lossy(stderr).trim()))
}

fn numstat(text: &str) -> Vec<Changed> {
    text.split('\0')
        .filter_map(|row| {
            let mut cells = row.splitn(3, '\t');
            let (added, removed, path) = (cells.next()?, cells.next()?, cells.next()?);
            let lines = added.parse().ok().zip(removed.parse().ok());
            Some(Changed { path: path.to_owned(), lines })
        })
        .collect()
}
