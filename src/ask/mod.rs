//! Request to Answers: questions, defaults, names, the quiz. Sees the terminal only through [`Ask`].

mod prompt;

pub use prompt::{Ask, Multi, Reply, Select, Text};
