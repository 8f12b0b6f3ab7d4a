//! `fortnight diff`: lines that are yours against lines that were generated.

use super::json;
use crate::catalog::Catalog;
use crate::cli::{DiffArgs, Format};
use crate::days::words::{SCHEMA, count};
use crate::error::{Error, Exit};
use crate::git::history::{Changed, changed, content, history, patch, untracked};
use crate::project::Project;
use crate::ui::{Env, Table};
use camino::Utf8Path;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use std::fmt::Write as _;

/// What `diff --format json` prints.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "fortnight diff")]
struct Report {
    schema: u32,
    /// The pristine commit that is compared with.
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

pub(super) fn run(_catalog: &Catalog, args: &DiffArgs, env: &mut Env) -> Result<Exit, Error> {
    let project = Project::find(&env.dir)?;
    let root = &project.root;
    let history = history(root).ok_or_else(|| {
        Error::refused(format!("{root} has no git history to compare with"))
            .hint("repositories made with --git commit have one")
    })?;
    let (base, _) = history.base.ok_or_else(|| {
        Error::refused("no commit of this branch carries the trailer 'Fortnight-Template: '")
            .hint("a shallow clone has lost it: git fetch --unshallow")
    })?;
    let paths = below(root, &args.paths, env)?;
    let new = untracked(root, &paths)?;
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

fn report(root: &Utf8Path, base: String, paths: &[String], untracked: usize) -> Result<Report, Error> {
    let whole = content(root, &base, paths)?;
    let files = changed(root, &base, paths)?;
    let sum = |files: &[Changed], side: fn((u64, u64)) -> u64| {
        files.iter().filter_map(|file| file.lines).map(side).sum::<u64>()
    };
    Ok(Report {
        schema: SCHEMA,
        base,
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
