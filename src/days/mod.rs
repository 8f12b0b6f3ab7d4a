//! The fourteen days as data: plan items, log, reflection, comparison.

pub mod compare;
pub mod date;
pub mod facts;
pub mod file;
pub mod ics;
pub mod log;
pub mod plan;
pub mod reflection;
pub mod state;
pub mod words;
