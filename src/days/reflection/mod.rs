//! `docs/reflection.md`: words of a person around one block of numbers.

mod check;
mod fill;
mod numbers;

pub use check::Finding;
pub use fill::{Filled, Said};
pub use numbers::{Metric, Numbers};

use super::file;
use crate::error::Error;
use camino::{Utf8Path, Utf8PathBuf};
use std::ops::Range;
use toml_edit::DocumentMut;

/// Where it lies in a repository.
pub const NOTE: &str = "docs/reflection.md";

/// The note as it stands on disk. Only the bytes between its fences are ever replaced.
#[derive(Clone, Debug)]
pub struct Note {
    pub path: Utf8PathBuf,
    pub text: String,
    /// The bytes between the fences.
    block: Range<usize>,
    /// The line of the opening fence, counted from 1.
    fence: usize,
}

impl Note {
    pub fn read(root: &Utf8Path) -> Result<Self, Error> {
        let path = root.join(NOTE);
        let text = file::read_if_there(&path)?.ok_or_else(|| {
            Error::refused(format!("{path} is missing"))
                .hint(format!("restore it: git checkout HEAD -- {NOTE}"))
        })?;
        Self::of(path, text)
    }

    pub fn of(path: Utf8PathBuf, text: String) -> Result<Self, Error> {
        match find_block(&text) {
            Ok((block, fence)) => Ok(Self { path, text, block, fence }),
            Err((line, why)) => Err(Error::refused(format!("{path}:{line}: {why}"))
                .hint("the numbers stand below a heading Numbers, between a line ```toml and a line ```")),
        }
    }

    /// The text between the fences, with LF only.
    fn toml(&self) -> String {
        self.text[self.block.clone()].replace("\r\n", "\n")
    }

    /// The block, parsed; a fault names the line in the file.
    pub fn document(&self) -> Result<DocumentMut, Error> {
        let toml = self.toml();
        toml.parse().map_err(|fault: toml_edit::TomlError| {
            let at = fault.span().map_or(0, |span| span.start).min(toml.len());
            let line = self.fence + 1 + toml.get(..at).unwrap_or_default().matches('\n').count();
            Error::refused(format!("{}:{line}: {}", self.path, fault.message()))
                .hint("mend this line, then run the command again")
        })
    }

    pub fn numbers(&self) -> Result<Numbers, Error> {
        Ok(Numbers::of(&self.document()?))
    }

    /// The whole text with another block between the fences.
    fn with_block(&self, toml: &str) -> String {
        let toml = if self.text[self.block.clone()].contains("\r\n") {
            toml.replace('\n', "\r\n")
        } else {
            toml.to_owned()
        };
        format!("{}{toml}{}", &self.text[..self.block.start], &self.text[self.block.end..])
    }

    /// The line of a key of the block; the opening fence when it is not there.
    fn line_of(&self, key: &str) -> usize {
        let at = self.toml().lines().position(|line| {
            let rest = line.trim_start().strip_prefix(key);
            rest.is_some_and(|rest| rest.trim_start().starts_with('=') || rest.is_empty())
        });
        at.map_or(self.fence, |at| self.fence + 1 + at)
    }
}

/// A heading's words, as people write them in many ways.
fn heading(line: &str) -> Option<String> {
    let words = line.strip_prefix('#')?.trim_start_matches('#');
    words
        .starts_with([' ', '\t'])
        .then(|| words.trim().trim_end_matches(['#', ':', '.', ' ', '\t']).to_lowercase())
}

/// The bytes between the fences of the first `toml` block below the heading *Numbers*, and the line of its fence.
fn find_block(text: &str) -> Result<(Range<usize>, usize), (usize, String)> {
    let mut at = 0;
    let mut below = false;
    let mut open: Option<(usize, usize)> = None;
    for (index, raw) in text.split_inclusive('\n').enumerate() {
        let line = raw.trim_end();
        match open {
            Some((start, fence)) if line == "```" => return Ok((start..at, fence)),
            Some(_) => {}
            None if below && line == "```toml" => open = Some((at + raw.len(), index + 1)),
            None => {
                if let Some(words) = heading(line) {
                    if below {
                        return Err((index + 1, "no block of numbers stands above this heading".to_owned()));
                    }
                    below = words == "numbers";
                }
            }
        }
        at += raw.len();
    }
    match open {
        Some((_, fence)) => Err((fence, "this block of numbers is not closed".to_owned())),
        None if below => Err((1, "no block of numbers stands below the heading Numbers".to_owned())),
        None => Err((1, "there is no heading Numbers".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn faults_name_their_line() {
        let fault = |text: &str| {
            Note::of("n.md".into(), text.to_owned()).and_then(|note| note.numbers()).unwrap_err()
        };
        assert!(fault("# x\n").report().starts_with("n.md:1: there is no heading Numbers"));
        assert!(fault("# x\n## Numbers\n```toml\na = 1\n").report().starts_with("n.md:3: this block"));
        assert!(fault("## Numbers\n\n```toml\na = 1\nb = \n```\n").report().starts_with("n.md:5: "));
    }

    proptest! {
        #[test]
        fn any_file_gives_numbers_or_an_error_and_never_a_panic(text in "(\\PC|\n|## Numbers\n|```toml\n|```\n|again = |energy = \\{|\\[\\[metric\\]\\]\n){0,60}") {
            if let Ok(note) = Note::of("n.md".into(), text) {
                let _ = note.numbers();
                let _ = note.findings();
            }
        }
    }
}
