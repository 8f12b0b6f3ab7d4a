//! The fourteen days as data: plan items, log, reflection, comparison.

pub mod file;
pub mod state;
pub mod words;
