//! `fortnight diff`: lines that are yours against lines that were generated.

use super::json;
use crate::ask::{answers_file, decide};
use crate::catalog::Catalog;
use crate::cli::{DiffArgs, Format};
use crate::days::file;
use crate::days::words::{SCHEMA, count};
use crate::error::{Error, Exit};
use crate::git::Pristine;
use crate::git::history::{Base, Changed, History, changed, content, history, patch, tree_at, untracked};
use crate::project::Project;
use crate::render::{MARKER, render};
use crate::ui::{Env, Table};
use crate::write;
use camino::Utf8Path;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use std::fmt::Write as _;

/// What `diff --format json` prints.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "fortnight diff")]
struct Report {
    schema: u32,
    /// The commit that is compared with: the newest pristine one, or the same answers rendered again.
    base: String,
    /// Lines of text files in that commit, without plan/.
    generated: u64,
    generated_files: usize,
    /// Lines that were added since, and lines of the generated ones that are gone.
    added: u64,
    removed: u64,
    files: Vec<Row>,
    /// Files that git does not know yet; they are not counted.
    untracked: usize,
}

#[derive(Serialize, JsonSchema)]
struct Row {
    path: String,
    /// Null for binary files.
    added: Option<u64>,
    removed: Option<u64>,
}

pub(super) fn schema() -> Schema {
    schemars::schema_for!(Report)
}

pub(super) fn run(catalog: &Catalog, args: &DiffArgs, env: &mut Env) -> Result<Exit, Error> {
    let project = Project::find(&env.dir)?;
    let root = &project.root;
    let history = history(root).ok_or_else(|| {
        Error::refused(format!("{root} has no git history to compare with"))
            .hint("repositories made with --git commit have one")
    })?;
    let paths = below(root, &args.paths, env)?;
    let new = untracked(root, &paths)?;
    let place = tempfile::tempdir().map_err(|fault| Error::io("cannot make a temporary folder", fault))?;
    let base = match pristine(root, history)? {
        Ok(base) => base,
        Err(why) => {
            let base = render_again(catalog, &project, place.path(), env).map_err(|fault| {
                fault.hint(format!("{why}, so the same answers were to be rendered again"))
            })?;
            env.say(&format!("{why}; compared with the same answers rendered again"));
            base
        }
    };
    if args.stat || args.format == Format::Json {
        let report = report(root, base, &paths, new)?;
        let text = match args.format {
            Format::Json => json(&report),
            Format::Text => text(&report, env.width),
        };
        env.print(&text)?;
    } else {
        let bytes = patch(root, &base, &paths, env.color_out)?;
        env.print(&String::from_utf8_lossy(&bytes))?;
    }
    if new > 0 {
        env.say(&format!(
            "{} not counted, because git does not know it yet: git add -N .",
            count(new, "new file")
        ));
    }
    Ok(Exit::Done)
}

/// The newest commit with the trailer, when its files still are what the trailer says; else why there is none.
fn pristine(root: &Utf8Path, history: History) -> Result<Result<Base, String>, Error> {
    let Some((commit, trailer)) = history.base else {
        return Ok(Err("no commit of this branch carries the trailer 'Fortnight-Template: '".to_owned()));
    };
    if trailer.ends_with(&tree_at(root, &commit)?.hash()) {
        return Ok(Ok(Base::here(&commit)));
    }
    Ok(Err(format!("the files of commit {commit} are not those that its trailer speaks of")))
}

/// Makes the repository once more, in a folder of its own, when this program still renders the same tree.
fn render_again(
    catalog: &Catalog,
    project: &Project,
    place: &std::path::Path,
    env: &Env,
) -> Result<Base, Error> {
    let marker = &project.marker;
    let other = || {
        Error::refused(format!("this fortnight renders something else than version {} did", marker.version))
            .hint("a shallow clone has lost its first commit: git fetch --unshallow")
    };
    let (request, _) = answers_file(MARKER, &file::read(&project.root.join(MARKER))?)?;
    let answers = decide(catalog, &request, None).map_err(|_| other())?.answers;
    let tree = render(catalog, &answers)?;
    if tree.hash() != marker.tree {
        return Err(other());
    }
    let (author, email) = Pristine::NOBODY;
    let git = write::Git::Commit(Pristine {
        author: author.to_owned(),
        email: email.to_owned(),
        date: "@0 +0000".to_owned(),
        subject: "Rendered again".to_owned(),
        trailer: String::new(),
    });
    let place = Utf8Path::from_path(place)
        .ok_or_else(|| Error::failed("the temporary folder has a name that is not UTF-8"))?
        .join("again");
    write::emit(&tree, &place, write::OnConflict::Abort, &git, &write::Steps::new(&env.interrupt))?;
    Base::elsewhere(&place)
}

/// Paths as typed, seen from the root; one that lies outside is refused.
fn below(root: &Utf8Path, paths: &[String], env: &Env) -> Result<Vec<String>, Error> {
    let inside = env.dir.strip_prefix(root).unwrap_or(Utf8Path::new(""));
    paths
        .iter()
        .map(|typed| {
            let path = Utf8Path::new(typed);
            let path = if path.is_absolute() {
                path.strip_prefix(root).map(Utf8Path::to_owned).ok()
            } else {
                Some(inside.join(path))
            };
            let mut parts: Vec<&str> = Vec::new();
            for part in path.as_deref().unwrap_or(Utf8Path::new("..")).components() {
                match part.as_str() {
                    ".." if parts.pop().is_none() => {
                        return Err(Error::usage(format!("{typed} is outside of {root}")));
                    }
                    "." | ".." => {}
                    part => parts.push(part),
                }
            }
            Ok(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
        })
        .collect()
}

fn report(root: &Utf8Path, base: Base, paths: &[String], untracked: usize) -> Result<Report, Error> {
    let whole = content(root, &base, paths)?;
    let files = changed(root, &base, paths)?;
    let sum = |files: &[Changed], side: fn((u64, u64)) -> u64| {
        files.iter().filter_map(|file| file.lines).map(side).sum::<u64>()
    };
    Ok(Report {
        schema: SCHEMA,
        base: base.commit,
        generated: sum(&whole, |lines| lines.0),
        generated_files: whole.len(),
        added: sum(&files, |lines| lines.0),
        removed: sum(&files, |lines| lines.1),
        files: files
            .into_iter()
            .map(|file| Row {
                path: file.path,
                added: file.lines.map(|lines| lines.0),
                removed: file.lines.map(|lines| lines.1),
            })
            .collect(),
        untracked,
    })
}

fn text(report: &Report, width: usize) -> String {
    let mut text = String::new();
    if !report.files.is_empty() {
        let mut table = Table::new(["file", "added", "removed"]);
        for file in &report.files {
            let cell = |lines: Option<u64>| lines.map_or("binary".to_owned(), |lines| lines.to_string());
            table.row([file.path.clone(), cell(file.added), cell(file.removed)]);
        }
        text = table.render(width) + "\n";
    }
    let kept = report.generated.saturating_sub(report.removed);
    let now = kept + report.added;
    // In tenths of a percent, without floating point.
    let tenths = (report.added * 1000).checked_div(now).unwrap_or_default();
    let share = format!("{}.{}", tenths / 10, tenths % 10);
    let _ = writeln!(
        text,
        "generated  {} lines in {}, {kept} of them still there",
        report.generated,
        count(report.generated_files, "file")
    );
    let _ = writeln!(
        text,
        "yours      {} lines in {}: {share} % of the {now} lines that are there now",
        report.added,
        count(report.files.len(), "file")
    );
    text.push_str("without plan/; a changed line counts as yours\n");
    text
}
