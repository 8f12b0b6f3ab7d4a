"""Says whether B is faster than A or slower, or that no difference is shown: `make perf-compare A=... B=...`.

A and B are settings (`THREADS=40`), a folder with another checkout, or both; the rest is as shipped. The two are
measured in turn (A B B A A B B A ...), so that a machine that gets slower over time is unfair to neither. What is
compared are the ratios within pairs, and the verdict comes from a bootstrap interval of their mean: a difference is
only named when the whole interval lies beyond three per cent.
"""

from __future__ import annotations

import json
import math
import os
import random
import re
import statistics
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from perf.bench import CLOSED, Measurement, Subject, commit, machine, measure, running
from perf.report import RESULTS
from perf.workload import Book
from tests.harness import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

PAIRS = 6
LEAST_PAIRS = 5
SECONDS = 10.0
CONFIDENCE = 0.99
RESAMPLES = 5_000
TOO_SMALL = 0.03
# Name, how to read it, and whether more is better.
METRICS: tuple[tuple[str, Callable[[Measurement], float], bool], ...] = (
    ("transfer p50 ms", lambda run: run.transfer.p50, False),
    ("transfer p95 ms", lambda run: run.transfer.p95, False),
    ("transfer p99 ms", lambda run: run.transfer.p99, False),
    ("read p50 ms", lambda run: run.read.p50, False),
    ("read p95 ms", lambda run: run.read.p95, False),
    ("requests a second", lambda run: run.per_second, True),
)


@dataclass(frozen=True)
class Verdict:
    """One metric of both sides, and what may be said about it."""

    metric: str
    a: list[float]
    b: list[float]
    ratio: float
    low: float
    high: float
    word: str

    def line(self) -> str:
        """Say it in one line."""
        a, b = statistics.median(self.a), statistics.median(self.b)
        return (
            f"{self.metric}: A {a:.1f} ({min(self.a):.1f}-{max(self.a):.1f}), B {b:.1f} ({min(self.b):.1f}-"
            f"{max(self.b):.1f}), B/A {self.ratio:.2f} [{self.low:.2f}, {self.high:.2f}]: {self.word}"
        )


def order(pairs: int) -> str:
    """Return the order of the runs: ABBAABBA..."""
    return "".join("AB" if pair % 2 == 0 else "BA" for pair in range(pairs))


def interval(logs: Sequence[float], seed: int = 1) -> tuple[float, float]:
    """Return a bootstrap interval of the mean, from resampling whole pairs."""
    dice = random.Random(seed)  # noqa: S311 # nosec B311 - resampling must repeat
    means = sorted(statistics.fmean(dice.choices(logs, k=len(logs))) for _ in range(RESAMPLES))
    cut = int(RESAMPLES * (1 - CONFIDENCE) / 2)
    return means[cut], means[-cut - 1]


def judge(metric: str, a: list[float], b: list[float], *, more_is_better: bool) -> Verdict:
    """Compare two sides pair by pair."""
    if len(a) != len(b) or len(a) < LEAST_PAIRS:
        message = f"at least {LEAST_PAIRS} pairs are needed, got {len(a)} and {len(b)}"
        raise ValueError(message)
    logs = [math.log(right / left) for left, right in zip(a, b, strict=True)]
    low, high = (math.exp(bound) for bound in interval(logs))
    word = "no difference shown"
    if low > 1 + TOO_SMALL:
        word = "faster" if more_is_better else "slower"
    elif high < 1 - TOO_SMALL:
        word = "slower" if more_is_better else "faster"
    return Verdict(metric, a, b, math.exp(statistics.fmean(logs)), low, high, word)


def compare(a: Sequence[Measurement], b: Sequence[Measurement]) -> list[Verdict]:
    """Judge every metric."""
    return [
        judge(name, [read(run) for run in a], [read(run) for run in b], more_is_better=more_is_better)
        for name, read, more_is_better in METRICS
    ]


def main() -> int:
    """Measure both sides in turn and say what is shown."""
    texts = {side: os.environ.get(side, "") for side in "AB"}
    pairs = int(os.environ.get("PAIRS", PAIRS))
    seconds = float(os.environ.get("SECONDS", SECONDS))
    try:
        subjects = {side: Subject.parse(text) for side, text in texts.items()}
    except ValueError as fault:
        sys.stderr.write(f"perf-compare: {fault}\n")
        return 2
    if pairs < LEAST_PAIRS:
        sys.stderr.write(f"perf-compare: PAIRS={pairs}: at least {LEAST_PAIRS} are needed\n")
        return 2
    name = os.environ.get("NAME") or "compare"
    if not re.fullmatch("[a-z0-9-]+", name):
        sys.stderr.write("perf-compare: NAME is made of small letters, digits and -\n")
        return 2
    return run_comparison(subjects, pairs, seconds, name)


def run_comparison(subjects: dict[str, Subject], pairs: int, seconds: float, name: str) -> int:
    """Measure sides A and B in turn, say what is shown, keep the raw numbers; 1 when a request failed."""
    runs: dict[str, list[Measurement]] = {"A": [], "B": []}
    for number, side in enumerate(order(pairs), start=1):
        with running(subjects[side]) as api:
            book = Book.prepared(api.url)
            runs[side].append(measure(api, book, CLOSED, seconds, seed=(number + 1) // 2))
        last = runs[side][-1]
        _say(f"{number}/{2 * pairs} {side}: transfer p95 {last.transfer.p95} ms, read p95 {last.read.p95} ms")
    verdicts = compare(runs["A"], runs["B"])
    for verdict in verdicts:
        _say(verdict.line())
    path = _keep(name, subjects, runs, verdicts)
    _say(f"wrote {path}")
    return 1 if any(run.errors for side in runs.values() for run in side) else 0


def _keep(
    name: str,
    subjects: dict[str, Subject],
    runs: dict[str, list[Measurement]],
    verdicts: list[Verdict],
) -> Path:
    sides: dict[str, Any] = {
        side: {
            "settings": dict(subject.settings),
            "checkout": "this one" if subject.root == ROOT else subject.root.name,
            "commit": commit(subject.root),
            "source": subject.source(),
            "runs": [run.as_json() for run in runs[side]],
        }
        for side, subject in subjects.items()
    }
    result = {
        "schema": 1,
        "machine": machine(),
        "load": CLOSED,
        "sides": sides,
        "verdicts": {verdict.metric: verdict.word for verdict in verdicts},
    }
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8", newline="\n")
    return path


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
