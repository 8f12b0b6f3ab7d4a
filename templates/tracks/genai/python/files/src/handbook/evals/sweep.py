"""`make sweep`: the two constants of the search beside other values, on the dev questions and nothing else.

It measures, it does not choose: thirty questions cannot tell neighbours apart, and the table says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handbook.domain.document import in_force
from handbook.domain.fusion import DAMPING, fuse
from handbook.evals.bootstrap import interval, paired, verdict
from handbook.evals.questions import Question, dev_only
from handbook.retrieve import lexical
from handbook.retrieve.dense import WHOLE, Dense
from handbook.wiring import Parts

SHARES = (0.0, 0.3, 0.5, 0.7, 0.8, 1.0)
DAMPINGS = (1, 10, 30, 60, 100)
FIRST = 10


@dataclass(frozen=True)
class Setting:
    """One pair of constants."""

    share: float = WHOLE
    damping: int = DAMPING


SETTINGS = (*(Setting(share=share) for share in SHARES), *(Setting(damping=damping) for damping in DAMPINGS))


def covered(path: Path) -> list[Question]:
    """Read the dev questions that have a place to be found."""
    return [row for row in dev_only(path) if row.answerable]


def ranks(parts: Parts, rows: Sequence[Question], settings: Sequence[Setting]) -> dict[Setting, list[int]]:
    """Find each question's document under each setting: its place among the first ten, or 0."""
    index = parts.retriever().index
    dense, allowed = Dense(index), in_force(index.documents.values(), parts.settings.as_of)
    found: dict[Setting, list[int]] = {setting: [] for setting in settings}
    for row in rows:
        vector = parts.model.embed(row.question)
        by_words = lexical.rank(index, row.question, allowed)
        for setting, places in found.items():
            by_meaning = [name for name, _ in dense.scores(vector, allowed, setting.share)]
            both = [name for name, _ in fuse(by_words, by_meaning, damping=setting.damping)]
            docs = list(dict.fromkeys(index.passages[name].doc for name in both[:FIRST]))
            places.append(next((n for n, doc in enumerate(docs, 1) if doc in row.gold_docs), 0))
    return found


def heading(parts: Parts, rows: Sequence[Question]) -> str:
    """Say what was measured; the index is named, because another corpus gives another table."""
    return f"{len(rows)} covered dev questions, index `{parts.retriever().index.version}`."


def markdown(parts: Parts, path: Path) -> str:
    """Write the table."""
    rows = covered(path)
    found = ranks(parts, rows, SETTINGS)
    base = reciprocal(found[Setting()])
    lines = [
        heading(parts, rows),
        "",
        "| share of the passage | damping | recall@1 | MRR@10 | MRR@10, against the one in use |",
        "|--:|--:|--:|--:|---|",
    ]
    for setting, places in found.items():
        first = interval([float(place == 1) for place in places])
        difference = paired(reciprocal(places), base)
        last = f"{verdict(difference)} ({difference.low:+.2f} to {difference.high:+.2f})"
        last = "in use" if setting == Setting() else last
        figures = f"{first.value:.2f} | {interval(reciprocal(places)).value:.3f}"
        lines.append(f"| {setting.share} | {setting.damping} | {figures} | {last} |")
    return "\n".join(lines) + "\n"


def reciprocal(places: Sequence[int]) -> list[float]:
    """Give one over the place, and nothing for what was not found."""
    return [1 / place if place else 0.0 for place in places]
