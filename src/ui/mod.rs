//! The only door to the terminal: streams, colour, width, prompts, progress, tables.

mod env;
mod prompts;
mod table;

pub use env::{ColorChoice, Env};
pub use table::Table;
