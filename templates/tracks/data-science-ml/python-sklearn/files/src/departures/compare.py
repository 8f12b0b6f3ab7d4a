"""Is this checkout's served model better than another commit's? Paired, on the development months, never on the test."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from departures.domain.errors import DeparturesError
from departures.domain.verdict import Comparison
from departures.evaluate.bootstrap import compare
from departures.evaluate.describe import comparisons
from departures.evaluate.metrics import costs
from departures.models.catalog import REFERENCES, SERVED
from departures.params import Params
from departures.pipeline import restore
from departures.report.card import between

WORKTREE = "worktree"


class CompareError(DeparturesError):
    """One of the two sides cannot be had."""


def develop(root: Path, side: str, out: Path) -> None:
    """Let the code of a side say what it says about the development months, with the libraries of this environment."""
    if side == WORKTREE:
        _run(root, out)
        return
    with tempfile.TemporaryDirectory(prefix="departures-compare-") as folder:
        place = Path(folder) / "side"
        made = _git(root, "worktree", "add", "--quiet", "--detach", str(place), side)
        if made.returncode:
            raise CompareError(f"{side} cannot be checked out: {made.stderr.strip().splitlines()[-1]}")
        try:
            _run(place, out)
        finally:
            _git(root, "worktree", "remove", "--force", str(place))


def judged(a: Path, b: Path, params: Params) -> tuple[Comparison, dict[str, float]]:
    """Compare the served model of both sides flight by flight; the costs of the references are there to be looked at."""
    left, right = restore(a), restore(b)
    if left.rows.tolist() != right.rows.tolist():
        raise CompareError("the two sides judge different flights")
    cost = [costs(side.late, side.said[SERVED], params.costs) for side in (left, right)]
    means = {"a": float(cost[0].mean()), "b": float(cost[1].mean())}
    means |= {name: float(costs(right.late, right.said[name], params.costs).mean()) for name in REFERENCES}
    return compare(("b", cost[1]), ("a", cost[0]), left.day, params.intervals), means


def against_references(side: str, made: Path, params: Params) -> list[str]:
    """Say how one side stands against each reference, in weeks."""
    return [
        f"{side} against {found.b:<14} {between(vars(found.weeks))}   {found.verdict.value}"
        for found in comparisons(restore(made), params)
    ]


def run(root: Path, var: Path, sides: tuple[str, str], params: Params) -> str:
    """Compare, and write the row that a note quotes."""
    with tempfile.TemporaryDirectory(prefix="departures-compare-") as folder:
        outs = [Path(folder) / f"{n}.npz" for n in range(2)]
        for side, out in zip(sides, outs, strict=True):
            develop(root, side, out)
        found, means = judged(outs[0], outs[1], params)
        names = [
            side if side == WORKTREE else _git(root, "rev-parse", "--short", side).stdout.strip() for side in sides
        ]
        references = against_references(names[1], outs[1], params)
    row = f"| {names[0]} | {names[1]} | {means['a']:.3f} | {means['b']:.3f} | {between_of(found)} | {found.verdict.value} |"
    lines = [
        "development Apr-Aug 2013, cost per flight; " + "   ".join(f"{name} {means[name]:.3f}" for name in REFERENCES),
        "",
        "| A | B | cost A | cost B | B minus A: over weeks; over days | verdict |",
        "|---|---|---:|---:|---:|---|",
        row,
        "",
        *references,
    ]
    text = "\n".join(lines)
    var.mkdir(parents=True, exist_ok=True)
    (var / "compare.md").write_text(text + "\n", encoding="utf-8")
    return text


def between_of(found: Comparison) -> str:
    """Write both intervals."""
    return "; ".join(between(vars(each)) for each in (found.weeks, found.days))


def _git(root: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", "-C", str(root), *args], capture_output=True, text=True, check=False)


def _run(place: Path, out: Path) -> None:
    argv = [sys.executable, "-m", "departures", "develop", "--out", str(out)]
    environment = {**os.environ, "PYTHONPATH": str(place / "src"), "DEPARTURES_ROOT": str(place)}
    done = subprocess.run(argv, cwd=place, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CompareError((done.stderr.strip().splitlines() or ["the other side said nothing"])[-1])
