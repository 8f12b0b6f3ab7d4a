//! `new --dry-run`: what would be written, and nothing written.

use super::conflict;
use crate::cli::{Format, NewArgs};
use crate::error::{Error, Exit};
use crate::render::Tree;
use crate::ui::Env;
use crate::write::{self, Fate, Survey};
use camino::Utf8Path;
use schemars::JsonSchema;
use serde::Serialize;
use similar::TextDiff;
use std::fmt::Write as _;

/// What `new --dry-run --format json` prints.
#[derive(Debug, JsonSchema, Serialize)]
pub(crate) struct DryRun {
    /// Version of this layout.
    pub(crate) schema: u32,
    /// The folder that would be written, as it was given.
    pub(crate) target: String,
    /// Whether that folder is there already.
    pub(crate) exists: bool,
    /// `sha256:<64 hex>` of the tree.
    pub(crate) tree: String,
    pub(crate) files: Vec<PlannedFile>,
    /// Number of files that keep the run from happening.
    pub(crate) conflicts: usize,
}

#[derive(Debug, JsonSchema, Serialize)]
pub(crate) struct PlannedFile {
    pub(crate) path: String,
    /// 100644 or 100755.
    pub(crate) mode: String,
    pub(crate) bytes: usize,
    /// create, same, skip, overwrite, keep-both or conflict.
    pub(crate) action: String,
    /// Why it is a conflict, or where our version would go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
}

pub(super) fn run(
    args: &NewArgs,
    tree: &Tree<'_>,
    shown: &Utf8Path,
    target: &Utf8Path,
    env: &mut Env,
) -> Result<Exit, Error> {
    let survey = write::survey(tree, target, conflict(args.on_conflict))?;
    let plan = describe(tree, shown, &survey);
    let text = match args.format {
        Format::Json => crate::commands::json(&plan),
        Format::Text => text(&plan),
    };
    env.print(&text)?;
    if args.diff {
        env.print(&diffs(tree, target, &survey))?;
    }
    // Exit 3 as the real run would, after the whole list.
    survey.check()?;
    Ok(Exit::Done)
}

fn describe(tree: &Tree<'_>, shown: &Utf8Path, survey: &Survey) -> DryRun {
    let files: Vec<PlannedFile> = tree
        .files
        .iter()
        .map(|(path, file)| {
            let (action, note) = match &survey.fates[path] {
                Fate::Create => ("create", None),
                Fate::Same => ("same", None),
                Fate::Skip => ("skip", None),
                Fate::Overwrite => ("overwrite", None),
                Fate::KeepBoth { beside, .. } => ("keep-both", Some(beside.clone())),
                Fate::Conflict(obstacle) => ("conflict", Some(obstacle.to_string())),
            };
            PlannedFile {
                path: path.clone(),
                mode: file.mode.git().to_owned(),
                bytes: file.bytes.len(),
                action: action.to_owned(),
                note,
            }
        })
        .collect();
    DryRun {
        schema: 1,
        target: shown.to_string(),
        exists: survey.exists,
        tree: tree.hash(),
        conflicts: files.iter().filter(|file| file.action == "conflict").count(),
        files,
    }
}

fn text(plan: &DryRun) -> String {
    let mut text = String::new();
    for file in &plan.files {
        let note = file.note.as_ref().map(|note| format!("  ({note})")).unwrap_or_default();
        let _ = writeln!(text, "{:9} {:>7}  {}{note}", file.action, file.bytes, file.path);
    }
    let bytes: usize = plan.files.iter().map(|file| file.bytes).sum();
    let _ = writeln!(text, "{} files, {} KiB, in {}", plan.files.len(), bytes.div_ceil(1024), plan.target);
    text
}

/// Unified diffs of the files that differ, from what is there to what would be emitted.
fn diffs(tree: &Tree<'_>, target: &Utf8Path, survey: &Survey) -> String {
    let mut text = String::new();
    for (path, file) in &tree.files {
        if matches!(survey.fates[path], Fate::Create | Fate::Same) {
            continue;
        }
        let Ok(there) = std::fs::read(target.join(path)) else { continue };
        match (std::str::from_utf8(&there), std::str::from_utf8(&file.bytes)) {
            (Ok(old), Ok(new)) => {
                let diff = TextDiff::from_lines(old, new);
                let _ = write!(
                    text,
                    "{}",
                    diff.unified_diff().header(&format!("a/{path}"), &format!("b/{path}"))
                );
            }
            _ => {
                let _ = writeln!(text, "binary files a/{path} and b/{path} differ");
            }
        }
    }
    text
}
