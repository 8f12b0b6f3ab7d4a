//! The numbered steps of writing: where an interrupt is noticed, and where a test can make any of them fail.

use crate::error::Error;
use std::cell::Cell;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

type Hook<'a> = &'a dyn Fn(usize) -> io::Result<()>;

/// Counts the steps of one run; after each of them the run may end.
#[derive(Clone)]
pub struct Steps<'a> {
    interrupt: &'a AtomicBool,
    hook: Option<Hook<'a>>,
    taken: Cell<usize>,
}

impl<'a> Steps<'a> {
    /// Steps that only look at the interrupt flag.
    pub fn new(interrupt: &'a AtomicBool) -> Self {
        Self { interrupt, hook: None, taken: Cell::new(0) }
    }

    /// Steps that also call a hook with their number, which may fail, or end the process (tests).
    pub fn with_hook(interrupt: &'a AtomicBool, hook: Hook<'a>) -> Self {
        Self { hook: Some(hook), ..Self::new(interrupt) }
    }

    /// One step is done.
    pub(super) fn done(&self) -> Result<(), Error> {
        self.taken.set(self.taken.get() + 1);
        if let Some(hook) = self.hook {
            hook(self.taken.get()).map_err(|fault| Error::io("cannot go on writing", fault))?;
        }
        if self.interrupted() { Err(Error::interrupted()) } else { Ok(()) }
    }

    /// One step of undoing is done. Undoing is never cut short; the hook is called so that a test can kill it.
    pub(super) fn undone(&self) {
        self.taken.set(self.taken.get() + 1);
        if let Some(hook) = self.hook {
            let _ = hook(self.taken.get());
        }
    }

    /// A git call is done, and with it a step.
    pub(super) fn git(&self, outcome: Result<(), Error>) -> Result<(), Error> {
        self.judge(outcome)?;
        self.done()
    }

    /// What to report for a git call: Ctrl-C reaches git as well, and then it was the person who ended it.
    pub(super) fn judge(&self, outcome: Result<(), Error>) -> Result<(), Error> {
        if outcome.is_err() && self.interrupted() { Err(Error::interrupted()) } else { outcome }
    }

    fn interrupted(&self) -> bool {
        self.interrupt.load(Ordering::SeqCst)
    }
}
