//! Arguments of the commands around the fourteen days.

use super::Format;
use camino::Utf8PathBuf;
use clap::{Args, Subcommand, ValueEnum};

/// Arguments of `fortnight quiz`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  fortnight quiz\n  fortnight quiz --quick\n  \
    fortnight quiz --questions > quiz.toml      then fill it in, and\n  \
    fortnight quiz --answers quiz.toml --format json")]
#[expect(clippy::struct_excessive_bools, reason = "a flag of the command line is a bool")]
pub struct QuizArgs {
    /// Ask six times instead of twelve; right about half the time
    #[arg(long)]
    pub quick: bool,
    /// Read the answers from a TOML file, or from stdin with -
    #[arg(long, value_name = "FILE")]
    pub answers: Option<Utf8PathBuf>,
    /// Print a sheet with all questions to fill in for --answers
    #[arg(long, conflicts_with_all = ["answers", "save", "record"])]
    pub questions: bool,
    /// Order in which the questions are shown; it changes no score
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Keep the answers in the state folder of this machine
    #[arg(long)]
    pub save: bool,
    /// Write rank and score into .fortnight.toml of the repository you stand in; portfolios are public
    #[arg(long)]
    pub record: bool,
    /// Choose how to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// Arguments of `fortnight plan`.
#[derive(Args, Clone, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  fortnight plan\n  fortnight plan next\n  \
    fortnight plan start 2026-11-23 --hours 8 --days mon,wed,sat\n  fortnight plan check d06-idempotency\n  \
    fortnight plan export --ics > fortnight.ics"
)]
pub struct PlanArgs {
    #[command(subcommand)]
    pub command: Option<PlanCommand>,
    /// Choose how to print
    #[arg(long, value_name = "FORMAT", default_value = "text", global = true)]
    pub format: Format,
}

#[derive(Clone, Debug, Subcommand)]
pub enum PlanCommand {
    /// Show one item and why it is there
    Next,
    /// Show all items
    All,
    /// Run the checks of items and tick what passes
    Check(CheckArgs),
    /// Tick items that have no check
    Tick(TickArgs),
    /// Put dates on the items; again to move them
    Start(StartArgs),
    /// Print the dates for a calendar
    Export(ExportArgs),
}

#[derive(Args, Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "a flag of the command line is a bool")]
pub struct CheckArgs {
    /// Items to check, as d06-idempotency or d06; default: those of today and what is late
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
    /// Check all items that are not ticked
    #[arg(long, conflicts_with = "ids")]
    pub open: bool,
    /// Run the listed commands without asking
    #[arg(short, long)]
    pub yes: bool,
    /// Tick what passes; default on a terminal
    #[arg(long, conflicts_with = "no_write")]
    pub write: bool,
    /// Tick nothing
    #[arg(long)]
    pub no_write: bool,
}

#[derive(Args, Clone, Debug)]
pub struct TickArgs {
    /// Items that are done, as d02-watch-review or d02
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<String>,
    /// Take the tick away again
    #[arg(long)]
    pub undo: bool,
}

#[derive(Args, Clone, Debug)]
pub struct StartArgs {
    /// First day, as 2026-11-23, today or tomorrow
    #[arg(value_name = "DATE")]
    pub date: String,
    /// Hours a week; default: what the repository was made with
    #[arg(long, value_name = "N")]
    pub hours: Option<u32>,
    /// Days of the week, as mon,wed,sat; default: all
    #[arg(long, value_name = "DAYS")]
    pub days: Option<String>,
}

#[derive(Args, Clone, Debug)]
pub struct ExportArgs {
    /// As an iCalendar file (RFC 5545) on stdout
    #[arg(long, required = true)]
    pub ics: bool,
}

/// Arguments of `fortnight log`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  fortnight log -e 4 -m 90 -k build \"idempotency key table\"\n  \
    fortnight log -e 2 -m 30 -k debug --private\n  fortnight log --list --format json")]
pub struct LogArgs {
    /// Energy it gave, from 1 (drained me) to 5 (gave me energy)
    #[arg(short, long, value_name = "1-5")]
    pub energy: Option<String>,
    /// Minutes it took, from 1 to 1440
    #[arg(short, long, value_name = "N")]
    pub minutes: Option<String>,
    /// What it was: build, debug, read, design, write or ops
    #[arg(short, long, value_name = "KIND")]
    pub kind: Option<String>,
    /// A few words
    #[arg(value_name = "NOTE")]
    pub note: Vec<String>,
    /// Day it was, as 2026-11-24 or yesterday; default: today
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// Keep it in the state folder of this machine instead of plan/log.tsv
    #[arg(long)]
    pub private: bool,
    /// Show what was written so far
    #[arg(long, conflicts_with_all = ["energy", "minutes", "kind", "note", "date"])]
    pub list: bool,
    /// Choose how to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// Arguments of `fortnight reflect`.
#[derive(Args, Clone, Debug)]
#[command(
    after_help = "Examples:\n  fortnight reflect\n  fortnight reflect --again 4 --slice-done yes --no-edit\n  \
    fortnight reflect --check"
)]
pub struct ReflectArgs {
    /// Say what is still missing, change nothing; exit 4 when something is
    #[arg(long)]
    pub check: bool,
    /// Would you do it again, from 1 (no) to 5 (tomorrow)
    #[arg(long, value_name = "1-5")]
    pub again: Option<String>,
    /// Whether one slice works from end to end
    #[arg(long, value_name = "yes|no")]
    pub slice_done: Option<String>,
    /// Hours it took; default: the sum of the log
    #[arg(long, value_name = "N")]
    pub hours: Option<String>,
    /// First day; default: what plan, log and git say
    #[arg(long, value_name = "DATE")]
    pub started: Option<String>,
    /// Last day; default: what log and git say
    #[arg(long, value_name = "DATE")]
    pub finished: Option<String>,
    /// Do not open an editor
    #[arg(long)]
    pub no_edit: bool,
    /// Choose how to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// Arguments of `fortnight compare`.
#[derive(Args, Clone, Debug)]
#[command(
    after_help = "Examples:\n  fortnight compare ../orders ../lake\n  fortnight compare --root ~/code --format md"
)]
pub struct CompareArgs {
    /// Repositories to compare
    #[arg(value_name = "DIR", required_unless_present = "root")]
    pub repos: Vec<Utf8PathBuf>,
    /// Compare every repository found below a folder
    #[arg(long, value_name = "DIR")]
    pub root: Option<Utf8PathBuf>,
    /// Choose how to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: CompareFormat,
}

/// How `compare` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CompareFormat {
    Table,
    Md,
    Json,
}

/// Arguments of `fortnight diff`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  fortnight diff --stat\n  fortnight diff src")]
pub struct DiffArgs {
    /// Count lines instead of showing them
    #[arg(long)]
    pub stat: bool,
    /// Only these paths
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
    /// Choose how to print; json counts
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}
