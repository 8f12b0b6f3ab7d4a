//! The proof's own arguments, taken out before the test harness sees the rest.

/// How deep to prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Quick,
    Full,
}

impl Level {
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Full => "full",
        }
    }
}

/// What was asked for.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// `track` or `track/stack`; empty means every one.
    pub(crate) stacks: Vec<String>,
    pub(crate) level: Option<Level>,
    /// Write a row into `proven.toml` after a full pass.
    pub(crate) record: bool,
    /// Keep the emitted repository also when it passed.
    pub(crate) keep: bool,
    /// Decide by `proven.toml` what to prove at which level.
    pub(crate) due: bool,
    /// Prove the proof itself, on its sample track.
    pub(crate) itself: bool,
    /// Print the matrix as JSON, for a workflow.
    pub(crate) matrix: bool,
}

/// Arguments of the test harness that take a value.
const HARNESS_VALUES: [&str; 6] = ["--test-threads", "--logfile", "--skip", "--color", "--format", "-Z"];

/// Splits an argument vector (without the program) into what is ours and what is the harness's.
pub(crate) fn take(argv: impl IntoIterator<Item = String>) -> Result<(Asked, Vec<String>), String> {
    let mut asked = Asked::default();
    let mut rest = Vec::new();
    let mut argv = argv.into_iter();
    while let Some(word) = argv.next() {
        let (flag, glued) = match word.split_once('=') {
            Some((flag, value)) if flag.starts_with("--") => (flag.to_owned(), Some(value.to_owned())),
            _ => (word.clone(), None),
        };
        match flag.as_str() {
            "--level" => {
                let value = glued.or_else(|| argv.next());
                asked.level = Some(match value.as_deref() {
                    Some("quick") => Level::Quick,
                    Some("full") => Level::Full,
                    other => return Err(format!("--level is quick or full, not '{}'", other.unwrap_or(""))),
                });
            }
            "--record" => asked.record = true,
            "--keep" => asked.keep = true,
            "--due" => asked.due = true,
            "--itself" => asked.itself = true,
            "--matrix" => asked.matrix = true,
            // Cargo hands a bench flag and the like to every target of a kind; the harness knows them.
            _ if word.starts_with('-') => {
                let takes_value = glued.is_none() && HARNESS_VALUES.contains(&flag.as_str());
                rest.push(word);
                if takes_value {
                    rest.extend(argv.next());
                }
            }
            _ => asked.stacks.push(word),
        }
    }
    if asked.record && asked.level == Some(Level::Quick) {
        return Err("--record needs --level full: a row says that everything was proven".to_owned());
    }
    if asked.record {
        asked.level = Some(Level::Full);
    }
    if asked.due && (asked.record || asked.level.is_some() || !asked.stacks.is_empty()) {
        return Err("--due decides by itself what to prove; give it alone".to_owned());
    }
    Ok((asked, rest))
}
