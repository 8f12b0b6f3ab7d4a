//! Arguments of `fortnight new`.

use super::{Format, pairs, split_track};
use crate::ask::Request;
use crate::error::Error;
use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  fortnight new                                  ask for everything
  fortnight new backend                          ask for the rest
  fortnight new backend orders --yes             ask nothing
  fortnight new backend . --on-conflict skip     into a clone that has a README already
  fortnight new --answers team.toml --yes        from a file; - reads stdin
  cd \"$(fortnight new backend -y)\"               stdout is the path, nothing else";

/// What git does with the new repository.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum GitMode {
    /// Initialize and commit the pristine tree
    #[default]
    Commit,
    /// Initialize only
    Init,
    /// Leave git out
    None,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum OnConflict {
    /// Refuse and list them
    #[default]
    Abort,
    /// Keep what is there
    Skip,
    /// Replace what is there
    Overwrite,
    /// Write ours beside it as PATH.fortnight-new
    KeepBoth,
}

#[derive(Args, Clone, Debug)]
#[command(after_long_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "a flag of the command line is a bool")]
pub struct NewArgs {
    /// Track to try, or TRACK/STACK
    #[arg(value_name = "TRACK[/STACK]")]
    pub track: Option<String>,
    /// Folder to write; ./NAME if absent
    #[arg(value_name = "DIR")]
    pub dir: Option<Utf8PathBuf>,
    /// Name the project; the last part of DIR if absent
    #[arg(long, value_name = "SLUG")]
    pub name: Option<String>,
    /// Give it a title; made of the name if absent
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Add an adjacent skill (repeatable)
    #[arg(long, value_name = "SKILL")]
    pub with: Vec<String>,
    /// Decide one of the stack's questions (repeatable)
    #[arg(long, value_name = "ID=VALUE")]
    pub set: Vec<String>,
    /// Read answers from a TOML or JSON file, or - for stdin
    #[arg(long, value_name = "FILE")]
    pub answers: Option<Utf8PathBuf>,
    /// Take defaults for all that is open, without a review (implied without a terminal)
    #[arg(short, long, visible_alias = "defaults")]
    pub yes: bool,
    /// Say what would be written and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Show the changes to existing files with --dry-run
    #[arg(long, requires = "dry_run")]
    pub diff: bool,
    /// Choose how --dry-run prints
    #[arg(long, value_name = "FORMAT", default_value = "text", requires = "dry_run")]
    pub format: Format,
    /// Choose what happens to files that differ
    #[arg(long, value_name = "HOW", default_value = "abort")]
    pub on_conflict: OnConflict,
    /// Choose what git does
    #[arg(long, value_name = "WHAT", default_value = "commit")]
    pub git: GitMode,
    /// Date the plan from this day, like 2026-11-30
    #[arg(long, value_name = "DATE")]
    pub start: Option<String>,
    /// Plan this many hours a week [default: 10]
    #[arg(long, value_name = "N")]
    pub hours: Option<String>,
    /// Name the address it will have
    #[arg(long, value_name = "OWNER/REPO")]
    pub github: Option<String>,
    /// Choose the licence: mit, apache-2.0 or none [default: mit]
    #[arg(long, value_name = "LICENSE")]
    pub license: Option<String>,
    /// Name the author, for the licence and the first commit
    #[arg(long, value_name = "NAME")]
    pub author: Option<String>,
    /// Give the author's address for the first commit; it is recorded nowhere else
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,
    /// Run `make setup` afterwards
    #[arg(long)]
    pub setup: bool,
    /// Say only what went wrong
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// List each file as it is written
    #[arg(short, long)]
    pub verbose: bool,
}

impl NewArgs {
    /// As if `fortnight new` had been typed.
    pub fn nothing_said() -> Self {
        let command = <Self as Args>::augment_args(clap::Command::new("new"));
        let matches = command.get_matches_from(["new"]);
        <Self as clap::FromArgMatches>::from_arg_matches(&matches).expect("no argument of `new` is required")
    }

    /// TRACK and DIR as they were meant: a lone first word that begins like a path is DIR, since no track does.
    ///
    /// So `fortnight new --answers .fortnight.toml ../again` reads as it is written.
    fn words(&self) -> (Option<&str>, Option<&str>) {
        let dir = self.dir.as_ref().map(|dir| dir.as_str()).filter(|dir| !dir.is_empty());
        match self.track.as_deref() {
            Some(word) if dir.is_none() && word.starts_with(['.', '/']) => (None, Some(word)),
            track => (track, dir),
        }
    }

    /// Where to write, when that was said.
    pub fn target(&self) -> Option<Utf8PathBuf> {
        self.words().1.map(Utf8PathBuf::from)
    }

    /// What the flags say about the repository.
    pub fn request(&self) -> Result<Request, Error> {
        let (track, stack) = match self.words().0 {
            Some(text) => {
                let (track, stack) = split_track(text);
                (Some(track), stack)
            }
            None => (None, None),
        };
        Ok(Request {
            track,
            stack,
            name: self.name.clone(),
            title: self.title.clone(),
            license: self.license.clone(),
            author: self.author.clone(),
            github: self.github.clone(),
            github_owner: None,
            start: self.start.clone(),
            hours: self.hours.clone(),
            skills: (!self.with.is_empty()).then(|| self.with.clone()),
            set: pairs(&self.set)?,
        })
    }
}
