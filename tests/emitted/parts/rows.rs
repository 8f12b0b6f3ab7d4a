//! `proven.toml`: what was proven in full, told by hashes; and from it, what has to be proven now.

use fortnight::catalog::sha256;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Raised when a step of the proof grows stricter: older rows then count no more.
pub(crate) const PROOF: u32 = 1;

/// More stacks than this in need of a full proof do not fit into one run of the checks.
pub(crate) const MOST_FULL: usize = 2;

/// One full pass.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    pub(crate) track: String,
    pub(crate) stack: String,
    /// The stack's questions, `id=choice` with spaces between, sorted; empty when it has none.
    pub(crate) answers: String,
    /// Hash of what track, stack and skills bring, and of the stack's patches.
    pub(crate) own: String,
    /// Hash of everything else in the tree.
    pub(crate) base: String,
    pub(crate) proof: u32,
    /// Seconds by step, on the machine that recorded the row.
    pub(crate) seconds: BTreeMap<String, f64>,
    /// Versions of the programs that it ran with.
    pub(crate) tools: BTreeMap<String, String>,
}

impl Row {
    pub(crate) fn key(&self) -> (&str, &str, &str) {
        (&self.track, &self.stack, &self.answers)
    }
}

/// The whole file.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Proven {
    #[serde(default)]
    pub(crate) row: Vec<Row>,
}

const HEAD: &str =
    "# What was proven in full. Written only by: cargo test --test emitted -- TRACK/STACK --record\n";

impl Proven {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|fault| format!("proven.toml: {}", fault.message()))
    }

    /// Puts a row in the place of the one with the same key; rows stay sorted.
    pub(crate) fn record(&mut self, row: Row) {
        self.row.retain(|other| other.key() != row.key());
        self.row.push(row);
        self.row.sort_by(|a, b| a.key().cmp(&b.key()));
    }

    pub(crate) fn text(&self) -> Result<String, String> {
        toml::to_string(self).map(|rows| format!("{HEAD}\n{rows}")).map_err(|fault| fault.to_string())
    }
}

/// The two hashes of a repository: `own` of what track, stack, skills and patches bring, `base` of the rest.
///
/// `lines` are the tree's hash lines with the layer that owns each; `patches` are bytes by path.
pub(crate) fn hashes<'l>(
    lines: impl IntoIterator<Item = (&'l str, &'l str)>,
    patches: &BTreeMap<String, Vec<u8>>,
) -> (String, String) {
    let (mut own, mut base) = (String::new(), String::new());
    for (owner, line) in lines {
        let part = if ["tracks/", "skills/"].iter().any(|head| owner.starts_with(head)) {
            &mut own
        } else {
            &mut base
        };
        part.push_str(line);
    }
    for (path, bytes) in patches {
        let _ = writeln!(own, "patch {} {path}", sha256(bytes));
    }
    (format!("sha256:{}", sha256(own.as_bytes())), format!("sha256:{}", sha256(base.as_bytes())))
}

/// One repository of the matrix as it stands now.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) track: String,
    pub(crate) stack: String,
    pub(crate) answers: String,
    pub(crate) language: String,
    pub(crate) draft: bool,
    pub(crate) own: String,
    pub(crate) base: String,
}

/// What one repository of the matrix needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    Quick,
    Full,
}

/// Decides what to prove, one answer a state; `Err` holds the stacks that must be recorded first.
///
/// Full: what is no draft and has no row for its own part; and, where only the shared part changed,
/// the first stack of each language.
pub(crate) fn due(states: &[State], proven: &Proven) -> Result<Vec<Need>, Vec<String>> {
    let mut languages = BTreeSet::new();
    let mut full = BTreeSet::new();
    let mut needs = Vec::new();
    for state in states {
        let name = format!("{}/{}", state.track, state.stack);
        let key = (state.track.as_str(), state.stack.as_str(), state.answers.as_str());
        let row = proven.row.iter().find(|row| row.key() == key);
        let known = row.is_some_and(|row| row.own == state.own && row.proof >= PROOF);
        let moved = row.is_some_and(|row| row.base != state.base);
        let need = if state.draft {
            Need::Quick
        } else if !known || (moved && languages.insert(state.language.clone())) {
            full.insert(name);
            Need::Full
        } else {
            Need::Quick
        };
        needs.push(need);
    }
    if full.len() > MOST_FULL { Err(full.into_iter().collect()) } else { Ok(needs) }
}
