//! The only door to the terminal: streams, colour, width, prompts, progress, tables.

mod env;

pub use env::{ColorChoice, Env};
