//! clap structs and their conversion into requests; nothing else knows clap.

mod days;
mod known;
mod new;

pub use days::{
    CheckArgs, CompareArgs, CompareFormat, DiffArgs, ExportArgs, LogArgs, PlanArgs, PlanCommand, QuizArgs,
    ReflectArgs, StartArgs, TickArgs,
};
pub use new::{GitMode, NewArgs, OnConflict};

use crate::catalog::Catalog;
use crate::error::Error;
use crate::ui::Env;
use camino::Utf8PathBuf;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use known::Known;

const EXITS: &str = "\
Exit codes:
  0    done
  1    failed (disk, git, a program that was started)
  2    usage, or an answer is missing
  3    refused, or conflicts; they are listed
  4    findings (plan check, reflect --check, doctor)
  70   a bug in fortnight
  130  interrupted; nothing was written";

/// Choose a specialization by two weeks of doing
///
/// Pick a track, get a complete starter repository for it, work in it for fourteen days, then decide.
/// Without a command, on a terminal, fortnight guides you.
#[derive(Clone, Debug, Parser)]
#[command(name = "fortnight", after_long_help = EXITS, disable_help_subcommand = true, disable_version_flag = true)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Args, Clone, Debug)]
pub struct Global {
    /// Read the templates from a folder instead of the binary (also by `FORTNIGHT_TEMPLATES`)
    #[arg(long, global = true, value_name = "DIR", help_heading = "Global options")]
    pub templates: Option<Utf8PathBuf>,
    /// Choose when to colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Global options")]
    pub color: Color,
    /// Leave the user's config file unread
    #[arg(long, global = true, help_heading = "Global options")]
    pub no_config: bool,
    /// Print version, catalog hash and number of tracks
    #[arg(short = 'V', long)]
    pub version: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Create a starter repository
    New(Box<NewArgs>),
    /// List the tracks and their stacks
    List(ListArgs),
    /// Show one track, or what would be emitted for it
    Show(ShowArgs),
    /// Check this machine for what a track needs
    Doctor(DoctorArgs),
    /// Find out which track to try first
    Quiz(QuizArgs),
    /// Show, check, date or export the fourteen days
    Plan(PlanArgs),
    /// Write one line about an evening
    Log(LogArgs),
    /// Pre-fill or check the reflection note
    Reflect(ReflectArgs),
    /// Compare what several trials were like
    Compare(CompareArgs),
    /// Show what is yours against what was generated
    Diff(DiffArgs),
    /// Print the JSON Schema of a command's JSON
    Schema(SchemaArgs),
    /// Print a shell's completion script
    Completions(CompletionsArgs),
    /// Print the manual page
    Man(ManArgs),
}

#[derive(Args, Clone, Debug)]
pub struct ListArgs {
    /// Choose how to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

#[derive(Args, Clone, Debug)]
pub struct ShowArgs {
    /// Track to show, or TRACK/STACK
    #[arg(value_name = "TRACK[/STACK]")]
    pub track: String,
    /// List every file that would be emitted: mode, layer, path
    #[arg(long, conflicts_with_all = ["file", "context"])]
    pub tree: bool,
    /// Print one file as it would be emitted
    #[arg(long, value_name = "PATH", conflicts_with = "context")]
    pub file: Option<String>,
    /// Print the names that templates see, as JSON
    #[arg(long)]
    pub context: bool,
    /// Decide one of the stack's questions (repeatable)
    #[arg(long, value_name = "ID=VALUE")]
    pub set: Vec<String>,
    /// Add an adjacent skill (repeatable)
    #[arg(long, value_name = "SKILL")]
    pub with: Vec<String>,
    /// Choose how to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

#[derive(Args, Clone, Debug)]
pub struct DoctorArgs {
    /// Track to check for; all of them, or the one you stand in, if absent
    #[arg(value_name = "TRACK[/STACK]")]
    pub track: Option<String>,
    /// Choose how to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

#[derive(Args, Clone, Debug)]
pub struct SchemaArgs {
    /// Command whose JSON is described
    #[arg(value_name = "COMMAND")]
    pub name: String,
}

#[derive(Args, Clone, Debug)]
pub struct CompletionsArgs {
    /// Shell to complete in
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

#[derive(Args, Clone, Debug)]
pub struct ManArgs {
    /// Command to describe; the program itself if absent
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
}

/// How a reading command prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    #[default]
    Text,
    Json,
}

/// What argv turned out to be.
pub enum Parsed {
    Run(Box<Cli>),
    /// Help was asked for; the text goes to stdout.
    Help(String),
    /// Not a command line; the text goes to stderr, exit 2.
    Wrong(String),
}

/// The command tree with the catalog's ids as possible values, for parsing, help, completions and the manual.
///
/// The values are shown, not enforced: they are checked against the catalog later, with "did you mean".
pub fn command(catalog: &Catalog) -> clap::Command {
    let mut tracks = Vec::new();
    for id in catalog.track_ids() {
        let stacks = catalog.stack_ids(&id);
        if stacks.len() > 1 {
            tracks.extend(stacks.iter().map(|stack| format!("{id}/{stack}")));
        }
        tracks.push(id);
    }
    tracks.sort();
    let skills = catalog.skill_ids();
    // Visiting every argument keeps their order, which positional ones live by.
    let mut command = Cli::command();
    for name in ["new", "show", "doctor"] {
        command = command.mut_subcommand(name, |sub| {
            sub.mut_args(|arg| match arg.get_id().as_str() {
                "track" => arg.value_parser(Known(tracks.clone())),
                "with" => arg.value_parser(Known(skills.clone())).hide(skills.is_empty()),
                _ => arg,
            })
        });
    }
    command
}

/// Parses argv.
pub fn parse(catalog: &Catalog, args: &[String], color: bool) -> Parsed {
    let command = command(catalog);
    let parsed = command.try_get_matches_from(args).and_then(|matches| Cli::from_arg_matches(&matches));
    match parsed {
        Ok(cli) => Parsed::Run(Box::new(cli)),
        Err(fault) => {
            let styled = fault.render();
            let text = if color { styled.ansi().to_string() } else { styled.to_string() };
            if fault.use_stderr() { Parsed::Wrong(text) } else { Parsed::Help(text) }
        }
    }
}

/// The first pass over argv: the catalog must be known before the arguments can be checked against it.
pub fn templates(args: &[String], env: &Env) -> Result<Option<Utf8PathBuf>, Error> {
    let mut words = args.iter().skip(1).take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        if word == "--templates" {
            return Ok(words.next().map(Utf8PathBuf::from));
        }
        if let Some(dir) = word.strip_prefix("--templates=") {
            return Ok(Some(Utf8PathBuf::from(dir)));
        }
    }
    Ok(env.var("FORTNIGHT_TEMPLATES").map(Utf8PathBuf::from))
}

/// The colour that argv asks for, known before parsing because parsing may fail in colour.
pub fn color(args: &[String]) -> crate::ui::ColorChoice {
    use crate::ui::ColorChoice;
    let mut words = args.iter().skip(1).take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        let value =
            if word == "--color" { words.next().map(String::as_str) } else { word.strip_prefix("--color=") };
        match value {
            Some("always") => return ColorChoice::Always,
            Some("never") => return ColorChoice::Never,
            _ => {}
        }
    }
    ColorChoice::Auto
}

/// `TRACK` or `TRACK/STACK`.
pub fn split_track(text: &str) -> (String, Option<String>) {
    match text.split_once('/') {
        Some((track, stack)) => (track.to_owned(), Some(stack.to_owned())),
        None => (text.to_owned(), None),
    }
}

/// `id=value` pairs; a faulty one is an error that shows the form.
pub fn pairs(set: &[String]) -> Result<std::collections::BTreeMap<String, String>, Error> {
    set.iter()
        .map(|pair| match pair.split_once('=') {
            Some((id, value)) if !id.is_empty() => Ok((id.to_owned(), value.to_owned())),
            _ => Err(Error::usage(format!("--set '{pair}' is not of the form id=value"))
                .hint("for example: --set api=rest")),
        })
        .collect()
}
