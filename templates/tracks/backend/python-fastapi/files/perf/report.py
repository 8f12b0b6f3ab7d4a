"""Writes the tables of docs/performance.md from the raw numbers in perf/results/.

Nobody types a number into the document: `make perf` and `make perf-compare` keep raw results, and this module puts
their medians and ranges between the document's markers.
"""

from __future__ import annotations

import json
import math
import re
import statistics
from typing import TYPE_CHECKING, Any

from tests.harness import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

RESULTS = ROOT / "perf" / "results"
DOCUMENT = ROOT / "docs" / "performance.md"
STEPS = ("step-1-line", "step-2-one-transaction", "step-3-six-threads", "step-4-two-threads")
KINDS = ("read", "transfer")
PERCENTILES = ("p50", "p95", "p99", "max")


def spread(values: Iterable[float], digits: int = 1) -> str:
    """Write a median and the range beside it."""
    seen = list(values)
    return f"{statistics.median(seen):.{digits}f} ({min(seen):.{digits}f}-{max(seen):.{digits}f})"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Write a Markdown table."""
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, tuple("---" for _ in head), *rows)]
    return "\n".join(lines)


def run_section(result: dict[str, Any]) -> str:
    """Write what `make perf` measured."""
    by_load: dict[str, list[dict[str, Any]]] = {}
    for run in result["runs"]:
        by_load.setdefault(run["load"], []).append(run)
    latencies = [
        (load, kind, *(spread(run[kind][name] for run in runs) for name in PERCENTILES))
        for load, runs in by_load.items()
        for kind in KINDS
    ]
    costs = [
        (
            load,
            spread(run["per_second"] for run in runs),
            str(sum(run["errors"] for run in runs)),
            _known(runs, "cpu_per_1000"),
            _known(runs, "queue_age_p95"),
        )
        for load, runs in by_load.items()
    ]
    repeats = max(len(runs) for runs in by_load.values())
    seconds = result["runs"][0]["seconds"]
    return "\n\n".join(
        (
            _origin(result, f"{repeats} repeats of {seconds:g} s, rate limits {result['rate_limits']}"),
            table(("load", "request", "p50 ms", "p95 ms", "p99 ms", "max ms"), latencies),
            table(
                ("load", "requests a second", "errors", "server CPU s per 1,000", "oldest queued receipt, p95 s"), costs
            ),
        )
    )


def _known(runs: list[dict[str, Any]], name: str) -> str:
    values = [run[name] for run in runs if run[name] is not None]
    return spread(values, 2) if values else "not exposed"


def _origin(result: dict[str, Any], how: str) -> str:
    return f"{result['machine']}; commit {result['commit']}, source {result['source']}; {how}. Median (range)."


def step_section(results: list[tuple[str, dict[str, Any]]]) -> str:
    """Write the story of the write path, one row per step."""
    if not results:
        return "Not measured yet."
    rows = []
    for name, result in results:
        sides = {side: result["sides"][side]["runs"] for side in "AB"}
        rows += [
            (
                name if number == 0 else "",
                label,
                spread(_values(sides["A"], read)),
                spread(_values(sides["B"], read)),
                f"{_ratio(sides, read):.2f}",
                result["verdicts"][label],
            )
            for number, (label, read) in enumerate(STORY_METRICS)
        ]
    first = results[0][1]
    pairs, seconds = len(first["sides"]["A"]["runs"]), first["sides"]["A"]["runs"][0]["seconds"]
    errors = sum(run["errors"] for _, one in results for side in one["sides"].values() for run in side["runs"])
    how = f"{pairs} pairs of {seconds:g} s each way, interleaved"
    origin = f"{first['machine']}; {first['load']}, {how}"
    return "\n\n".join(
        (
            f"{origin}; {errors} errors. Median (range).",
            table(("step", "metric", "before", "after", "after/before", "verdict"), rows),
        )
    )


STORY_METRICS: tuple[tuple[str, Callable[[dict[str, Any]], float]], ...] = (
    ("transfer p50 ms", lambda run: run["transfer"]["p50"]),
    ("transfer p95 ms", lambda run: run["transfer"]["p95"]),
    ("transfer p99 ms", lambda run: run["transfer"]["p99"]),
    ("read p50 ms", lambda run: run["read"]["p50"]),
    ("read p95 ms", lambda run: run["read"]["p95"]),
    ("requests a second", lambda run: run["per_second"]),
)


def _values(runs: list[dict[str, Any]], read: Callable[[dict[str, Any]], float]) -> list[float]:
    return [read(run) for run in runs]


def _ratio(sides: dict[str, list[dict[str, Any]]], read: Callable[[dict[str, Any]], float]) -> float:
    pairs = zip(_values(sides["A"], read), _values(sides["B"], read), strict=True)
    return math.exp(statistics.fmean(math.log(after / before) for before, after in pairs))


def sections(results: Path = RESULTS) -> dict[str, str]:
    """Write every section that raw numbers exist for."""

    def load(name: str) -> dict[str, Any] | None:
        path = results / f"{name}.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None

    run = load("run")
    steps = [(name.split("-", 2)[1], step) for name in STEPS if (step := load(name)) is not None]
    return ({"run": run_section(run)} if run else {}) | {"steps": step_section(steps)}


def filled(text: str, contents: dict[str, str]) -> str:
    """Replace what stands between the document's markers."""
    for name, content in contents.items():
        begin, end = f"<!-- {name}: written by perf/report.py -->", f"<!-- end of {name} -->"
        pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        text, count = pattern.subn(_literal(f"{begin}\n\n{content}\n\n{end}"), text)
        if count != 1:
            message = f"the document has {count} sections called {name}"
            raise ValueError(message)
    return text


def _literal(text: str) -> Callable[[re.Match[str]], str]:
    """Return a replacement in which a backslash is a backslash."""
    return lambda _match: text


def rewrite_document(document: Path = DOCUMENT, results: Path = RESULTS) -> Path:
    """Bring the document's tables up to date and return its path."""
    text = document.read_text(encoding="utf-8")
    document.write_text(filled(text, sections(results)), encoding="utf-8", newline="\n")
    return document.relative_to(ROOT) if document.is_relative_to(ROOT) else document
