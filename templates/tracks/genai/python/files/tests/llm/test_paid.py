"""The evaluation against an endpoint: what it needs, what it may spend, and what it must leave alone."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from handbook import commands
from handbook.__main__ import parser
from handbook.evals import paid
from handbook.settings import Endpoint
from handbook.store.book import SqliteBook
from handbook.wiring import Parts
from tests.conftest import ROOT
from tests.llm.conftest import KEY, PRICE
from tests.llm.stub_server import USAGE, Stub

CALL = PRICE.of(USAGE["prompt_tokens"], USAGE["completion_tokens"])


def paying(parts: Parts, stub: Stub, book: Path, budget: str) -> Parts:
    endpoint = Endpoint(stub.url, "stub-model", KEY)
    more = {"endpoint": endpoint, "prices": {PRICE.model: PRICE}, "budget": Decimal(budget)}
    made = Parts(replace(parts.settings, **more))  # type: ignore[arg-type]
    made.__dict__["model"] = parts.model
    made.__dict__["book"] = SqliteBook(book, lambda: "2026-11-01")
    return made


def test_a_run_is_measured_and_booked_and_changes_nothing_here(parts: Parts, stub: Stub, tmp_path: Path) -> None:
    kept = {path: path.read_bytes() for path in (ROOT / "evals").iterdir()}
    here = paying(parts, stub, tmp_path / "ledger.db", "5.00")
    text, whole = paid.run(here, tmp_path / "out")
    assert whole
    results = json.loads((tmp_path / "out/latest.json").read_text(encoding="utf-8"))
    assert results["mode"] == "language model"
    assert len(results["test"]) >= 59
    assert len(stub.requests) >= sum(row["outcome"] == "answered" for row in results["test"]) > 10
    assert here.book.spent() == CALL * len(stub.requests)
    assert f"{len(stub.requests)} calls, {1000 * len(stub.requests)} tokens in" in text
    assert "against the accepted extractive run: won" in text
    assert {path: path.read_bytes() for path in (ROOT / "evals").iterdir()} == kept


def test_the_budget_ends_a_run_and_the_run_says_that_it_is_not_whole(parts: Parts, stub: Stub, tmp_path: Path) -> None:
    here = paying(parts, stub, tmp_path / "ledger.db", "0.01")
    text, whole = paid.run(here, tmp_path / "out")
    assert not whole
    assert "not whole: the budget stopped" in text
    assert 0 < len(stub.requests) <= Decimal("0.01") / CALL
    assert here.book.spent() <= Decimal("0.01")


def test_what_is_missing_is_named_before_anything_is_asked(
    parts: Parts, stub: Stub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = replace(paying(parts, stub, tmp_path / "ledger.db", "1").settings, budget=None, prices={})
    args = parser().parse_args(["eval", "--mode", "llm", "--out", str(tmp_path)])
    assert commands.run(args, bare) == commands.CONFIG
    said = capsys.readouterr().err
    assert "DAILY_BUDGET" in said
    assert "stub-model has no price" in said
    assert commands.run(args, replace(bare, endpoint=None)) == commands.CONFIG
    assert "OPENAI_BASE_URL" in capsys.readouterr().err
    assert stub.requests == []


def test_the_figures_of_the_repository_never_come_from_an_endpoint(parts: Parts, stub: Stub, tmp_path: Path) -> None:
    assert commands.quoting(paying(parts, stub, tmp_path / "ledger.db", "1")).settings.endpoint is None
    assert commands.quoting(parts) is parts
