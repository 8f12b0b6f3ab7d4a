"""What comes back: an answer whose every sentence points somewhere, or a refusal that says why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from handbook.domain.document import Span


class Mode(StrEnum):
    """How sentences come about. The values are shown to people as they stand."""

    EXTRACTIVE = "extractive (no language model)"
    LLM = "language model"


class Reason(StrEnum):
    """Why there is no answer; clients may switch on these, so none is ever renamed."""

    NOT_COVERED = "not_covered"
    UNSAFE_INPUT = "unsafe_input"
    FILTERED_OUTPUT = "filtered_output"
    OVER_BUDGET = "over_budget"
    MODEL_FAILED = "model_failed"


@dataclass(frozen=True)
class Citation:
    """A place in a document; `document_text[span] == quote`, always."""

    passage: str
    doc: str
    span: Span
    quote: str


@dataclass(frozen=True)
class Said:
    """One sentence of an answer and what it rests on."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Answer:
    """Sentences with citations."""

    mode: Mode
    said: tuple[Said, ...]
    note: str = ""
    """What a reader should know about the source: since when it holds, and what it replaces."""

    @property
    def text(self) -> str:
        """Give the answer as one text."""
        return " ".join(said.text for said in self.said)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Give the citations of all sentences, in order."""
        return tuple(citation for said in self.said for citation in said.citations)


@dataclass(frozen=True)
class Nearest:
    """The passage that came closest, for whoever wants to judge a refusal."""

    passage: str
    probability: float
    needed: float


@dataclass(frozen=True)
class Refusal:
    """No answer, with the reason and the nearest passage."""

    mode: Mode
    reason: Reason
    detail: str
    nearest: Nearest | None = None


@dataclass(frozen=True)
class Dropped:
    """How many sentences were made and not said, and why."""

    unsupported: int = 0
    filtered: int = 0
