//! What can go wrong, said once: a kind that decides the exit code, a cause, and hints that name the remedy.

use std::fmt::Write as _;

/// How a run ended. The numbers are a promise (`fortnight --help` lists them, tests hold them).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The thing asked for is there.
    Done = 0,
    /// The machine said no: I/O, git, a child process.
    Failed = 1,
    /// The command line or an answer is wrong or missing.
    Usage = 2,
    /// Refused: doing it would harm something, or the input is not one of ours.
    Refused = 3,
    /// The check ran and found something.
    Findings = 4,
    /// A bug in fortnight.
    Bug = 70,
    /// Ended by the person at the keyboard.
    Interrupted = 130,
}

/// An error on its way to the terminal.
///
/// Rooms define their own `thiserror` enums and turn them into this with the right exit and hints.
#[derive(Debug)]
pub struct Error {
    pub exit: Exit,
    source: Box<dyn std::error::Error + Send + Sync>,
    hints: Vec<String>,
}

impl Error {
    pub fn new(exit: Exit, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { exit, source: source.into(), hints: Vec::new() }
    }

    pub fn failed(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(Exit::Failed, source)
    }

    pub fn usage(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(Exit::Usage, source)
    }

    pub fn refused(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(Exit::Refused, source)
    }

    /// The person ended the run before anything was written.
    pub fn interrupted() -> Self {
        Self::new(Exit::Interrupted, "interrupted; nothing was written")
    }

    /// A failure of the disk or a stream, with what was being done.
    pub fn io(doing: impl Into<String>, source: std::io::Error) -> Self {
        Self::failed(IoError { doing: doing.into(), source })
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    #[must_use]
    pub fn hints(mut self, hints: impl IntoIterator<Item = String>) -> Self {
        self.hints.extend(hints);
        self
    }

    /// The text below `error: `: a lowercase fragment, causes indented, then hints after a blank line.
    pub fn report(&self) -> String {
        let mut text = self.source.to_string();
        let mut cause = self.source.source();
        while let Some(inner) = cause {
            let _ = write!(text, "\n  caused by: {inner}");
            cause = inner.source();
        }
        if !self.hints.is_empty() {
            text.push('\n');
        }
        for hint in &self.hints {
            let _ = write!(text, "\nhint: {hint}");
        }
        text
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.report())
    }
}

impl std::error::Error for Error {}

#[derive(Debug, thiserror::Error)]
#[error("{doing}")]
struct IoError {
    doing: String,
    source: std::io::Error,
}

/// The candidate nearest to what was typed, when it is near enough to be a slip of the fingers.
pub fn did_you_mean<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let slips = 1 + typed.chars().count() / 5;
    candidates
        .into_iter()
        .map(|candidate| (candidate.to_lowercase(), candidate))
        .filter(|(known, _)| {
            strsim::damerau_levenshtein(&typed, known) <= slips || strsim::jaro_winkler(&typed, known) > 0.8
        })
        .max_by(|a, b| strsim::jaro_winkler(&typed, &a.0).total_cmp(&strsim::jaro_winkler(&typed, &b.0)))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_is_recognised() {
        assert_eq!(did_you_mean("bakend", ["frontend", "backend"]), Some("backend"));
        assert_eq!(did_you_mean("Front-end", ["frontend", "backend"]), Some("frontend"));
        assert_eq!(did_you_mean("nwe", ["list", "new"]), Some("new"));
        assert_eq!(did_you_mean("xyz", ["frontend", "backend"]), None);
    }

    #[test]
    fn causes_are_indented_and_hints_come_last() {
        let error =
            Error::io("cannot write a.txt", std::io::Error::other("disk full")).hint("free some space");
        assert_eq!(error.report(), "cannot write a.txt\n  caused by: disk full\n\nhint: free some space");
    }
}
