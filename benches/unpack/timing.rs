//! Two programs in turn, and what their times say.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const WARM_UP: usize = 5;

/// Milliseconds of both sides, run by run.
pub(crate) struct Pair {
    ours: Vec<f64>,
    theirs: Vec<f64>,
}

/// Times `runs` turns of both after a few that do not count; who goes first changes each turn.
pub(crate) fn side_by_side(
    runs: usize,
    mut ours: impl FnMut() -> Result<Duration, String>,
    mut theirs: impl FnMut() -> Result<Duration, String>,
) -> Result<Pair, String> {
    let mut pair = Pair { ours: Vec::new(), theirs: Vec::new() };
    for turn in 0..WARM_UP + runs {
        let (a, b) = if turn % 2 == 0 {
            let a = ours()?;
            (a, theirs()?)
        } else {
            let b = theirs()?;
            (ours()?, b)
        };
        if turn >= WARM_UP {
            pair.ours.push(a.as_secs_f64() * 1000.0);
            pair.theirs.push(b.as_secs_f64() * 1000.0);
        }
    }
    Ok(pair)
}

/// Runs programs one after the other; each must end with 0.
pub(crate) fn time(commands: &mut [Command]) -> Result<Duration, String> {
    for command in &mut *commands {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    }
    let begin = Instant::now();
    for command in &mut *commands {
        let status = command.status().map_err(|fault| format!("{command:?}: {fault}"))?;
        if !status.success() {
            return Err(format!("{command:?}: {status}"));
        }
    }
    Ok(begin.elapsed())
}

impl Pair {
    /// Median and quartiles of one side, as text.
    fn side(times: &[f64]) -> String {
        format!("{:.1} ({:.1}-{:.1})", quantile(times, 0.5), quantile(times, 0.25), quantile(times, 0.75))
    }

    pub(crate) fn ours(&self) -> String {
        Self::side(&self.ours)
    }

    pub(crate) fn theirs(&self) -> String {
        Self::side(&self.theirs)
    }

    /// The ratio of the medians.
    pub(crate) fn ratio(&self) -> f64 {
        quantile(&self.ours, 0.5) / quantile(&self.theirs, 0.5)
    }

    /// Quartiles of the ratios turn by turn.
    pub(crate) fn spread(&self) -> (f64, f64) {
        let each: Vec<f64> = self.ours.iter().zip(&self.theirs).map(|(ours, theirs)| ours / theirs).collect();
        (quantile(&each, 0.25), quantile(&each, 0.75))
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a position among some dozens of runs"
)]
fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = ((sorted.len().max(1) - 1) as f64 * share).round() as usize;
    sorted.get(at).copied().unwrap_or(f64::NAN)
}
