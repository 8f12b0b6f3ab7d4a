from __future__ import annotations

import json

import pytest

from handbook.domain.document import Passage, Sentence, Span
from handbook.generate.prompt import load
from handbook.generate.verify import Claim, support
from tests.llm.conftest import QUESTION, Bench

TEXT = "A dispute costs 15 euros. You have 12 days to answer."
PASSAGE = Passage(
    "d#1", "d", "Disputes", "Fees", Span(0, len(TEXT)), TEXT, 12,
    (Sentence(Span(0, 25), TEXT[:25]), Sentence(Span(26, len(TEXT)), TEXT[26:])),
)  # fmt: skip


def test_passages_travel_as_json_in_their_own_message(bench: Bench) -> None:
    bench.ask("good", QUESTION)
    system, passages, question = bench.stub.requests[0]["messages"]
    assert [message["role"] for message in (system, passages, question)] == ["system", "user", "user"]
    assert bench.parts.canary in system["content"]
    assert QUESTION not in system["content"]
    assert "180 days" not in system["content"]
    assert json.loads(question["content"]) == {"question": QUESTION}
    assert len(json.loads(passages["content"])["passages"]) == 5
    assert bench.stub.requests[0]["max_tokens"] == 400


def test_an_unknown_prompt_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="there are v1"):
        load("v9")


@pytest.mark.parametrize(
    ("text", "passages", "good"),
    [
        ("A dispute costs 15 euros.", ("d#1",), True),
        ("You have 12 days to answer a dispute.", ("d#1",), True),
        ("A dispute costs 20 euros.", ("d#1",), False),
        ("Terminals are waterproof.", ("d#1",), False),
        ("A dispute costs 15 euros.", (), False),
        ("A dispute costs 15 euros.", ("d#1", "x#1"), False),
        ("", ("d#1",), False),
    ],
)
def test_a_claim_is_said_only_when_its_passage_supports_it(text: str, passages: tuple[str, ...], good: object) -> None:
    said = support(Claim(text, passages), {"d#1": PASSAGE})
    assert (said is not None) is good


def test_a_claim_is_cited_at_the_sentence_that_shares_most_with_it() -> None:
    said = support(Claim("There are 12 days to answer.", ("d#1",)), {"d#1": PASSAGE})
    assert said is not None
    assert said.citations[0].quote == "You have 12 days to answer."
