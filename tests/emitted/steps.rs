//! What was done and how long it took: printed as it happens, and as a table at the end.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Instant;

#[derive(Default)]
pub(crate) struct Steps {
    rows: Vec<(String, f64, bool)>,
    failures: Vec<String>,
}

impl Steps {
    /// Does one step. A failure is kept, and the steps after it are still done.
    pub(crate) fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T, String>) -> Option<T> {
        eprintln!("   .. {name}");
        let begin = Instant::now();
        let done = work();
        self.rows.push((name.to_owned(), begin.elapsed().as_secs_f64(), done.is_ok()));
        done.map_err(|why| {
            eprintln!("FAIL {name}\n{}", indent(&why));
            self.failures.push(format!("{name}\n{}", indent(&why)));
        })
        .ok()
    }

    /// Adds times that a step's own program measured.
    pub(crate) fn inner(&mut self, rows: impl IntoIterator<Item = (String, f64)>) {
        self.rows.extend(rows.into_iter().map(|(name, seconds)| (format!("  {name}"), seconds, true)));
    }

    pub(crate) fn failures(&self) -> &[String] {
        &self.failures
    }

    /// Seconds of one step, when it was done.
    pub(crate) fn seconds(&self, name: &str) -> Option<f64> {
        self.rows.iter().find(|row| row.0.trim_start() == name).map(|row| row.1)
    }

    /// Seconds of all steps together; inner ones are part of theirs.
    pub(crate) fn total(&self) -> f64 {
        self.rows.iter().filter(|row| !row.0.starts_with(' ')).map(|row| row.1).sum()
    }

    /// Seconds by step, rounded, for `proven.toml`.
    pub(crate) fn times(&self) -> BTreeMap<String, f64> {
        let rounded = |seconds: f64| (seconds * 10.0).round() / 10.0;
        self.rows.iter().map(|(name, seconds, _)| (name.trim_start().to_owned(), rounded(*seconds))).collect()
    }

    pub(crate) fn table(&self) -> String {
        let wide = self.rows.iter().map(|row| row.0.chars().count()).max().unwrap_or(0);
        let mut text = String::new();
        for (name, seconds, ok) in &self.rows {
            let mark = if *ok { "ok  " } else { "FAIL" };
            let _ = writeln!(text, "{mark} {name:wide$} {seconds:8.1} s");
        }
        text + &format!("     {:wide$} {:8.1} s\n", "all", self.total())
    }
}

fn indent(text: &str) -> String {
    text.lines().map(|line| format!("       {line}")).collect::<Vec<_>>().join("\n")
}
