//! `fortnight doctor`: what a track needs on this machine.

use crate::catalog::{Catalog, Prerequisite};
use crate::cli::{DoctorArgs, Format, split_track};
use crate::error::{Error, Exit};
use crate::project::Project;
use crate::ui::{Env, Table};
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// No tool needs this long to say its version; one that hangs must not hang us.
const PATIENCE: Duration = Duration::from_secs(10);

/// What `doctor --format json` prints.
#[derive(Debug, JsonSchema, Serialize)]
pub(super) struct Diagnosis {
    /// Version of this layout.
    pub(super) schema: u32,
    pub(super) tools: Vec<Finding>,
    /// Whether nothing is missing.
    pub(super) ok: bool,
}

#[derive(Debug, JsonSchema, Serialize)]
pub(super) struct Finding {
    pub(super) tool: String,
    /// The version that was found; null when the tool is not there or did not say.
    pub(super) found: Option<String>,
    pub(super) needed: String,
    pub(super) ok: bool,
    /// What it is for.
    pub(super) r#for: String,
    /// How to get it.
    pub(super) get: String,
}

pub(super) fn run(catalog: &Catalog, args: &DoctorArgs, env: &mut Env) -> Result<Exit, Error> {
    let needs = needs(catalog, args.track.as_deref(), env)?;
    let diagnosis = {
        let spinner = env.spinner("asking the tools for their versions");
        let tools: Vec<Finding> = needs
            .into_iter()
            .map(|need| {
                spinner.say(&format!("asking {} for its version", need.tool));
                examine(need)
            })
            .collect();
        Diagnosis { schema: 1, ok: tools.iter().all(|tool| tool.ok), tools }
    };
    let text = match args.format {
        Format::Json => super::json(&diagnosis),
        Format::Text => text(&diagnosis, env.width),
    };
    env.print(&text)?;
    Ok(if diagnosis.ok { Exit::Done } else { Exit::Findings })
}

/// git, and what the named tracks need; each tool once, with the highest version that anyone needs.
fn needs(catalog: &Catalog, named: Option<&str>, env: &Env) -> Result<Vec<Prerequisite>, Error> {
    let (tracks, only) = match named {
        Some(named) => {
            let (track, stack) = split_track(named);
            catalog.track(&track)?;
            if let Some(stack) = &stack {
                catalog.stack(&track, stack)?;
            }
            (vec![track], stack)
        }
        // Inside an emitted repository its own track is meant.
        None => match Project::find(&env.dir) {
            Ok(project) if catalog.track(&project.marker.track).is_ok() => (vec![project.marker.track], None),
            _ => (catalog.track_ids(), None),
        },
    };
    let mut all = vec![Prerequisite {
        tool: "git".to_owned(),
        version: vec!["git".to_owned(), "--version".to_owned()],
        at_least: "2.28".to_owned(),
        r#for: "the first commit".to_owned(),
        get: "apt-get install git, brew install git, or git for Windows".to_owned(),
    }];
    for track in tracks {
        for id in catalog.stack_ids(&track) {
            if only.as_ref().is_some_and(|only| *only != id) {
                continue;
            }
            for need in catalog.stack(&track, &id)?.prerequisite {
                match all.iter_mut().find(|known| known.tool == need.tool) {
                    Some(known) if version(&known.at_least) < version(&need.at_least) => *known = need,
                    Some(_) => {}
                    None => all.push(need),
                }
            }
        }
    }
    Ok(all)
}

fn examine(need: Prerequisite) -> Finding {
    let found = ask(&need.version).and_then(|said| first_version(&said));
    let ok = found.as_deref().is_some_and(|found| version(found) >= version(&need.at_least));
    Finding { tool: need.tool, found, needed: need.at_least, ok, r#for: need.r#for, get: need.get }
}

/// What a version command prints, or nothing when it cannot be started, fails or does not end.
fn ask(argv: &[String]) -> Option<String> {
    let mut command = Command::new(&argv[0]);
    command
        .args(&argv[1..])
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let _ = send.send(command.output());
    });
    let output = receive.recv_timeout(PATIENCE).ok()?.ok()?;
    let text = [output.stdout, output.stderr].concat();
    output.status.success().then(|| String::from_utf8_lossy(&text).into_owned())
}

/// The first word that looks like a version: digits with a dot between them.
fn first_version(said: &str) -> Option<String> {
    said.split(|c: char| !(c.is_ascii_digit() || c == '.'))
        .map(|word| word.trim_matches('.'))
        .find(|word| word.contains('.'))
        .map(str::to_owned)
}

fn version(text: &str) -> Vec<u64> {
    text.split('.').map_while(|part| part.parse().ok()).collect()
}

fn text(diagnosis: &Diagnosis, width: usize) -> String {
    let mut table = Table::new(["", "tool", "found", "needed", "for"]);
    for tool in &diagnosis.tools {
        let state = if tool.ok { "ok" } else { "missing" };
        let found = tool.found.clone().unwrap_or_else(|| "-".to_owned());
        let state = if !tool.ok && tool.found.is_some() { "too old" } else { state };
        table.row([state.to_owned(), tool.tool.clone(), found, tool.needed.clone(), tool.r#for.clone()]);
    }
    let mut text = table.render(width);
    for tool in diagnosis.tools.iter().filter(|tool| !tool.ok) {
        let _ = write!(text, "\n{}: {}", tool.tool, tool.get);
    }
    if !diagnosis.ok {
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_tools_say() {
        assert_eq!(first_version("git version 2.39.5 (Apple Git-154)").as_deref(), Some("2.39.5"));
        assert_eq!(first_version("Python 3.11.7\n").as_deref(), Some("3.11.7"));
        assert_eq!(first_version("v20.20.2").as_deref(), Some("20.20.2"));
        assert_eq!(first_version("no number"), None);
    }

    #[test]
    fn versions_compare_by_number() {
        assert!(version("3.9") < version("3.11"));
        assert!(version("3.11") < version("3.11.1"));
    }
}
