//! The fourteen days as data: plan items, log, reflection, comparison.

pub mod date;
pub mod file;
pub mod ics;
pub mod plan;
pub mod state;
pub mod words;
