"""Documents, their passages, and spans: an answer is only as good as the place it points to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, order=True)
class Span:
    """A half-open range of characters in a document's file."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Cut the range out of the text it belongs to."""
        return text[self.start : self.end]


@dataclass(frozen=True)
class Document:
    """One file of the corpus; `text` is the whole file, so spans can be checked against the disk."""

    id: str
    title: str
    topic: str
    valid_from: date
    replaces: str | None
    text: str
    body: int
    """Where the front matter ends."""


@dataclass(frozen=True)
class Sentence:
    """The smallest thing that is quoted: a sentence, a list item, a table row or a block of code."""

    span: Span
    text: str


@dataclass(frozen=True)
class Passage:
    """A run of sentences under one heading, small enough for the model to read whole."""

    id: str
    doc: str
    title: str
    section: str
    span: Span
    text: str
    tokens: int
    sentences: tuple[Sentence, ...] = field(repr=False)

    @property
    def embedded(self) -> str:
        """What is embedded: a passage about fees should be near "fees" even if only its heading says so."""
        return f"{heading(self.title, self.section)}\n{self.text}"


@dataclass(frozen=True)
class Quarantined:
    """A sentence that was kept out of the index, and the reason."""

    doc: str
    span: Span
    pattern: str


def heading(title: str, section: str) -> str:
    """Name the place of a passage in words."""
    return title if section in {"", title} else f"{title}. {section}"


def in_force(documents: Iterable[Document], as_of: date) -> frozenset[str]:
    """Name the documents that hold on a day: begun by then, and not replaced by one that had begun.

    Both versions stay in the index, because "what was the rule in January" is a fair question.
    """
    begun = [document for document in documents if document.valid_from <= as_of]
    replaced = {document.replaces for document in begun}
    return frozenset(document.id for document in begun if document.id not in replaced)
