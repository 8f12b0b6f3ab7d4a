"""Acceptance check of d10-cache: the same question costs nothing twice, and no answer outlives what it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from handbook.app.ask import Asked
from handbook.app.ingest import ingest
from handbook.domain.answer import Answer, Refusal
from handbook.domain.gate import Gate
from handbook.domain.ledger import Price
from handbook.embed.minilm import MiniLM
from handbook.embed.weights import find
from handbook.generate import prompt
from handbook.settings import Endpoint, load
from handbook.wiring import Parts
from tests.conftest import ROOT, write
from tests.llm.stub_server import Stub

LAMP = "How many euros does a lamp cost?"
SOFA = "How many euros does a sofa cost?"
# Answers from a cosine of one half upwards; the real gate was fitted for another corpus.
BY_COSINE = Gate((1.0, 0.0, 0.0, 0.0, 0.0, 0.0), 0.0, (0.6,) + (0.0,) * 5, (0.02,) + (1.0,) * 5, 0.5)


@pytest.fixture(scope="module")
def model() -> MiniLM:
    return MiniLM(find())


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    write(folder, "lamps", "Lamps", "A lamp costs 12 euros. Lamps are sold in three colours.")
    write(folder, "chairs", "Chairs", "A chair carries 120 kilograms. Chairs are made of oak.")
    return folder


@pytest.fixture
def shop(model: MiniLM, tmp_path: Path) -> Callable[..., Parts]:
    settings = load(ROOT, {})

    def made(**changes: object) -> Parts:
        shop = Parts(replace(settings, var=tmp_path / "var", **changes))  # type: ignore[arg-type]
        shop.__dict__["model"] = model
        shop.__dict__["gate"] = BY_COSINE
        return shop

    return made


def publish(shop: Parts, corpus: Path) -> None:
    ingest(corpus, shop.versions, shop.embedder, lambda _index: [])


def cost(shop: Parts, question: str, as_of: date | None = None) -> tuple[int, Asked]:
    before = shop.model.calls
    asked = shop.ask(question, as_of)
    return shop.model.calls - before, asked


def text(asked: Asked) -> str:
    return asked.outcome.text if isinstance(asked.outcome, Answer) else asked.outcome.reason.value


def test_the_same_question_is_embedded_once(shop: Callable[..., Parts], corpus: Path) -> None:
    here = shop()
    publish(here, corpus)
    first, asked = cost(here, LAMP)
    assert first == 1
    assert "12 euros" in text(asked)
    again, repeated = cost(here, "  how MANY euros  does a lamp cost? ")
    assert again == 0, f"the same question cost {again} embedding again: there is no cache of answers"
    assert repeated.outcome == asked.outcome
    assert any(stage.cached for stage in repeated.trace.stages), "the trace does not say that the answer was remembered"
    assert repeated.trace.question != asked.trace.question, "each asking is a row of its own in the ledger"
    assert len(here.book.questions()) == 2


def test_an_answer_dies_with_the_page_it_rests_on(shop: Callable[..., Parts], corpus: Path) -> None:
    here = shop()
    publish(here, corpus)
    assert "12 euros" in text(cost(here, LAMP)[1])
    assert cost(here, LAMP)[0] == 0, "there is no cache of answers"
    write(corpus, "lamps", "Lamps", "A lamp costs 19 euros. Lamps are sold in three colours.")
    publish(here, corpus)
    assert "19 euros" in text(cost(here, LAMP)[1])
    (corpus / "lamps.md").unlink()
    publish(here, corpus)
    assert isinstance(cost(here, LAMP)[1].outcome, Refusal)


def test_a_refusal_dies_when_a_page_is_added(shop: Callable[..., Parts], corpus: Path) -> None:
    here = shop()
    publish(here, corpus)
    assert text(cost(here, SOFA)[1]) == "not_covered"
    assert cost(here, SOFA)[0] == 0, "a refusal is remembered too: finding nothing costs as much as finding something"
    write(corpus, "sofas", "Sofas", "A sofa costs 700 euros.")
    publish(here, corpus)
    assert "700 euros" in text(cost(here, SOFA)[1])


def test_another_day_is_another_question(shop: Callable[..., Parts], corpus: Path) -> None:
    here = shop()
    path = write(corpus, "lamps-2", "Lamps", "A lamp costs 15 euros.", "replaces: lamps\n")
    path.write_text(path.read_text(encoding="utf-8").replace("2026-01-01", "2026-06-01"), encoding="utf-8")
    publish(here, corpus)
    for _ in range(2):
        assert "12 euros" in text(cost(here, LAMP, date(2026, 5, 31))[1])
        assert "15 euros" in text(cost(here, LAMP, date(2026, 6, 1))[1])
    assert cost(here, LAMP, date(2026, 6, 1))[0] == 0, "there is no cache of answers"


def test_a_remembered_answer_calls_no_model_and_another_prompt_is_another_question(
    shop: Callable[..., Parts], corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instructions = (prompt.FOLDER / "v1.txt").read_text(encoding="utf-8")
    monkeypatch.setattr(prompt, "FOLDER", tmp_path)
    for version in ("v1", "v2"):
        (tmp_path / f"{version}.txt").write_text(instructions, encoding="utf-8")
    stub = Stub()
    try:
        endpoint = Endpoint(stub.url, "stub-model", "sk-check-0123456789")
        prices: dict[str, Price] = {}
        first = shop(endpoint=endpoint, prices=prices)
        publish(first, corpus)
        first.ask(LAMP)
        assert len(stub.requests) == 1
        first.ask(LAMP)
        assert len(stub.requests) == 1, "a remembered answer was paid for again"
        shop(endpoint=endpoint, prices=prices, prompt="v2").ask(LAMP)
        assert len(stub.requests) == 2, "an answer of another prompt was served"
    finally:
        stub.stop()


def test_questions_with_personal_data_are_not_kept(shop: Callable[..., Parts], corpus: Path, tmp_path: Path) -> None:
    here = shop()
    publish(here, corpus)
    question = "How many euros does a lamp cost for mira@shop.example?"
    cost(here, LAMP)
    assert cost(here, LAMP)[0] == 0, "there is no cache of answers"
    cost(here, question)
    assert cost(here, question)[0] == 1, "a question with an e-mail address was remembered"
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert b"mira@" not in path.read_bytes(), path.name
