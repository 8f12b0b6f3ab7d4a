"""Where a run of the evals is written, and its short form for a terminal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handbook.evals import marked
from handbook.evals.metrics import summary
from handbook.evals.run import SHOWN, Report, markdown, shown

FIGURES = ("refusal recall, near-miss", "right among answered", "answer rate", "wrong answers")
GATE = ("answer rate", "right among answered", "refusal recall, near-miss", "right")


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


def figures(data: dict[str, Any]) -> str:
    """Write the table that README shows, from the results."""
    rows = [data["metrics"][name] for name in FIGURES]
    pairs = zip(FIGURES, rows, strict=True)
    cells = [f"| {name} | {row['value']:.2f} ({row['low']:.2f} to {row['high']:.2f}) |" for name, row in pairs]
    head = f"| metric | {len(data['test'])} test questions |"
    return "\n".join([head, "|---|---|", *cells]) + "\n"


def worth(data: dict[str, Any]) -> str:
    """Write the table that the decision for a gate rests on, from the results."""
    lines = [f"| way | {' | '.join(GATE)} |", "|---" + "|--:" * len(GATE) + "|"]
    for title, way in (("with the gate", "both"), ("without", "both, no gate")):
        cells = [f"{data['ablation'][way][name]['value']:.2f}" for name in GATE]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


DOCUMENTS = {
    "README.md": ("figures", figures),
    "docs/adr/0004-a-gate-instead-of-a-threshold.md": ("gate", worth),
}


def publish(data: dict[str, Any], root: Path) -> list[Path]:
    """Bring the documents that quote the results up to them."""
    for name, (mark, table) in DOCUMENTS.items():
        text = marked.put((root / name).read_text(encoding="utf-8"), mark, table(data))
        (root / name).write_text(text, encoding="utf-8", newline="\n")
    return [root / name for name in DOCUMENTS]


def short(report: Report) -> str:
    """Give the figures that matter most."""
    figures = summary(report.test)
    lines = [f"mode {report.mode}, {len(report.test)} test questions"]
    lines += [f"  {name:<28} {shown(figures[name])}" for name in SHOWN]
    lines.append(f"  {'safety cases that hold':<28} {sum(report.attacks.values())} of {len(report.attacks)}")
    return "\n".join(lines)
