"""What the use cases need, and nothing of who provides it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from handbook.domain.answer import Answer, Dropped, Refusal
from handbook.domain.document import Passage
from handbook.domain.gate import Features
from handbook.domain.ledger import Stage, Trace


@dataclass(frozen=True)
class Hit:
    """A passage with its place in the two rankings, 0 where it was not found."""

    passage: Passage
    lexical: int
    dense: int


@dataclass(frozen=True)
class Found:
    """What retrieval knows about a question."""

    hits: tuple[Hit, ...]
    features: Features
    sentence_scores: tuple[tuple[float, ...], ...]
    """For each hit the cosine of each of its sentences."""


class Retriever(Protocol):
    """Finds passages; books its stages."""

    def find(self, question: str, as_of: date, book: Callable[[Stage], None]) -> Found:
        """Rank the passages that hold on a day."""


@dataclass(frozen=True)
class Made:
    """What a generator made of the passages."""

    outcome: Answer | Refusal
    dropped: Dropped = field(default_factory=Dropped)


class Generator(Protocol):
    """Makes an answer of passages."""

    def answer(self, question: str, found: Found, trace: Trace, book: Callable[[Stage], None]) -> Made:
        """Answer from what was found, or refuse."""


class Book(Protocol):
    """Keeps the ledger."""

    def write(self, trace: Trace, outcome: str) -> None:
        """Book a question with its stages."""


Clock = Callable[[], float]
Hosts = frozenset[str]
Hits = Sequence[Hit]
