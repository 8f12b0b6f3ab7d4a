//! Answers to Tree: a pure function of the catalog and what was decided.

mod answers;
pub mod item;
pub mod schedule;
mod tree;

pub use answers::{Answers, License};
pub use tree::{File, MARKER, Mode, Tree};
