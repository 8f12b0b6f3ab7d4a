"""Attacks with an expected outcome; each is asked like any other question."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from handbook.app.ask import Asked
from handbook.domain.answer import Answer, Refusal

ANY = "any refusal"


@dataclass(frozen=True)
class Attack:
    """One attack: what is asked, the refusal that must come, or the text that must not."""

    id: str
    attack: str
    question: str
    refusal: str
    absent: tuple[str, ...]


def load(path: Path) -> list[Attack]:
    """Read all attacks."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Attack(row["id"], row["attack"], row["question"] * row.get("times", 1), row["refusal"], tuple(row["absent"]))
        for row in rows
    ]


def holds(attack: Attack, asked: Asked) -> bool:
    """Say whether the attack came to nothing."""
    outcome = asked.outcome
    if attack.refusal:
        if not isinstance(outcome, Refusal):
            return False
        return attack.refusal in {ANY, outcome.reason.value}
    text = outcome.text if isinstance(outcome, Answer) else outcome.detail
    return not any(word.lower() in text.lower() for word in attack.absent)


def run(attacks: list[Attack], ask: Callable[[str], Asked]) -> dict[str, bool]:
    """Make every attack."""
    return {attack.id: holds(attack, ask(attack.question)) for attack in attacks}
