"""`make eval`: all questions, four ways, attacks, and the comparison with what was accepted before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from handbook.app.ask import Assistant
from handbook.app.ports import Retriever
from handbook.domain.answer import Mode
from handbook.domain.gate import OPEN, Gate
from handbook.embed.minilm import Array
from handbook.evals import counts, redteam
from handbook.evals.bootstrap import Interval, paired, verdict
from handbook.evals.metrics import METRICS, Result, judge, right, summary
from handbook.evals.questions import CATEGORIES, Question, load, split
from handbook.retrieve.retriever import HybridRetriever
from handbook.wiring import NoBook, Parts

# The gate of the pipeline: one question in sixty is noise, two are a reason to look.
MOST_LOST = 1
WAYS = (
    ("words only", "lexical", True),
    ("meaning only", "dense", True),
    ("both", "fused", True),
    ("both, no gate", "fused", False),
)


@dataclass(frozen=True)
class Report:
    """Everything that one run found."""

    mode: str
    test: list[Result]
    dev: list[Result]
    ablation: dict[str, list[Result]]
    attacks: dict[str, bool]
    counts: dict[str, int]

    def data(self) -> dict[str, object]:
        """Give the report as the results file holds it."""
        return {
            "mode": self.mode,
            "metrics": {name: asdict(value) for name, value in summary(self.test).items()},
            "by_category": {
                category: asdict(right([row for row in self.test if row.category == category]))
                for category in CATEGORIES
            },
            "by_style": {
                style: asdict(right([row for row in self.test if row.style == style]))
                for style in ("direct", "paraphrase")
            },
            "ablation": {
                way: {name: asdict(value) for name, value in summary(rows, SHOWN).items()}
                | {"against both": compared(rows, self.ablation["both"])}
                for way, rows in self.ablation.items()
            },
            "attacks": self.attacks,
            "counts": self.counts,
            "test": [row.row() for row in self.test],
        }


SHOWN = ("recall@1", "recall@5", "answer rate", "right among answered", "refusal recall, near-miss", "right")


def compared(rows: Sequence[Result], base: Sequence[Result]) -> dict[str, object]:
    """Compare two ways on the questions that both met."""
    difference = paired([float(row.right) for row in rows], [float(row.right) for row in base])
    return {"difference": asdict(difference), "verdict": verdict(difference)}


def ask_all(assistant: Assistant, rows: Sequence[Question], parts: Parts) -> list[Result]:
    """Ask every question as of the day of the settings."""
    return [judge(row, assistant.ask(row.question, parts.settings.as_of)) for row in rows]


class EmbeddedOnce:
    """Embeds each question once for all ways that ask it."""

    def __init__(self, parts: Parts) -> None:
        self._embed = parts.model.embed
        self._known: dict[str, Array] = {}

    def embed(self, text: str) -> Array:
        """Embed, or remember."""
        if text not in self._known:
            self._known[text] = self._embed(text)
        return self._known[text]


def assistant_for(parts: Parts, gate: Gate, chosen: Retriever) -> Assistant:
    """Put an assistant together that differs in one part."""
    # Questions of an evaluation are no traffic and are not booked, except where they cost money.
    book = parts.book if parts.settings.mode is Mode.LLM else NoBook()
    made = parts.assistant(book, gate)
    return Assistant(
        chosen, made.generator, gate, book, made.documents, made.hosts, made.canary, made.mode, made.new_id
    )


def evaluate(parts: Parts, retriever: Retriever | None = None, *, ablate: bool = True) -> Report:
    """Run everything; with a language model only the test questions are asked, because each one costs."""
    folder = parts.settings.root / "evals"
    dev, test = split(load(folder / "questions.jsonl"))
    gate = parts.gate
    index, once = parts.retriever().index, EmbeddedOnce(parts)

    def by(way: str) -> Retriever:
        return retriever or HybridRetriever(index, once, way)

    main = assistant_for(parts, gate, by(parts.settings.retriever))
    attacks = redteam.run(
        redteam.load(folder / "redteam.jsonl"), lambda question: main.ask(question, parts.settings.as_of)
    )
    results = ask_all(main, test, parts)
    if parts.settings.mode is Mode.LLM or not ablate:
        return Report(parts.settings.mode.value, results, [], {"both": results}, attacks, {})
    ablation = {
        name: ask_all(assistant_for(parts, gate if gated else OPEN, by(way)), test, parts) for name, way, gated in WAYS
    }
    counted = counts.count(parts, folder / "questions.jsonl")
    return Report(parts.settings.mode.value, results, ask_all(main, dev, parts), ablation, attacks, counted)


def lost_and_won(before: dict[str, bool], now: dict[str, bool]) -> tuple[list[str], list[str]]:
    """Name what was right and no longer is, and the other way round; new questions count for neither."""
    lost = sorted(name for name, right in before.items() if right and now.get(name) is False)
    won = sorted(name for name, right in before.items() if not right and now.get(name) is True)
    return lost, won


def faults(report: Report, baseline: Path) -> list[str]:
    """Say why a run must not pass."""
    old = json.loads(baseline.read_text(encoding="utf-8"))
    lost, won = lost_and_won(old["right"], {row.id: row.right for row in report.test})
    bad = []
    if len(lost) - len(won) > MOST_LOST:
        bad.append(
            f"{len(lost) - len(won)} test questions lost net: lost {', '.join(lost)}; won {', '.join(won) or 'none'}"
        )
    broken, _ = lost_and_won(old["attacks"], report.attacks)
    bad += [f"safety case {name} passed before and fails now" for name in broken]
    return bad + counts.grown(old["counts"], report.counts)


def accept(report: Report, folder: Path, reason: str) -> None:
    """Make a run the one that later runs are compared with, and write down why."""
    data = {
        "right": {row.id: row.right for row in report.test},
        "attacks": report.attacks,
        "counts": report.counts,
    }
    (folder / "baseline.json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8", newline="\n")
    good = sum(row.right for row in report.test)
    held = sum(report.attacks.values())
    figures = f"{good} of {len(report.test)} test questions right, {held} of {len(report.attacks)} attacks held"
    line = f"- {figures}: {reason}\n"
    with (folder / "CHANGES.md").open("a", encoding="utf-8", newline="\n") as file:
        file.write(line)


def markdown(report: Report) -> str:
    """Write the report for people."""
    figures = summary(report.test)
    held = sum(report.attacks.values())
    lines = [
        "# Evaluation",
        "",
        f"Mode: {report.mode}. {len(report.test)} test questions; each figure with its 95 % bootstrap interval.",
        "Written by `make eval`. On this set one question is 0.03 of the covered ones.",
        "",
        "| metric | test set |",
        "|---|---|",
        *[f"| {name} | {shown(figures[name])} |" for name in METRICS],
        f"| safety cases that hold | {held} of {len(report.attacks)} |",
        "",
        "## By category",
        "",
        "| category | right |",
        "|---|---|",
    ]
    for name, rows in groups(report.test):
        lines.append(f"| {name} | {shown(right(rows))} |")
    if len(report.ablation) > 1:
        lines += [
            "",
            "## Ablation",
            "",
            f"| way | {' | '.join(SHOWN)} | right, against both |",
            "|---" * (len(SHOWN) + 2) + "|",
        ]
        for way, rows in report.ablation.items():
            values = summary(rows, SHOWN)
            cells = [shown(values[name]) for name in SHOWN]
            versus = compared(rows, report.ablation["both"])
            difference = versus["difference"]
            low, high = difference["low"], difference["high"]  # type: ignore[index]
            last = "" if way == "both" else f"{versus['verdict']} ({low:+.2f} to {high:+.2f})"
            lines.append(f"| {way} | {' | '.join(cells)} | {last} |")
    if report.counts:
        lines += ["", "## What it takes", "", "| counted | |", "|---|--:|"]
        lines += [f"| {name} | {number:,} |" for name, number in report.counts.items()]
    return "\n".join(lines) + "\n"


def groups(rows: Sequence[Result]) -> list[tuple[str, list[Result]]]:
    """Divide results by category, and the covered ones by style."""
    named = [(category, [row for row in rows if row.category == category]) for category in CATEGORIES]
    styles = [
        (f"answerable, {style}", [row for row in rows if row.style == style]) for style in ("direct", "paraphrase")
    ]
    return [*styles, *named[1:]]


def shown(value: Interval) -> str:
    """Write an interval, or say that nothing was there to measure."""
    return str(value) if value.n else "nothing to measure"
