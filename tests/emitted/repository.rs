//! One emitted repository on disk: made by the generator itself, changed, and put back.

use crate::cases::Case;
use crate::child::{Call, Done, git};
use crate::ground::Ground;
use fortnight::render::{Answers, MARKER, render};
use std::path::{Path, PathBuf};

pub(crate) struct Repository {
    pub(crate) path: PathBuf,
    /// The commit that the generator made.
    pub(crate) day_one: String,
}

impl Repository {
    /// Emits a repository by the program, and compares it with what the library renders.
    pub(crate) fn emit(ground: &Ground, case: &Case, answers: &Answers, path: &Path) -> Result<Self, String> {
        let tree = render(&ground.catalog, answers).map_err(|fault| fault.to_string())?;
        // The marker is itself an answers file.
        let file = path.with_extension("answers.toml");
        std::fs::write(&file, &tree.files[MARKER].bytes).map_err(|fault| fault.to_string())?;
        let (stack, file, dir) = (case.stack(), file.display().to_string(), path.display().to_string());
        let templates = ground.templates.as_ref().map(|folder| folder.display().to_string());
        let mut argv = vec![env!("CARGO_BIN_EXE_fortnight"), "new", &stack, &dir, "--yes", "--no-config"];
        argv.extend(["--answers", &file, "--email", "proof@example.com"]);
        if let Some(templates) = &templates {
            argv.extend(["--templates", templates]);
        }
        Call::new(&argv, path.parent().unwrap_or(path)).limit(60).must()?;
        let day_one = git(path, &["rev-parse", "HEAD"])?;
        let count = git(path, &["ls-tree", "-r", "--name-only", "HEAD"])?.lines().count();
        if count != tree.files.len() {
            return Err(format!("{count} files were committed, {} rendered", tree.files.len()));
        }
        let message = git(path, &["show", "-s", "--format=%B", "HEAD"])?;
        if !message.contains(&tree.hash()) {
            return Err(format!("the trailer does not name {}:\n{message}", tree.hash()));
        }
        Ok(Self { path: path.to_owned(), day_one })
    }

    pub(crate) fn make(&self, words: &[&str], limit: u64) -> Result<Done, String> {
        verb(words, &self.path, limit).run()
    }

    /// A verb that must end with 0.
    pub(crate) fn must_make(&self, words: &[&str], limit: u64) -> Result<Done, String> {
        verb(words, &self.path, limit).must()
    }

    pub(crate) fn apply(&self, patch: &Path) -> Result<(), String> {
        apply(&self.path, patch)
    }

    /// Back to the day-1 commit; what git ignores stays.
    pub(crate) fn restore(&self) -> Result<(), String> {
        git(&self.path, &["reset", "-q", "--hard", &self.day_one])?;
        git(&self.path, &["clean", "-fdq"]).map(drop)
    }

    /// The value of a variable of the Makefile, as words.
    pub(crate) fn variable(&self, name: &str) -> Result<Vec<String>, String> {
        let print = format!("--eval=fortnight-print:;@echo '$({name})'");
        let done = self.must_make(&["--no-print-directory", &print, "fortnight-print"], 30)?;
        Ok(done.text.split_whitespace().map(str::to_owned).collect())
    }
}

/// A `make` call in a checkout.
pub(crate) fn verb<'w>(words: &[&'w str], dir: &Path, limit: u64) -> Call<'w> {
    let mut argv = vec!["make"];
    argv.extend(words);
    Call::new(&argv, dir).limit(limit)
}

/// Applies a patch of the proof, without fuzz.
pub(crate) fn apply(dir: &Path, patch: &Path) -> Result<(), String> {
    git(dir, &["apply", "--whitespace=nowarn", &patch.display().to_string()])
        .map(drop)
        .map_err(|why| format!("{} does not apply: {why}", patch.display()))
}

/// Commits what is there, if anything is, so that the tree is clean.
pub(crate) fn commit(dir: &Path) -> Result<(), String> {
    git(dir, &["add", "-A"])?;
    git(dir, &["commit", "-q", "--no-verify", "--allow-empty", "-m", "Proof"]).map(drop)
}
