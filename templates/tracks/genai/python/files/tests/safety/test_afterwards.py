"""Runs last: every ledger and every log line of the suite, searched for what was asked."""

from __future__ import annotations

import pytest

from handbook.evals import questions, redteam
from handbook.wiring import Parts
from tests.conftest import ROOT
from tests.web.test_privacy import QUESTION, WORDS


def test_nothing_that_the_suite_wrote_holds_a_question(
    parts: Parts, tmp_path_factory: pytest.TempPathFactory, logged: list[str]
) -> None:
    parts.ask(QUESTION)
    found = tmp_path_factory.getbasetemp().rglob("ledger*")
    books = [path.read_bytes() for path in found if path.is_file()]
    assert books
    asked = {row.question for row in questions.load(ROOT / "evals/questions.jsonl")}
    asked |= {attack.question for attack in redteam.load(ROOT / "evals/redteam.jsonl")}
    for text in asked | {QUESTION, *WORDS[1:]}:
        assert not [book for book in books if text.encode() in book], text
        assert not [line for line in logged if text in line], text
