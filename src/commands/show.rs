//! `fortnight show`.

use crate::ask::{Request, decide};
use crate::catalog::{Catalog, Metric, Pivot, Prerequisite, Question};
use crate::cli::{Format, ShowArgs, pairs, split_track};
use crate::error::{Error, Exit, did_you_mean};
use crate::render::{Answers, Tree, context, render};
use crate::ui::{Env, wrap};
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt::Write as _;

/// What `show TRACK --format json` prints.
#[derive(Debug, JsonSchema, Serialize)]
pub(super) struct Shown {
    /// Version of this layout.
    pub(super) schema: u32,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) group: String,
    pub(super) summary: String,
    pub(super) does: String,
    pub(super) like_it_if: String,
    pub(super) project: String,
    /// Four concrete afternoons.
    pub(super) days: Vec<String>,
    pub(super) adjacent: Vec<String>,
    pub(super) pivots: Vec<Pivot>,
    pub(super) certifications: Vec<String>,
    pub(super) metrics: Vec<Metric>,
    pub(super) stacks: Vec<ShownStack>,
    /// Only with `--tree`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tree: Option<ShownTree>,
}

#[derive(Debug, JsonSchema, Serialize)]
pub(super) struct ShownStack {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) language: String,
    pub(super) draft: bool,
    pub(super) first_look: Vec<String>,
    pub(super) prerequisites: Vec<Prerequisite>,
    pub(super) questions: Vec<Question>,
}

/// Every file that would be emitted.
#[derive(Debug, JsonSchema, Serialize)]
pub(super) struct ShownTree {
    /// `sha256:<64 hex>`, as `.fortnight.toml` records it.
    pub(super) hash: String,
    pub(super) files: Vec<ShownFile>,
}

#[derive(Debug, JsonSchema, Serialize)]
pub(super) struct ShownFile {
    pub(super) path: String,
    /// 100644 or 100755.
    pub(super) mode: String,
    pub(super) bytes: usize,
    /// The folder of the templates that it comes from.
    pub(super) layer: String,
    pub(super) rendered: bool,
}

pub(super) fn run(catalog: &Catalog, args: &ShowArgs, env: &mut Env) -> Result<Exit, Error> {
    let text = if args.context {
        super::json(&context(catalog, &answers(catalog, args)?)?)
    } else if let Some(path) = &args.file {
        let answers = answers(catalog, args)?;
        let tree = render(catalog, &answers)?;
        let file = tree.files.get(path.as_str()).ok_or_else(|| no_file(path, &tree))?;
        env.print_bytes(&file.bytes)?;
        return Ok(Exit::Done);
    } else if args.tree {
        let answers = answers(catalog, args)?;
        let tree = render(catalog, &answers)?;
        match args.format {
            Format::Json => {
                let mut shown = shown(catalog, &args.track)?;
                shown.tree = Some(shown_tree(&tree));
                super::json(&shown)
            }
            Format::Text => listing(&tree),
        }
    } else {
        let shown = shown(catalog, &args.track)?;
        match args.format {
            Format::Json => super::json(&shown),
            Format::Text => text(&shown, env.width),
        }
    };
    env.print(&text)?;
    Ok(Exit::Done)
}

/// The default answers, with what was decided on the command line.
fn answers(catalog: &Catalog, args: &ShowArgs) -> Result<Answers, Error> {
    let (track, stack) = split_track(&args.track);
    let request = Request {
        track: Some(track),
        stack,
        skills: Some(args.with.clone()),
        set: pairs(&args.set)?,
        ..Request::default()
    };
    Ok(decide(catalog, &request, None)?.answers)
}

fn no_file(path: &str, tree: &Tree<'_>) -> Error {
    let error = Error::usage(format!("{path} is not emitted"));
    match did_you_mean(path, tree.files.keys().map(String::as_str)) {
        Some(near) => error.hint(format!("did you mean '{near}'? `show TRACK --tree` lists every file")),
        None => error.hint("`show TRACK --tree` lists every file"),
    }
}

fn listing(tree: &Tree<'_>) -> String {
    let column = tree.files.values().map(|file| file.owner.len()).max().unwrap_or_default();
    tree.files.iter().fold(String::new(), |mut text, (path, file)| {
        let _ = writeln!(text, "{} {:column$} {path}", file.mode.git(), file.owner);
        text
    })
}

fn shown_tree(tree: &Tree<'_>) -> ShownTree {
    let files = tree.files.iter().map(|(path, file)| ShownFile {
        path: path.clone(),
        mode: file.mode.git().to_owned(),
        bytes: file.bytes.len(),
        layer: file.owner.clone(),
        rendered: file.rendered,
    });
    ShownTree { hash: tree.hash(), files: files.collect() }
}

fn shown(catalog: &Catalog, named: &str) -> Result<Shown, Error> {
    let (id, only) = split_track(named);
    let track = catalog.track(&id)?;
    let mut stacks = Vec::new();
    for stack in
        catalog.stack_ids(&id).into_iter().filter(|stack| only.as_ref().is_none_or(|only| only == stack))
    {
        let manifest = catalog.stack(&id, &stack)?;
        stacks.push(ShownStack {
            id: stack,
            title: manifest.title,
            language: manifest.language,
            draft: manifest.draft,
            first_look: manifest.first_look,
            prerequisites: manifest.prerequisite,
            questions: manifest.question,
        });
    }
    if let (Some(only), true) = (&only, stacks.is_empty()) {
        catalog.stack(&id, only)?;
    }
    Ok(Shown {
        schema: 1,
        id,
        title: track.title,
        group: track.group,
        summary: track.summary,
        does: track.does,
        like_it_if: track.like_it_if,
        project: track.project,
        days: track.days,
        adjacent: track.adjacent,
        pivots: track.pivot,
        certifications: track.certifications,
        metrics: track.metric,
        stacks,
        tree: None,
    })
}

fn text(shown: &Shown, width: usize) -> String {
    let mut text = format!("{} ({})\n{}\n", shown.title, shown.id, wrap(&shown.summary, width, ""));
    let mut part = |heading: &str, lines: &[String]| {
        if !lines.is_empty() {
            let _ = writeln!(text, "\n{heading}");
            for line in lines {
                let _ = writeln!(text, "  {}", wrap(line, width, "  "));
            }
        }
    };
    part("What you do", std::slice::from_ref(&shown.does));
    part("You will like it if", std::slice::from_ref(&shown.like_it_if));
    part("The starter project", std::slice::from_ref(&shown.project));
    part("Afternoons", &shown.days);
    part(
        "Adjacent tracks",
        &[shown.adjacent.join(", ")].map(|all| if all.is_empty() { "none".into() } else { all }),
    );
    let pivots: Vec<String> =
        shown.pivots.iter().map(|pivot| format!("to {}: {}", pivot.to, pivot.emphasize)).collect();
    part("Moving on from here", &pivots);
    part("Certifications that fit", &shown.certifications);
    let metrics: Vec<String> = shown
        .metrics
        .iter()
        .map(|metric| format!("{} ({}): {}", metric.name, metric.unit, metric.how))
        .collect();
    part("Three numbers to improve", &metrics);
    for stack in &shown.stacks {
        let draft = if stack.draft { ", draft" } else { "" };
        part(&format!("Stack {} ({}{draft})", stack.id, stack.title), &stack.first_look);
        let needs: Vec<String> = stack
            .prerequisites
            .iter()
            .map(|tool| format!("needs {} {} or newer for {}", tool.tool, tool.at_least, tool.r#for))
            .collect();
        let asks: Vec<String> = stack
            .questions
            .iter()
            .map(|question| {
                let ids: Vec<&str> = question.choices.iter().map(|choice| choice.id.as_str()).collect();
                format!("--set {}={} (default {})", question.id, ids.join("|"), question.default)
            })
            .collect();
        part("  needs and choices", &[needs, asks].concat());
    }
    let _ = match shown.stacks.first() {
        Some(_) => writeln!(text, "\nTry it: fortnight new {}", shown.id),
        None => writeln!(text, "\nNo stack of it is in this version yet."),
    };
    text
}
