//! The result: printed, and written between the two marks of `docs/performance.md`.

use crate::timing::Pair;
use std::fmt::Write as _;

const BEGIN: &str = "<!-- bench: written by `cargo bench -- --write` -->\n";
const END: &str = "<!-- /bench -->";
const MEMORY_LIMIT: u64 = 24 * 1024;
const BINARY_LIMIT: u64 = 15 * 1024 * 1024;

pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) pair: Pair,
    /// The ratio that was promised.
    pub(crate) limit: f64,
}

pub(crate) struct Table {
    runs: usize,
    notes: Vec<String>,
    rows: Vec<Row>,
}

impl Table {
    pub(crate) fn new(runs: usize) -> Self {
        Self { runs, notes: Vec::new(), rows: Vec::new() }
    }

    pub(crate) fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    pub(crate) fn add(&mut self, row: Row) {
        eprintln!("{}: {:.2}", row.what, row.pair.ratio());
        self.rows.push(row);
    }

    pub(crate) fn memory(&mut self, kib: Option<u64>) {
        let text = match kib {
            Some(kib) => format!(
                "Peak memory of `new --git none`: {:.1} MiB, promised under {} MiB{}.",
                tenths(kib * 1024),
                MEMORY_LIMIT / 1024,
                if kib < MEMORY_LIMIT { "" } else { ": **missed**" }
            ),
            None => "Peak memory was not measured: this system cannot be asked.".to_owned(),
        };
        self.note(text);
    }

    pub(crate) fn binary(&mut self, bytes: u64) {
        let missed = if bytes < BINARY_LIMIT { "" } else { ": **missed**" };
        let limit = BINARY_LIMIT / 1024 / 1024;
        self.note(format!("Release binary: {:.1} MiB, promised under {limit} MiB{missed}.", tenths(bytes)));
    }

    pub(crate) fn text(&self) -> String {
        let mut text = format!(
            "{}. Medians of {} interleaved runs in ms, quartiles in brackets; whole processes on the same tree.\n\n",
            machine(),
            self.runs
        );
        text.push_str("| ours to theirs | ours | theirs | ratio | promised | |\n|---|---|---|---|---|---|\n");
        for Row { what, pair, limit } in &self.rows {
            let (low, high) = pair.spread();
            let verdict = if pair.ratio() <= *limit { "held" } else { "**missed**" };
            let _ = writeln!(
                text,
                "| {what} | {} | {} | {:.2} ({low:.2}-{high:.2}) | {limit} | {verdict} |",
                pair.ours(),
                pair.theirs(),
                pair.ratio()
            );
        }
        text.push('\n');
        for note in &self.notes {
            let _ = writeln!(text, "- {note}");
        }
        text
    }

    /// Puts the table into the document.
    pub(crate) fn write(&self) -> Result<(), String> {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/performance.md");
        let said = |fault: std::io::Error| format!("{}: {fault}", path.display());
        let old = std::fs::read_to_string(&path).map_err(said)?;
        let (head, rest) =
            old.split_once(BEGIN).ok_or("docs/performance.md lacks the line where the table begins")?;
        let (_, tail) =
            rest.split_once(END).ok_or("docs/performance.md lacks the line where the table ends")?;
        std::fs::write(&path, format!("{head}{BEGIN}\n{}\n{END}{tail}", self.text())).map_err(said)
    }
}

#[expect(clippy::cast_precision_loss, reason = "mebibytes with one digit")]
fn tenths(bytes: u64) -> f64 {
    bytes as f64 / 1024.0 / 1024.0
}

/// Processor, cores, system and compiler.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let cpu = cpu.map_or(std::env::consts::ARCH, |(_, name)| name);
    format!(
        "Measured on {cores} cores of {cpu}, {}, fortnight {}",
        std::env::consts::OS,
        env!("CARGO_PKG_VERSION")
    )
}
