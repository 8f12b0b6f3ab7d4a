"""The use case: one question in, one answer or refusal out, every step booked."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from handbook.app.ports import Book, Found, Generator, Hosts, Made, Retriever
from handbook.domain.answer import Answer, Dropped, Mode, Nearest, Reason, Refusal, Said
from handbook.domain.document import Document
from handbook.domain.gate import Gate
from handbook.domain.ledger import Stage, Trace
from handbook.safety import inputs, outputs
from handbook.safety.canary import leaked


@dataclass(frozen=True)
class Asked:
    """What happened to a question."""

    outcome: Answer | Refusal
    trace: Trace
    found: Found | None = None
    dropped: Dropped = field(default_factory=Dropped)

    @property
    def name(self) -> str:
        """Name the outcome for the ledger."""
        return "answered" if isinstance(self.outcome, Answer) else self.outcome.reason.value


@dataclass(frozen=True)
class Assistant:
    """Everything that an answer needs, put together in wiring.py."""

    retriever: Retriever
    generator: Generator
    gate: Gate
    book: Book
    documents: Mapping[str, Document]
    hosts: Hosts
    canary: str
    mode: Mode
    new_id: Callable[[], str]

    def ask(self, question: str, as_of: date) -> Asked:
        """Answer a question as of a day, or say why not."""
        trace = Trace(self.new_id())
        asked = self._ask(question, as_of, trace)
        self.book.write(trace, asked.name)
        return asked

    def _ask(self, question: str, as_of: date, trace: Trace) -> Asked:
        if why := inputs.refuse(question):
            return Asked(Refusal(self.mode, Reason.UNSAFE_INPUT, why), trace)
        found = self.retriever.find(question, as_of, trace.stages.append)
        began = time.perf_counter()
        decision = self.gate.decide(found.features)
        trace.stages.append(Stage("gate", (time.perf_counter() - began) * 1000))
        if not found.hits or not decision.answer:
            nearest = Nearest(found.hits[0].passage.id, decision.probability, decision.needed) if found.hits else None
            return Asked(
                Refusal(self.mode, Reason.NOT_COVERED, "no passage covers the question", nearest), trace, found
            )
        began = time.perf_counter()
        made = self.generator.answer(question, found, trace, trace.stages.append)
        if self.mode is Mode.EXTRACTIVE:
            trace.stages.append(Stage("quote", (time.perf_counter() - began) * 1000))
        return self._filtered(made, trace, found)

    def _filtered(self, made: Made, trace: Trace, found: Found) -> Asked:
        """Let out only what may go out; a quote with personal data is dropped, because a changed quote is none."""
        if isinstance(made.outcome, Refusal):
            return Asked(made.outcome, trace, found, made.dropped)
        began = time.perf_counter()
        said = tuple(kept for part in made.outcome.said if (kept := self._let_out(part)))
        lost = len(made.outcome.said) - len(said)
        dropped = replace(made.dropped, filtered=lost)
        trace.stages.append(Stage("filter", (time.perf_counter() - began) * 1000))
        if not said:
            refusal = Refusal(self.mode, Reason.FILTERED_OUTPUT, "the answer held something that must not go out")
            return Asked(refusal, trace, found, dropped)
        outcome = replace(made.outcome, said=said, note=self._note(said))
        return Asked(outcome, trace, found, dropped)

    def _let_out(self, said: Said) -> Said | None:
        if leaked(said.text, self.canary) or outputs.forbidden(said.text, self.hosts):
            return None
        if any(outputs.findings(citation.quote) for citation in said.citations):
            return None
        return replace(said, text=outputs.mask(said.text))

    def _note(self, said: tuple[Said, ...]) -> str:
        """Say it when the source replaced another one: the reader may remember the older rule."""
        for name in dict.fromkeys(citation.doc for part in said for citation in part.citations):
            document = self.documents.get(name)
            if document and document.replaces:
                return f"since {document.valid_from.isoformat()}, replaces {document.replaces}"
        return ""
