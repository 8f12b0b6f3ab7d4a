//! The names that templates and rules may use, and nothing else.

use super::answers::Answers;
use crate::catalog::{Metric, Pivot, StackManifest, TrackManifest};
use serde::Serialize;
use std::collections::BTreeMap;

/// The render context. `docs/templates.md` describes it for template authors; `show --context` prints it.
#[derive(Clone, Debug, Serialize)]
pub struct Context {
    pub name: String,
    pub title: String,
    pub license: &'static str,
    pub author: String,
    pub github: String,
    pub start: String,
    pub hours: u32,
    pub skills: Vec<String>,
    pub track: TrackContext,
    pub stack: StackContext,
    pub versions: toml::Table,
    /// The stack's questions by name, `-` written as `_`: `api == "rest"`.
    #[serde(flatten)]
    pub set: BTreeMap<String, String>,
}

/// What `track.toml` says, for texts.
#[derive(Clone, Debug, Serialize)]
pub struct TrackContext {
    pub id: String,
    pub title: String,
    pub group: String,
    pub summary: String,
    pub does: String,
    pub like_it_if: String,
    pub project: String,
    pub days: Vec<String>,
    pub adjacent: Vec<String>,
    pub pivots: Vec<Pivot>,
    pub certifications: Vec<String>,
    pub metrics: Vec<Metric>,
    pub shadow: Vec<String>,
}

/// What `stack.toml` says, for texts.
#[derive(Clone, Debug, Serialize)]
pub struct StackContext {
    pub id: String,
    pub title: String,
    pub language: String,
    pub package: String,
}

impl Context {
    pub fn new(
        answers: &Answers,
        track: TrackManifest,
        stack: &StackManifest,
        versions: toml::Table,
    ) -> Self {
        Self {
            name: answers.name.clone(),
            title: answers.title.clone(),
            license: answers.license.id(),
            author: answers.author.clone(),
            github: answers.github.clone(),
            start: answers.start.clone(),
            hours: answers.hours,
            skills: answers.skills.clone(),
            track: TrackContext {
                id: answers.track.clone(),
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
                shadow: track.shadow,
            },
            stack: StackContext {
                id: answers.stack.clone(),
                title: stack.title.clone(),
                language: stack.language.clone(),
                package: stack.package.clone(),
            },
            versions,
            set: answers.set.iter().map(|(id, choice)| (id.replace('-', "_"), choice.clone())).collect(),
        }
    }

    /// Every top-level name, for checking templates before they are rendered.
    pub fn names(&self) -> Vec<String> {
        crate::catalog::RESERVED
            .iter()
            .map(|name| (*name).to_owned())
            .chain(self.set.keys().cloned())
            .collect()
    }
}
