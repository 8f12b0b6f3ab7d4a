//! `fortnight list`.

use crate::catalog::Catalog;
use crate::cli::{Format, ListArgs};
use crate::error::{Error, Exit};
use crate::ui::{Env, wrap};
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt::Write as _;

/// What `list --format json` prints.
#[derive(Debug, JsonSchema, Serialize)]
pub(super) struct Listing {
    /// Version of this layout.
    pub(super) schema: u32,
    pub(super) tracks: Vec<TrackLine>,
    pub(super) skills: Vec<SkillLine>,
}

#[derive(Debug, JsonSchema, Serialize)]
pub(super) struct TrackLine {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) group: String,
    pub(super) summary: String,
    /// Empty while nothing can be emitted for it.
    pub(super) stacks: Vec<StackLine>,
}

#[derive(Debug, JsonSchema, Serialize)]
pub(super) struct StackLine {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) language: String,
    /// Not finished: its depth is still growing.
    pub(super) draft: bool,
}

#[derive(Debug, JsonSchema, Serialize)]
pub(super) struct SkillLine {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) summary: String,
}

pub(super) fn run(catalog: &Catalog, args: &ListArgs, env: &mut Env) -> Result<Exit, Error> {
    let listing = listing(catalog)?;
    let text = match args.format {
        Format::Json => super::json(&listing),
        Format::Text => text(&listing, env.width),
    };
    env.print(&text)?;
    Ok(Exit::Done)
}

fn listing(catalog: &Catalog) -> Result<Listing, Error> {
    let mut tracks = Vec::new();
    for id in catalog.track_ids() {
        let track = catalog.track(&id)?;
        let mut stacks = Vec::new();
        for stack in catalog.stack_ids(&id) {
            let manifest = catalog.stack(&id, &stack)?;
            stacks.push(StackLine {
                id: stack,
                title: manifest.title,
                language: manifest.language,
                draft: manifest.draft,
            });
        }
        tracks.push(TrackLine { id, title: track.title, group: track.group, summary: track.summary, stacks });
    }
    let mut skills = Vec::new();
    for id in catalog.skill_ids() {
        let skill = catalog.skill(&id)?;
        skills.push(SkillLine { id, title: skill.title, summary: skill.summary });
    }
    Ok(Listing { schema: 1, tracks, skills })
}

fn text(listing: &Listing, width: usize) -> String {
    let mut groups: Vec<&str> = Vec::new();
    for track in &listing.tracks {
        if !groups.contains(&track.group.as_str()) {
            groups.push(&track.group);
        }
    }
    let column = listing.tracks.iter().map(|track| track.id.len()).max().unwrap_or_default() + 4;
    // In a narrow terminal the words stand below the id instead of beside it.
    let narrow = width < column + 30;
    let indent = " ".repeat(if narrow { 4 } else { column });
    let mut text = String::new();
    for group in groups {
        let _ = writeln!(text, "{group}");
        for track in listing.tracks.iter().filter(|track| track.group == group) {
            let _ = write!(text, "  {}", track.id);
            let gap = if narrow {
                format!(
                    "
{indent}"
                )
            } else {
                " ".repeat(column - 2 - track.id.len())
            };
            text.push_str(&gap);
            let _ = writeln!(text, "{}", wrap(&track.summary, width, &indent));
            let stacks: Vec<String> = track
                .stacks
                .iter()
                .map(|stack| if stack.draft { format!("{} (draft)", stack.id) } else { stack.id.clone() })
                .collect();
            let stacks = if stacks.is_empty() { "no stack yet".to_owned() } else { stacks.join(", ") };
            let _ = writeln!(text, "{indent}{}", wrap(&stacks, width, &indent));
        }
        text.push('\n');
    }
    if !listing.skills.is_empty() {
        text.push_str("Skills to add by --with\n");
        for skill in &listing.skills {
            let _ = writeln!(text, "  {}  {}", skill.id, wrap(&skill.summary, width, &indent));
        }
        text.push('\n');
    }
    text.push_str("Try one: fortnight new TRACK\nNot sure: fortnight quiz\n");
    text
}
