//! The matrix: every stack of the catalog, with its defaults and with each choice that is no default.

use crate::ground::Ground;
use crate::parts::rows::{self, State};
use fortnight::catalog::{Catalog, StackManifest};
use fortnight::render::{Answers, License, render};
use serde::Deserialize;
use std::collections::BTreeMap;

/// `answers.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fixed {
    pub(crate) answers: Said,
    #[serde(default)]
    pub(crate) variant: Vec<Variant>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Said {
    title: String,
    license: String,
    author: String,
    github: String,
    start: String,
    hours: u32,
}

/// Other answers, under which the files are checked but nothing is run.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Variant {
    pub(crate) id: String,
    answers: Said,
}

/// One repository to be proven.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) manifest: StackManifest,
    pub(crate) answers: Answers,
    /// The choices that are no defaults, for the name.
    changed: Vec<String>,
}

impl Case {
    pub(crate) fn stack(&self) -> String {
        format!("{}/{}", self.answers.track, self.answers.stack)
    }

    pub(crate) fn name(&self) -> String {
        self.changed.iter().fold(self.stack(), |name, choice| format!("{name} {choice}"))
    }

    /// The stack's questions as the rows of `proven.toml` write them.
    pub(crate) fn set(&self) -> String {
        let all: Vec<String> = self.answers.set.iter().map(|(id, choice)| format!("{id}={choice}")).collect();
        all.join(" ")
    }

    /// These answers, but with what a variant says.
    pub(crate) fn under(&self, variant: &Variant) -> Result<Answers, String> {
        Ok(Answers { set: self.answers.set.clone(), ..variant.answers.answers(self)? })
    }

    /// What `proven.toml` compares.
    pub(crate) fn state(&self, ground: &Ground) -> Result<State, String> {
        let tree = render(&ground.catalog, &self.answers).map_err(|fault| fault.to_string())?;
        let lines: Vec<String> = tree.hash_lines().collect();
        // Hash lines come in the order of the paths, without the marker file.
        let owners = tree
            .files
            .iter()
            .filter(|(path, _)| path.as_str() != fortnight::render::MARKER)
            .map(|(_, file)| file.owner.as_str());
        let (own, base) =
            rows::hashes(owners.zip(lines.iter().map(String::as_str)), &ground.patch_bytes(self)?);
        Ok(State {
            track: self.answers.track.clone(),
            stack: self.answers.stack.clone(),
            answers: self.set(),
            language: self.manifest.language.clone(),
            draft: self.manifest.draft,
            own,
            base,
        })
    }
}

impl Said {
    fn answers(&self, case: &Case) -> Result<Answers, String> {
        let license = License::find(&self.license)
            .ok_or_else(|| format!("answers.toml: no license is called '{}'", self.license))?;
        Ok(Answers {
            title: self.title.clone(),
            license,
            author: self.author.clone(),
            github: self.github.clone(),
            start: self.start.clone(),
            hours: self.hours,
            ..case.answers.clone()
        })
    }
}

/// Every repository of a catalog, in the order of its ids.
pub(crate) fn all(catalog: &Catalog, fixed: &Fixed) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    for track in catalog.track_ids() {
        for stack in catalog.stack_ids(&track) {
            let manifest = catalog.stack(&track, &stack).map_err(|fault| fault.to_string())?;
            let defaults: BTreeMap<String, String> =
                manifest.question.iter().map(|q| (q.id.clone(), q.default.clone())).collect();
            let bare = Answers {
                track: track.clone(),
                stack: stack.clone(),
                name: manifest.package.clone(),
                title: String::new(),
                license: License::None,
                author: String::new(),
                github: String::new(),
                start: String::new(),
                hours: 10,
                skills: Vec::new(),
                set: defaults.clone(),
            };
            let mut first = Case { manifest, answers: bare, changed: Vec::new() };
            first.answers = fixed.answers.answers(&first)?;
            for question in &first.manifest.question {
                for choice in question.choices.iter().filter(|choice| choice.id != question.default) {
                    let mut other = first.clone();
                    other.answers.set.insert(question.id.clone(), choice.id.clone());
                    other.changed = vec![format!("{}={}", question.id, choice.id)];
                    cases.push(other);
                }
            }
            // The defaults come first.
            let at = cases.iter().position(|case| case.stack() == first.stack()).unwrap_or(cases.len());
            cases.insert(at, first);
        }
    }
    Ok(cases)
}

/// The cases that were named; a name that fits none is an error that names those that there are.
pub(crate) fn named(cases: Vec<Case>, names: &[String]) -> Result<Vec<Case>, String> {
    let fits = |case: &Case, name: &String| case.answers.track == *name || case.stack() == *name;
    if let Some(stranger) = names.iter().find(|name| !cases.iter().any(|case| fits(case, name))) {
        let mut known: Vec<String> = cases.iter().map(Case::stack).collect();
        known.dedup();
        return Err(format!("no track or stack is called '{stranger}'; known: {}", known.join(", ")));
    }
    Ok(cases
        .into_iter()
        .filter(|case| names.is_empty() || names.iter().any(|name| fits(case, name)))
        .collect())
}
