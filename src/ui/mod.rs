//! The only door to the terminal: streams, colour, width, prompts, progress, tables.

mod env;
mod progress;
mod prompts;
mod table;
mod text;

pub use env::{Clock, ColorChoice, Env};
pub use progress::Spinner;
pub use table::Table;
pub use text::wrap;
