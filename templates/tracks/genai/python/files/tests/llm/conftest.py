"""A product whose answers come from the stub."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

import pytest

from handbook.app.ask import Asked, Assistant
from handbook.domain.answer import Mode
from handbook.domain.ledger import Price
from handbook.generate.client import Endpoint
from handbook.generate.llm import LanguageModel, Surroundings
from handbook.generate.prompt import load
from handbook.store.book import SqliteBook
from handbook.wiring import Parts
from tests.llm.stub_server import Stub

QUESTION = "How long do I have to refund a payment?"
KEY = "sk-stub-0123456789abcdef"
PRICE = Price("stub-model", Decimal("1.00"), Decimal("2.00"), "USD", "2026-01-15")


@dataclass
class Bench:
    """An assistant over the stub, with what it slept and booked."""

    parts: Parts
    stub: Stub
    book: SqliteBook
    price: Price | None = PRICE
    limit: Decimal | None = None
    timeout: float = 20.0
    slept: list[float] = field(default_factory=list)

    def assistant(self) -> Assistant:
        client = Endpoint(self.stub.url, KEY, "stub-model", self.timeout)
        around = Surroundings(self.parts.model.count, self.slept.append, lambda: 0.5, self.parts.canary)
        generator = LanguageModel(client, load("v1"), self.book, self.price, self.limit, around)
        return replace(self.parts.assistant(self.book), generator=generator, mode=Mode.LLM)

    def ask(self, role: str, question: str = QUESTION) -> Asked:
        self.stub.role = role
        return self.assistant().ask(question, self.parts.settings.as_of)

    def calls(self) -> list[str]:
        """The outcomes of the calls as they were booked."""
        return [row.stage.outcome for row in self.book.rows() if row.stage.model]


@pytest.fixture
def stub() -> Iterator[Stub]:
    made = Stub()
    yield made
    made.stop()


@pytest.fixture
def bench(parts: Parts, stub: Stub, tmp_path: Path) -> Iterator[Bench]:
    book = SqliteBook(tmp_path / "ledger.db", lambda: "2026-11-01")
    yield Bench(parts, stub, book)
    book.close()
