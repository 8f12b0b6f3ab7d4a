//! `fortnight plan`.

mod check;
mod report;

use super::json;
use crate::catalog::Catalog;
use crate::cli::{Format, PlanArgs, PlanCommand, StartArgs, TickArgs};
use crate::days::plan::{Plan, When, purpose};
use crate::days::words::list;
use crate::days::{date, file, ics};
use crate::error::{Error, Exit};
use crate::project::Project;
use crate::render::item::{Check, Item, Kind};
use crate::render::schedule::{Weekdays, hours, schedule};
use crate::ui::{Env, wrap};
use report::Report;
use schemars::Schema;

pub(super) fn schema() -> Schema {
    schemars::schema_for!(Report)
}

pub(super) fn run(_catalog: &Catalog, args: &PlanArgs, env: &mut Env) -> Result<Exit, Error> {
    let project = Project::find(&env.dir)?;
    let plan = Plan::read(&project.root)?;
    match &args.command {
        None => {
            let text = (args.format == Format::Text).then(|| today(&plan, env));
            show(&plan, &[When::Late, When::Today, When::Next], text, env)?;
        }
        Some(PlanCommand::Next) => next(&plan, args.format, env)?,
        Some(PlanCommand::All) => {
            let text = (args.format == Format::Text).then(|| all(&plan, env));
            let every = [When::Done, When::Dropped, When::Late, When::Today, When::Next, When::Later];
            show(&plan, &every, text, env)?;
        }
        Some(PlanCommand::Check(said)) => return check::run(&project, &plan, said, args.format, env),
        Some(PlanCommand::Tick(said)) => tick(&project, &plan, said, args.format, env)?,
        Some(PlanCommand::Start(said)) => start(&project, &plan, said, args.format, env)?,
        Some(PlanCommand::Export(_)) => {
            // Everything that was asked for at birth, and nothing that changes later.
            let identity = format!("{} {}", project.marker.tree, project.marker.answers.name);
            let text = ics::calendar(&plan, &project.marker.answers.title, &identity).ok_or_else(|| {
                Error::refused("the plan has no dates yet")
                    .hint("give it dates first: fortnight plan start today")
            })?;
            env.print(&text)?;
        }
    }
    strangers(&plan, env);
    Ok(Exit::Done)
}

/// What stands at the top of the guided start: today's items and the commands that fit the day.
pub(super) fn guide(project: &Project, env: &mut Env) -> Result<(), Error> {
    let plan = Plan::read(&project.root)?;
    let mut text = today(&plan, env);
    text.push('\n');
    for (command, why) in commands(&plan, env.now.date()) {
        text.push_str(&format!("  {command:<34}  {why}\n"));
    }
    env.print(&text)?;
    strangers(&plan, env);
    Ok(())
}

/// Two or three commands for this day, each with what it does.
fn commands(plan: &Plan, today: jiff::civil::Date) -> Vec<(String, &'static str)> {
    let mut commands = Vec::new();
    let open =
        plan.when(today).into_iter().find(|(_, when)| matches!(when, When::Late | When::Today | When::Next));
    if plan.started().is_none() && open.is_some() {
        commands.push(("fortnight plan start today".to_owned(), "give the items dates"));
    }
    if let Some((item, _)) = open {
        if let (Kind::Debug, Some(Check::Make(argv))) = (item.kind, &item.check)
            && argv.get(1).is_some_and(|target| target == "incident-check")
        {
            commands.push((format!("make incident {}", argv[2..].join(" ")), "open the incident"));
        } else if commands.is_empty() {
            commands.push(("fortnight plan next".to_owned(), "what it is about, and why"));
        }
        if item.check.is_some() {
            commands.push((format!("fortnight plan check {}", item.id), "see whether it is done"));
        } else {
            commands.push((format!("fortnight plan tick {}", item.id), "when you have done it"));
        }
        let kind = log_kind(item.kind);
        commands.push((format!("fortnight log -e 3 -m 60 -k {kind}"), "write down how it felt, 1 to 5"));
    } else {
        commands.push(("fortnight reflect".to_owned(), "fill in the reflection note"));
        commands.push(("fortnight compare . ../OTHER".to_owned(), "put it beside another trial"));
    }
    commands.truncate(3);
    commands
}

/// The kind of log entry that a kind of item leads to.
fn log_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Shadow => "read",
        Kind::Measure | Kind::Debug => "debug",
        Kind::Ship => "ops",
        Kind::Build => "build",
        Kind::Write => "write",
    }
}

/// Prints some items, as text that was made or as JSON.
fn show(plan: &Plan, only: &[When], text: Option<String>, env: &mut Env) -> Result<(), Error> {
    let text = text.unwrap_or_else(|| json(&Report::new(plan, env.now.date(), only)));
    env.print(&text)
}

fn today(plan: &Plan, env: &Env) -> String {
    let today = env.now.date();
    let mut text = format!(
        "{}{}\n",
        date::long(today),
        match plan.day(today) {
            Some(day) => format!(", day {day} of 14"),
            None if plan.started().is_none() => ", no dates yet".to_owned(),
            None => String::new(),
        }
    );
    text.push_str(&progress(plan));
    text.push('\n');
    let mut any = false;
    for (item, when) in plan.when(today) {
        if matches!(when, When::Late | When::Today | When::Next) {
            any = true;
            text.push_str(&entry(item, when, env.width));
        }
    }
    if !any {
        text.push_str("Everything is done. Write down what it was like: fortnight reflect\n");
    }
    text
}

fn progress(plan: &Plan) -> String {
    let totals = plan.totals();
    let filled = (totals.done * 20).checked_div(totals.minutes).unwrap_or(0) as usize;
    let stretch = if totals.stretch_done > 0 {
        format!(", and {} of stretch", hours(totals.stretch_done))
    } else {
        String::new()
    };
    format!(
        "[{}{}] {} of {} done, {} left, {} of {} items{stretch}\n",
        "#".repeat(filled),
        ".".repeat(20 - filled.min(20)),
        hours(totals.done),
        hours(totals.minutes),
        hours(totals.minutes - totals.done),
        totals.items_done,
        totals.items
    )
}

fn entry(item: &Item, when: When, width: usize) -> String {
    let due =
        item.due().filter(|_| when != When::Today).map_or_else(String::new, |due| format!(", due {due}"));
    let stretch = if item.stretch { ", stretch" } else { "" };
    format!(
        "{:<7}  {} ({}, {}{stretch}){due}\n{:9}{}\n",
        when.word(),
        item.id,
        hours(item.minutes),
        item.kind.id(),
        "",
        wrap(&item.title, width, "         ")
    )
}

fn all(plan: &Plan, env: &Env) -> String {
    let mut text = progress(plan);
    text.push('\n');
    for (item, when) in plan.when(env.now.date()) {
        text.push_str(&entry(item, when, env.width));
    }
    text
}

fn next(plan: &Plan, format: Format, env: &mut Env) -> Result<(), Error> {
    let today = env.now.date();
    let next = plan
        .when(today)
        .into_iter()
        .find(|(_, when)| matches!(when, When::Late | When::Today | When::Next | When::Later));
    if format == Format::Json {
        let report = Report::new(plan, today, &[]).with(plan, next);
        return env.print(&json(&report));
    }
    let Some((item, when)) = next else {
        return env.print("Everything is done. Write down what it was like: fortnight reflect\n");
    };
    let mut text = entry(item, when, env.width);
    let why = plan.why(item).unwrap_or_else(|| purpose(item.kind).to_owned());
    text.push_str(&format!("\n{}\n", wrap(&why, env.width, "")));
    match &item.check {
        Some(Check::Make(_)) => text.push_str(&format!("\nIs it done?  fortnight plan check {}\n", item.id)),
        Some(Check::Other(command)) => text.push_str(&format!("\nIs it done?  {command}\n")),
        None => text.push_str(&format!("\nWhen you have done it:  fortnight plan tick {}\n", item.id)),
    }
    env.print(&text)
}

fn tick(project: &Project, plan: &Plan, said: &TickArgs, format: Format, env: &mut Env) -> Result<(), Error> {
    let ids: Vec<&str> = plan.find_all(&said.ids)?.iter().map(|item| item.id.as_str()).collect();
    Plan::tick(&project.root, &ids, !said.undo)?;
    let plan = Plan::read(&project.root)?;
    let text = (format == Format::Text).then(|| progress(&plan));
    show(&plan, &[When::Late, When::Today, When::Next], text, env)
}

fn start(
    project: &Project,
    plan: &Plan,
    said: &StartArgs,
    format: Format,
    env: &mut Env,
) -> Result<(), Error> {
    let first = date::parse(&said.date, env.now.date())?;
    let a_week = said.hours.unwrap_or(project.marker.answers.hours);
    if !(1..=60).contains(&a_week) {
        return Err(Error::usage(format!("{a_week} hours a week are not between 1 and 60"))
            .hint(format!("for example: fortnight plan start {} --hours 10", said.date)));
    }
    let days = match &said.days {
        None => Weekdays::ALL,
        Some(days) => Weekdays::parse(days).map_err(Error::usage)?,
    };
    let dated = schedule(&plan.text, first, a_week, days);
    file::replace(&plan.path, &plan.text, &dated.text)?;
    let plan = Plan::of(plan.path.clone(), dated.text.clone());
    if format == Format::Json {
        let every = [When::Done, When::Dropped, When::Late, When::Today, When::Next, When::Later];
        env.print(&json(&Report::new(&plan, env.now.date(), &every)))?;
    } else {
        let evenings: Vec<_> = plan.items.iter().filter(|item| !item.done).filter_map(Item::due).collect();
        let text = match (evenings.iter().min(), evenings.iter().max()) {
            (Some(first), Some(last)) => format!(
                "{} planned, {} h a week, from {first} to {last} ({})\n",
                hours(dated.planned),
                a_week,
                if days == Weekdays::ALL { "every day".to_owned() } else { days.to_string() }
            ),
            _ => "nothing is left to plan\n".to_owned(),
        };
        env.print(&text)?;
    }
    if !dated.dropped.is_empty() {
        let which = list(&dated.dropped);
        env.say(&wrap(
            &format!("dropped for want of hours: {which}; more hours bring them back"),
            env.width,
            "",
        ));
    }
    if let Some(excess) = dated.excess(a_week) {
        env.say(&wrap(&format!("warning: {excess}"), env.width, ""));
    }
    Ok(())
}

/// Says which lines were left alone.
fn strangers(plan: &Plan, env: &mut Env) {
    for line in &plan.foreign {
        env.say(&format!("{}:{}: left alone: {}", env.shown(&plan.path), line.line, line.why));
    }
}
