//! `fortnight plan check`: runs what the comments of items name, and nothing else.

use super::report::{Checked, Report};
use super::strangers;
use crate::ask::{Reply, Select};
use crate::cli::{CheckArgs, Format};
use crate::commands::json;
use crate::days::plan::{Plan, When};
use crate::days::words::{count, plain};
use crate::days::{file, state};
use crate::error::{Error, Exit};
use crate::project::Project;
use crate::render::item::{Check, Item};
use crate::ui::Env;
use std::io::{Read, Seek};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Lines of a failed check that are shown.
const SHOWN: usize = 40;

pub(super) fn run(
    project: &Project,
    plan: &Plan,
    said: &CheckArgs,
    format: Format,
    env: &mut Env,
) -> Result<Exit, Error> {
    let asked = asked(plan, said, env)?;
    let mut runs: Vec<(&Item, &[String])> = Vec::new();
    let mut unclear = 0;
    for item in asked {
        match &item.check {
            Some(Check::Make(argv)) => runs.push((item, argv)),
            Some(Check::Other(text)) => {
                unclear += 1;
                let at = format!("{}:{}", env.shown(&plan.path), item.line);
                env.say(&format!("{at}: not run, because it is no plain make command: {}", plain(text)));
            }
            None => env.say(&format!("{} has no check; when it is done: fortnight plan tick {0}", item.id)),
        }
    }
    strangers(plan, env);
    if runs.is_empty() {
        return Err(Error::refused("none of these items has a check that can be run")
            .hint("see which items there are: fortnight plan all"));
    }
    confirm(&runs, said, env)?;
    let interactive = env.interactive || env.script.is_some();
    let write = !said.no_write && (said.write || interactive);
    let mut results = Vec::new();
    for (item, argv) in runs {
        results.push(check(project, item, argv, env)?);
        if format == Format::Text
            && let Some(result) = results.last()
        {
            env.print(&line(result))?;
        }
    }
    let passed: Vec<&str> =
        results.iter().filter(|result| result.passed).map(|result| result.id.as_str()).collect();
    let failed = results.len() - passed.len();
    if write && !passed.is_empty() {
        Plan::tick(&project.root, &passed, true)?;
    }
    let ticked: Vec<String> = passed.iter().filter(|_| write).map(|id| (*id).to_owned()).collect();
    for result in &mut results {
        result.ticked = ticked.contains(&result.id);
    }
    if format == Format::Json {
        let plan = Plan::read(&project.root)?;
        let mut report = Report::new(&plan, env.now.date(), &[When::Late, When::Today, When::Next]);
        report.checks = results;
        env.print(&json(&report))?;
    } else {
        let done = count(results.len() - failed, "check");
        env.say(&format!(
            "{done} passed, {failed} failed{}",
            if write && !ticked.is_empty() { "; what passed is ticked" } else { "" }
        ));
        if !write && results.iter().any(|result| result.passed) {
            env.say("nothing was ticked; --write does");
        }
    }
    Ok(if failed + unclear > 0 { Exit::Findings } else { Exit::Done })
}

/// The items that were named, all that are open, or those that are due.
fn asked<'p>(plan: &'p Plan, said: &CheckArgs, env: &Env) -> Result<Vec<&'p Item>, Error> {
    if !said.ids.is_empty() {
        return plan.find_all(&said.ids);
    }
    let due = [When::Late, When::Today, When::Next];
    let items: Vec<&Item> = plan
        .when(env.now.date())
        .into_iter()
        .filter(|(item, when)| {
            item.check.is_some() && if said.open { item.open() } else { due.contains(when) }
        })
        .map(|(item, _)| item)
        .collect();
    if items.is_empty() {
        return Err(Error::refused("nothing that is due has a check")
            .hint("name an item: fortnight plan check d03")
            .hint("or check all that are open: fortnight plan check --open"));
    }
    Ok(items)
}

/// Shows every command before the first one runs.
fn confirm(runs: &[(&Item, &[String])], said: &CheckArgs, env: &mut Env) -> Result<(), Error> {
    let mut text = format!("{} in this folder, without a shell:", count(runs.len(), "command"));
    for (_, argv) in runs {
        text.push_str(&format!("\n  {}", argv.join(" ")));
    }
    env.say(&text);
    if said.yes {
        return Ok(());
    }
    let script = env.script.is_some();
    let Some(mut ask) = env.asker() else {
        return Err(Error::usage("there is no terminal to ask whether they may run")
            .hint("run them without asking: fortnight plan check --yes"));
    };
    let items = ["run them".to_owned(), "run nothing".to_owned()];
    let reply = ask.select(&Select { prompt: "Run them?", items: &items, default: 0 })?;
    if script {
        env.script = Some(ask);
    }
    match reply {
        Reply::Value(0) => Ok(()),
        _ => Err(Error::new(Exit::Interrupted, "nothing was run")),
    }
}

fn check(project: &Project, item: &Item, argv: &[String], env: &Env) -> Result<Checked, Error> {
    let doing = || format!("cannot run {}", argv.join(" "));
    let io = |fault: std::io::Error| Error::io(doing(), fault);
    // One file for both streams keeps their order, and a chatty check cannot block.
    let mut captured = tempfile::tempfile().map_err(io)?;
    let (out, err) = (captured.try_clone().map_err(io)?, captured.try_clone().map_err(io)?);
    let spinner = env.spinner(&format!("{}  {}", item.id, argv.join(" ")));
    let begin = Instant::now();
    let status = Command::new(&argv[0])
        .args(&argv[1..])
        .current_dir(&project.root)
        .envs(&env.vars)
        .env_remove("MAKEFLAGS")
        .env_remove("MFLAGS")
        .env_remove("MAKELEVEL")
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(err)
        .status()
        .map_err(|fault| {
            let missing = fault.kind() == std::io::ErrorKind::NotFound;
            let error = io(fault);
            if missing {
                error.hint("install make, or open the repository in its dev container")
            } else {
                error
            }
        })?;
    let seconds = begin.elapsed().as_secs_f64();
    drop(spinner);
    if env.interrupted() {
        return Err(Error::new(Exit::Interrupted, "interrupted; nothing was ticked"));
    }
    let mut result = Checked {
        id: item.id.clone(),
        command: argv.join(" "),
        passed: status.success(),
        seconds: (seconds * 10.0).round() / 10.0,
        ticked: false,
        output: Vec::new(),
        file: None,
    };
    if !result.passed {
        let mut bytes = Vec::new();
        captured.rewind().and_then(|()| captured.read_to_end(&mut bytes)).map_err(io)?;
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<String> = text.lines().map(tidy).collect();
        if lines.len() > SHOWN {
            result.file = Some(keep(project, &item.id, &text, env)?);
        }
        result.output = lines[lines.len().saturating_sub(SHOWN)..].to_vec();
    }
    Ok(result)
}

/// A line without what would move the cursor; a check may print colours into a file.
fn tidy(line: &str) -> String {
    let bare = console::strip_ansi_codes(line);
    bare.chars()
        .map(|c| if c.is_control() && c != '\t' { ' ' } else { c })
        .collect::<String>()
        .trim_end()
        .to_owned()
}

/// Puts the whole output where it is in nobody's way.
fn keep(project: &Project, id: &str, text: &str, env: &Env) -> Result<String, Error> {
    let state = state::folder(|key| env.var(key))?;
    let path = state::of_repository(&state, &project.root)?.join(format!("check-{id}.txt"));
    file::create(&path, text)?;
    Ok(path.into_string())
}

fn line(result: &Checked) -> String {
    let word = if result.passed { "passed" } else { "failed" };
    let mut text = format!("{word}  {}  {:.1} s\n", result.id, result.seconds);
    for line in &result.output {
        text.push_str(&format!("    {line}\n"));
    }
    if let Some(file) = &result.file {
        text.push_str(&format!("  these are the last {SHOWN} lines; all of them: {file}\n"));
    }
    text
}
