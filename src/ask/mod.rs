//! Request to Answers: questions, defaults, names, the quiz. Sees the terminal only through [`Ask`].

mod command;
mod decide;
pub mod names;
mod prompt;
pub mod quiz;
mod request;
mod screens;

pub use command::{command, quote};
pub use decide::{Decided, HOURS, decide};
pub use prompt::{Ask, Multi, Reply, Select, Text};
pub use request::{Config, Request, answers_file};
pub use screens::ask;
