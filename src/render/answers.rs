//! Everything decided: nothing here is optional, and nothing else decides a byte of the tree.

use std::collections::BTreeMap;

/// The licence of the emitted repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum License {
    Mit,
    Apache2,
    None,
}

impl License {
    pub const ALL: [Self; 3] = [Self::Mit, Self::Apache2, Self::None];

    pub fn id(self) -> &'static str {
        match self {
            Self::Mit => "mit",
            Self::Apache2 => "apache-2.0",
            Self::None => "none",
        }
    }

    /// The licence with this id.
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|license| license.id() == id)
    }
}

/// All that the renderer needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    pub track: String,
    pub stack: String,
    pub name: String,
    pub title: String,
    pub license: License,
    /// Empty when nobody said.
    pub author: String,
    /// `owner/repo`, or empty.
    pub github: String,
    /// ISO date on which the fourteen days begin, or empty.
    pub start: String,
    /// Hours a week.
    pub hours: u32,
    pub skills: Vec<String>,
    /// The stack's questions: id to choice id, every one decided.
    pub set: BTreeMap<String, String>,
}
