//! What a manifest must mean, beyond having the right fields.

use super::manifest::{StackManifest, TrackManifest};

/// Names that the render context already has; a question may not take one.
pub const RESERVED: [&str; 11] = [
    "name", "title", "license", "author", "github", "start", "hours", "skills", "track", "stack", "versions",
];

/// A field with a value that cannot be right.
pub(super) struct Fault {
    pub(super) field: &'static str,
    /// Text that the faulty line contains, to find it among several of the same field.
    pub(super) near: String,
    pub(super) message: String,
}

fn fault(field: &'static str, near: &str, message: String) -> Result<(), Fault> {
    Err(Fault { field, near: near.to_owned(), message })
}

pub(super) fn track(track: &TrackManifest) -> Result<(), Fault> {
    if track.days.len() != 4 {
        return fault("days", "", format!("4 sentences are needed, {} found", track.days.len()));
    }
    if track.metric.len() != 3 {
        return fault("metric", "", format!("exactly 3 are needed, {} found", track.metric.len()));
    }
    Ok(())
}

pub(super) fn stack(stack: &StackManifest, languages: &[String]) -> Result<(), Fault> {
    if !languages.contains(&stack.language) {
        let message = format!("no language is called '{}'; known: {}", stack.language, languages.join(", "));
        return fault("language", "", message);
    }
    if !is_slug(&stack.package) {
        return fault("package", "", format!("'{}' is not a lowercase word like 'ledger'", stack.package));
    }
    for (at, question) in stack.question.iter().enumerate() {
        if !is_slug(&question.id) {
            return fault(
                "id",
                &question.id,
                format!("'{}' is not a lowercase word like 'api'", question.id),
            );
        }
        if RESERVED.contains(&question.id.replace('-', "_").as_str()) {
            return fault(
                "id",
                &question.id,
                format!("'{}' is a name that templates already have", question.id),
            );
        }
        if stack.question[..at].iter().any(|other| other.id == question.id) {
            return fault("id", &question.id, format!("'{}' stands twice", question.id));
        }
        if !question.choices.iter().any(|choice| choice.id == question.default) {
            let ids: Vec<&str> = question.choices.iter().map(|choice| choice.id.as_str()).collect();
            let message = format!("'{}' is none of the choices {}", question.default, ids.join(", "));
            return fault("default", &question.default, message);
        }
    }
    for tool in &stack.prerequisite {
        if tool.version.is_empty() {
            return fault(
                "version",
                "",
                format!("the command that prints the version of {} is empty", tool.tool),
            );
        }
        if tool.at_least.split('.').any(|part| part.parse::<u64>().is_err()) {
            return fault(
                "at-least",
                &tool.at_least,
                format!("'{}' is not a version like 3.11", tool.at_least),
            );
        }
    }
    if let Some(step) = stack.proof.iter().find(|step| step.run.is_empty()) {
        return fault("run", "", format!("the proof step '{}' runs nothing", step.name));
    }
    let beside = stack.proof.iter().filter_map(|step| step.beside.as_ref());
    if let Some(one) = beside.into_iter().find(|one| one.serve.is_empty()) {
        return fault("serve", "", format!("nothing serves {}", one.stack));
    }
    Ok(())
}

fn is_slug(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
