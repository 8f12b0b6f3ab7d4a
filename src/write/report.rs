//! What writing did.

use camino::Utf8PathBuf;

/// What one run wrote, left alone, and could not do. Printing it is somebody else's work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub target: Utf8PathBuf,
    /// Paths that did not exist, or not with these bytes.
    pub written: Vec<String>,
    /// Those of them that replaced another file.
    pub overwritten: Vec<String>,
    pub same: Vec<String>,
    pub skipped: Vec<String>,
    /// Path and where our version is instead.
    pub kept: Vec<(String, String)>,
    /// What became of an earlier run in this folder that did not end.
    pub recovered: Option<Recovered>,
    pub repository: Outcome,
    /// The root of the git work tree whose subfolder this is: `.github/` does nothing in here.
    pub inside: Option<Utf8PathBuf>,
    /// Sentences about what else the user should know.
    pub notes: Vec<String>,
}

/// What became of an earlier run that did not end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// All of it was staged, and is in place now.
    Finished {
        /// With its pristine commit.
        committed: bool,
    },
    /// The folder is as it was before.
    Undone,
}

impl std::fmt::Display for Recovered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Finished { .. } => "an earlier run here did not end; it was finished first",
            Self::Undone => "an earlier run here did not end; what it began was undone first",
        })
    }
}

/// What became of `--git`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Committed,
    /// An empty repository was made.
    Initialised,
    /// `--git none`.
    NotAsked,
    /// There is a repository already, and an empty one was all that was asked for.
    Existing,
    /// A repository inside another one is never made.
    Nested,
    /// The repository has a history of its own.
    HasCommits,
    /// The repository has no commit, but somebody has begun to stage one.
    HasStaged,
}

impl Report {
    /// The sentence that says why there is no commit, or no repository, although one was asked for.
    pub fn why_not_committed(&self) -> Option<String> {
        let inside = self.inside.as_deref().unwrap_or(&self.target);
        match self.repository {
            Outcome::Committed | Outcome::Initialised | Outcome::NotAsked | Outcome::Existing => None,
            Outcome::Nested => Some(format!(
                "no repository was made: {} lies inside the git work tree {inside}",
                self.target
            )),
            Outcome::HasCommits => {
                Some("nothing was committed: the repository has commits of its own".into())
            }
            Outcome::HasStaged => Some("nothing was committed: the repository has staged files".into()),
        }
    }
}
