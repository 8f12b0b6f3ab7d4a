//! The manifests as their authors write them: plain structs, so that a wrong key is named with its line.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A rule that keeps paths out of a tree unless its condition holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct When {
    /// Exact emitted paths or folder prefixes; no globs.
    pub paths: Vec<String>,
    /// A template expression over the render context that gives a boolean.
    pub r#if: String,
}

/// `templates/base/base.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct BaseManifest {
    #[serde(default)]
    pub replaces: Vec<String>,
    #[serde(default)]
    pub when: Vec<When>,
}

/// `templates/languages/<id>/language.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LanguageManifest {
    pub title: String,
    #[serde(default)]
    pub replaces: Vec<String>,
    #[serde(default)]
    pub when: Vec<When>,
}

/// A neighbouring track and what to bring forward when moving there.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Pivot {
    pub to: String,
    pub emphasize: String,
}

/// One of the three numbers that the reflection note follows.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Metric {
    pub name: String,
    pub unit: String,
    /// How it is measured in the emitted repository.
    pub how: String,
}

/// `templates/tracks/<id>/track.toml`: the specialization itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TrackManifest {
    pub title: String,
    /// Heading under which `list` and the prompt show it.
    pub group: String,
    /// One line for lists.
    pub summary: String,
    /// What people of this specialization do.
    pub does: String,
    /// "You will like it if ..."
    pub like_it_if: String,
    /// The starter project in one sentence.
    pub project: String,
    /// Four day-to-day sentences for the quiz.
    pub days: Vec<String>,
    #[serde(default)]
    pub adjacent: Vec<String>,
    #[serde(default)]
    pub pivot: Vec<Pivot>,
    #[serde(default)]
    pub certifications: Vec<String>,
    /// Exactly three.
    pub metric: Vec<Metric>,
    #[serde(default)]
    pub shadow: Vec<String>,
    /// The stack that is taken when none is named; needed only with several.
    #[serde(default)]
    pub default_stack: Option<String>,
    #[serde(default)]
    pub replaces: Vec<String>,
    #[serde(default)]
    pub when: Vec<When>,
}

/// Seconds on two cores that the verbs of an emitted repository may take.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Budget {
    pub setup: u64,
    pub test: u64,
    pub run: u64,
    pub full: u64,
}

/// A program that the emitted repository needs on the machine.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Prerequisite {
    pub tool: String,
    /// Argument vector that prints the version; never run by a shell.
    pub version: Vec<String>,
    pub at_least: String,
    pub r#for: String,
    pub get: String,
}

/// One choice of a stack's question.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Choice {
    pub id: String,
    pub title: String,
}

/// A decision that a stack offers: a prompt, `--set id=choice`, and a name in the render context.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Question {
    pub id: String,
    pub prompt: String,
    pub choices: Vec<Choice>,
    pub default: String,
}

/// How deep a step of the emitted proof belongs.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum ProofLevel {
    Quick,
    Full,
}

/// A step of the emitted proof: an argument vector that must end with 0.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ProofStep {
    pub name: String,
    pub run: Vec<String>,
    pub level: ProofLevel,
    #[serde(default)]
    pub network: bool,
    pub timeout: u64,
    #[serde(default)]
    pub answers: BTreeMap<String, String>,
    /// Another repository that is served while the step runs.
    pub beside: Option<Beside>,
}

/// A neighbour of a proof step: emitted with its defaults, set up, and served in a folder of its own.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Beside {
    /// `<track>/<stack>`.
    pub stack: String,
    /// Serves it until SIGTERM. `{port}` is a free port; `{url}` in the step's own `run` is the address.
    pub serve: Vec<String>,
    /// The path that answers with 200 when it is ready.
    pub ready: String,
}

/// `templates/tracks/<id>/<stack>/stack.toml`: one implementation of a track.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StackManifest {
    pub title: String,
    pub language: String,
    /// The fixed inner name, a word of the domain; also the default project name.
    pub package: String,
    /// Commands that show the thing working, in the order a newcomer types them.
    pub first_look: Vec<String>,
    /// Not finished: shown as a draft, proven at level quick only.
    #[serde(default)]
    pub draft: bool,
    pub budget: Budget,
    #[serde(default)]
    pub prerequisite: Vec<Prerequisite>,
    #[serde(default)]
    pub question: Vec<Question>,
    #[serde(default)]
    pub proof: Vec<ProofStep>,
    #[serde(default)]
    pub replaces: Vec<String>,
    #[serde(default)]
    pub when: Vec<When>,
}

/// `templates/skills/<id>/skill.toml`: an adjacent skill that can be laid over any track it knows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SkillManifest {
    pub title: String,
    pub summary: String,
    /// Tracks it can be laid over; empty means every one.
    #[serde(default)]
    pub tracks: Vec<String>,
    #[serde(default)]
    pub replaces: Vec<String>,
    #[serde(default)]
    pub when: Vec<When>,
}
