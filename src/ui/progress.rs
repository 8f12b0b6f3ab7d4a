//! A spinner for what really takes time, hidden without a terminal.

use super::env::Env;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// Shows what is going on until it is dropped.
pub struct Spinner(ProgressBar);

impl Env {
    /// Starts a spinner with elapsed time on stderr; draws nothing unless a person is watching.
    pub fn spinner(&self, doing: &str) -> Spinner {
        let bar = ProgressBar::new_spinner();
        if self.interactive && self.script.is_none() {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        } else {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let template =
            if self.color_err { "{spinner:.cyan} {msg} {elapsed:.dim}" } else { "{spinner} {msg} {elapsed}" };
        bar.set_style(ProgressStyle::with_template(template).expect("the template is one of the two above"));
        bar.set_message(doing.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        Spinner(bar)
    }
}

impl Spinner {
    pub fn say(&self, doing: &str) {
        self.0.set_message(doing.to_owned());
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
