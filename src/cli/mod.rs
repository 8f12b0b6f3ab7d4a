//! clap structs and their conversion into requests; nothing else knows clap.

mod days;

pub use days::{CompareArgs, DiffArgs, LogArgs, PlanArgs, QuizArgs, ReflectArgs};

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Choose a specialization by two weeks of doing: emit a complete starter repository and work in it
#[derive(Clone, Debug, Parser)]
#[command(name = "fortnight", disable_help_subcommand = true, disable_version_flag = true)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Args, Clone, Debug)]
pub struct Global {
    /// Read the templates from a folder instead of the binary
    #[arg(long, global = true, value_name = "DIR", env = "FORTNIGHT_TEMPLATES")]
    pub templates: Option<Utf8PathBuf>,
    /// When to colour: auto, always or never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Do not read the user's config file
    #[arg(long, global = true)]
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
    /// Compare what several trial repositories were like
    Compare(CompareArgs),
    /// Show what is yours against what was generated
    Diff(DiffArgs),
    /// Write one line about an evening
    Log(LogArgs),
    /// Show, check, date or export the fourteen days
    Plan(PlanArgs),
    /// Find out what to try first
    Quiz(QuizArgs),
    /// Pre-fill and check the reflection note
    Reflect(ReflectArgs),
}

/// How a reading command prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    #[default]
    Text,
    Json,
}
