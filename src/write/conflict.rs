//! What to do with a file that is already there, and what can be in the way.

use std::fmt;

/// What happens to an existing file whose bytes differ from ours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnConflict {
    #[default]
    Abort,
    Skip,
    Overwrite,
    KeepBoth,
}

impl OnConflict {
    pub const ALL: [Self; 4] = [Self::Abort, Self::Skip, Self::Overwrite, Self::KeepBoth];

    pub fn id(self) -> &'static str {
        match self {
            Self::Abort => "abort",
            Self::Skip => "skip",
            Self::Overwrite => "overwrite",
            Self::KeepBoth => "keep-both",
        }
    }

    /// The choice with this id.
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.id() == id)
    }
}

/// What keeps one path from being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    Differs,
    /// Equal bytes, but only one of the two can be executed.
    Mode,
    Link,
    Folder,
    /// A device, a pipe, a socket.
    Special,
    ParentIsLink(String),
    ParentIsFile(String),
    /// The name for our version beside it is taken by something else.
    BesideTaken(String),
}

impl Obstacle {
    /// Whether one of the other choices of `--on-conflict` gets past it.
    pub fn has_choice(&self) -> bool {
        matches!(self, Self::Differs | Self::Mode | Self::Link)
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Differs => f.write_str("another file is there"),
            Self::Mode => f.write_str("the same file is there, but its executable bit differs"),
            Self::Link => f.write_str("a symbolic link is there"),
            Self::Folder => f.write_str("a folder is there"),
            Self::Special => f.write_str("something that is neither file nor folder is there"),
            Self::ParentIsLink(parent) => {
                write!(f, "{parent} is a symbolic link, and nothing is written through one")
            }
            Self::ParentIsFile(parent) => write!(f, "{parent} is no folder"),
            Self::BesideTaken(beside) => write!(f, "{beside} is there from before"),
        }
    }
}
