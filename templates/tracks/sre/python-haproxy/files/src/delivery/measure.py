"""Two rollout plans against each other: interleaved, so that whatever else the machine does meets both."""

from __future__ import annotations

import json
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from delivery.drill import Scene, plan_of
from delivery.record import machine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from delivery.drill import Result

BAD, GOOD = "1.1.0", "1.1.1"
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"


@dataclass(frozen=True)
class Spread:
    """A median and how far the single values lie apart."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Summarize."""
        return cls(statistics.median(values), min(values), max(values))

    def text(self, unit: str, digits: int = 1) -> str:
        """Write it as a median with its range."""
        return f"{self.median:.{digits}f} {unit} ({self.low:.{digits}f}-{self.high:.{digits}f})"

    def apart_from(self, other: Spread) -> bool:
        """Tell whether the ranges do not touch; where they do, no difference was shown."""
        return self.high < other.low or other.high < self.low


def interleave(
    root: Path, plans: dict[str, Path], version: str, runs: int, say: Callable[[str], None]
) -> dict[str, list[Result]]:
    """Ship one release by each plan in turn, several times."""
    found: dict[str, list[Result]] = {name: [] for name in plans}
    for number in range(runs):
        for name, path in plans.items():
            scene = Scene(root, root / "var" / "measure" / name, lambda _line: None)
            result = scene.play(name, version, plan_of(path))
            say(f"{name} {number + 1}/{runs}, release {version}: {result.sentence()}")
            found[name].append(result)
    return found


def canary_and_bluegreen(root: Path, runs: int, say: Callable[[str], None]) -> dict[str, object]:
    """Measure what the two ways of shipping do with a bad release."""
    plans = {"canary": root / "rollout.toml", "blue/green": root / "bluegreen.toml"}
    found = interleave(root, plans, BAD, runs, say)
    return {
        "release": BAD, "runs": runs, "machine": machine(),
        "rows": {
            name: {
                "seconds": [result.seconds for result in results],
                "share": [round(result.share, 2) for result in results],
                "failed": [result.failed for result in results],
                "promoted": sum(result.promoted for result in results),
            }
            for name, results in found.items()
        },
    }  # fmt: skip


def table(data: dict[str, object]) -> str:
    """Write the measured pair as README shows it."""
    rows = data["rows"]
    lines = [
        "| the bad release 1.1.0 by | taken back after | requests of all customers that failed |",
        "|---|--:|--:|",
    ]
    if isinstance(rows, dict):
        for name, row in rows.items():
            seconds, share = Spread.of(row["seconds"]), Spread.of(row["share"])
            lines.append(f"| {name} | {seconds.text('s')} | {share.text('%', 2)} |")
    lines += ["", f"Median and range of {data['runs']} runs each, in turns; {data['machine']}."]
    return "\n".join(lines) + "\n"


def put(text: str, into: str) -> str:
    """Replace what stands between the marks of a document."""
    head, _, rest = into.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{text}{END}{tail}"


def compare(root: Path, a: Path, b: Path, runs: int, say: Callable[[str], None]) -> str:
    """Ship a bad and a good release by both plans and say where they differ."""
    plans = {"A": a, "B": b}
    bad, good = interleave(root, plans, BAD, runs, say), interleave(root, plans, GOOD, runs, say)
    false = {name: sum(not result.promoted for result in results) for name, results in good.items()}
    missed = {name: sum(result.promoted for result in results) for name, results in bad.items()}
    rows = [
        _versus("seconds to take the bad release back", "s", bad, lambda result: result.seconds),
        _versus("failed share of all requests", "%", bad, lambda result: result.share),
        _versus("seconds to promote the good release", "s", good, lambda result: result.seconds),
        f"| bad releases promoted | {missed['A']} of {runs} | {missed['B']} of {runs} | |",
        f"| good releases taken back | {false['A']} of {runs} | {false['B']} of {runs} | |",
    ]
    return "\n".join(
        [
            f"A is {a.name}, B is {b.name}; {runs} runs each, in turns; median (range); {machine()}.",
            "",
            "| | A | B | verdict |",
            "|---|--:|--:|---|",
            *rows,
        ]
    )


def _versus(what: str, unit: str, results: dict[str, list[Result]], number: Callable[[Result], float]) -> str:
    spreads = {name: Spread.of([number(result) for result in found]) for name, found in results.items()}
    a, b = spreads["A"], spreads["B"]
    verdict = ("A is lower" if a.median < b.median else "B is lower") if a.apart_from(b) else "no difference shown"
    return f"| {what} | {a.text(unit, 2)} | {b.text(unit, 2)} | {verdict} |"


def read(path: Path) -> dict[str, object]:
    """Read measured data."""
    data: dict[str, object] = json.loads(path.read_text("utf-8"))
    return data
