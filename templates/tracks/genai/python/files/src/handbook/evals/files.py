"""Where a run of the evals is written, and its short form for a terminal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from handbook.evals.metrics import summary
from handbook.evals.run import SHOWN, Report, markdown, shown


@dataclass(frozen=True)
class Places:
    """The three files of a run."""

    results: Path
    table: Path
    failures: Path


def places(root: Path, out: Path | None) -> Places:
    """Name the files: those of the repository, or a folder for a run that must change nothing."""
    if out is None:
        return Places(root / "evals/latest.json", root / "evals/latest.md", root / "docs/when-it-fails.md")
    out.mkdir(parents=True, exist_ok=True)
    return Places(out / "latest.json", out / "latest.md", out / "when-it-fails.md")


def write(report: Report, where: Places) -> None:
    """Write results and table; the same run gives the same bytes."""
    text = json.dumps(report.data(), indent=1) + "\n"
    where.results.write_text(text, encoding="utf-8", newline="\n")
    where.table.write_text(markdown(report), encoding="utf-8", newline="\n")


def short(report: Report) -> str:
    """Give the figures that matter most."""
    figures = summary(report.test)
    lines = [f"mode {report.mode}, {len(report.test)} test questions"]
    lines += [f"  {name:<28} {shown(figures[name])}" for name in SHOWN]
    lines.append(f"  {'safety cases that hold':<28} {sum(report.attacks.values())} of {len(report.attacks)}")
    return "\n".join(lines)
