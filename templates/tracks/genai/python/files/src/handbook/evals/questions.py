"""The labelled questions, and the one rule that divides them: half for looking, half for judging."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SMOKE = 10
HALF = 128


@dataclass(frozen=True)
class Question:
    """One labelled question."""

    id: str
    category: str
    question: str
    gold_docs: tuple[str, ...]
    gold_text: str
    note: str
    style: str = ""

    @property
    def answerable(self) -> bool:
        """Say whether the handbook has an answer."""
        return bool(self.gold_docs)


CATEGORIES = ("answerable", "near-miss", "adversarial", "policy")


def load(path: Path) -> list[Question]:
    """Read all questions."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Question(
            row["id"],
            row["category"],
            row["question"],
            tuple(row["gold_docs"]),
            row["gold_text"],
            row["note"],
            row["style"],
        )
        for row in rows
    ]


def split(rows: Iterable[Question]) -> tuple[list[Question], list[Question]]:
    """Divide the questions: dev for looking and fitting, test for the final report."""
    ordered = sorted(rows, key=lambda row: row.id)
    return [row for row in ordered if is_dev(row.id)], [row for row in ordered if not is_dev(row.id)]


def is_dev(name: str) -> bool:
    """Put an id into one half by its hash alone, so that a new question never moves an old one."""
    return hashlib.sha256(name.encode()).digest()[0] < HALF


def dev_only(path: Path) -> list[Question]:
    """Read the questions that fitting may see."""
    return split(load(path))[0]


def smoke(path: Path) -> list[tuple[str, str]]:
    """Give ten plain dev questions with the document that must be found."""
    rows = [row for row in dev_only(path) if row.answerable and row.style == "direct"]
    return [(row.question, row.gold_docs[0]) for row in rows[:SMOKE]]
