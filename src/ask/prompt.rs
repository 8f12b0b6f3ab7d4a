//! The terminal as the questions see it.

use crate::error::Error;

/// What came back from one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply<T> {
    Value(T),
    /// One question back (Esc in lists, a lone `<` in text fields).
    Back,
}

/// A list of which one line is chosen.
#[derive(Clone, Debug)]
pub struct Select<'a> {
    pub prompt: &'a str,
    pub items: &'a [String],
    /// The highlighted line.
    pub default: usize,
}

/// A list of which any number of lines are chosen.
#[derive(Clone, Debug)]
pub struct Multi<'a> {
    pub prompt: &'a str,
    pub items: &'a [String],
    pub chosen: &'a [bool],
}

/// A line of text, checked before it is accepted.
pub struct Text<'a> {
    pub prompt: &'a str,
    pub default: &'a str,
    /// Says what is wrong with a value and proposes another, or accepts it.
    pub check: &'a dyn Fn(&str) -> Result<(), String>,
}

/// Questions to a person: a terminal, or a script in tests.
///
/// Every method ends with [`Error::interrupted`] on Ctrl-C.
pub trait Ask {
    fn select(&mut self, question: &Select<'_>) -> Result<Reply<usize>, Error>;
    fn multi(&mut self, question: &Multi<'_>) -> Result<Reply<Vec<bool>>, Error>;
    fn text(&mut self, question: &Text<'_>) -> Result<Reply<String>, Error>;
    /// Shows text above the next question.
    fn show(&mut self, text: &str);
}
