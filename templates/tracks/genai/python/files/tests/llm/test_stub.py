"""Every way in which a language model fails has an expected outcome and an expected ledger."""

from __future__ import annotations

import pytest

from handbook.domain.answer import Answer, Mode, Reason, Refusal
from tests.llm.conftest import KEY, Bench


def refused(bench: Bench, role: str) -> Refusal:
    outcome = bench.ask(role).outcome
    assert isinstance(outcome, Refusal)
    return outcome


def answer(bench: Bench, role: str) -> Answer:
    outcome = bench.ask(role).outcome
    assert isinstance(outcome, Answer)
    return outcome


def test_a_good_answer_is_cited_and_booked(bench: Bench) -> None:
    said = answer(bench, "good")
    assert said.mode is Mode.LLM
    assert "180 days" in said.text
    text = bench.parts.retriever().index.documents["refunds-2"].text
    assert all(citation.span.of(text) == citation.quote for citation in said.citations)
    (row,) = [row for row in bench.book.rows() if row.stage.model]
    assert (row.stage.usage.tokens_in, row.stage.usage.tokens_out, row.stage.usage.estimated) == (1000, 50, False)
    assert str(row.stage.cost) == "0.0011"
    assert row.stage.prompt == "v1"
    assert bench.book.spent() == row.stage.cost


def test_one_failure_is_tried_again_and_booked(bench: Bench) -> None:
    answer(bench, "503 once")
    assert bench.calls() == ["status 503", "ok"]
    assert bench.slept == [0.5]


@pytest.mark.parametrize(("role", "outcome"), [("always 503", "status 503"), ("cuts", "connection")])
def test_failures_are_tried_three_times_and_each_try_is_booked(bench: Bench, role: str, outcome: str) -> None:
    assert refused(bench, role).reason is Reason.MODEL_FAILED
    assert len(bench.stub.requests) == 3
    assert bench.calls() == [outcome] * 3
    assert bench.slept == [0.5, 1.0]
    assert all(row.stage.usage.estimated for row in bench.book.rows() if row.stage.model)


def test_a_call_that_hangs_ends_at_its_deadline(bench: Bench) -> None:
    bench.timeout = 0.2
    assert refused(bench, "hangs").reason is Reason.MODEL_FAILED
    assert bench.calls() == ["timeout"] * 3
    assert len(bench.stub.requests) == 3


def test_a_wrong_key_is_not_tried_again(bench: Bench) -> None:
    refusal = refused(bench, "wrong key")
    assert bench.calls() == ["status 401"]
    assert KEY not in refusal.detail
    assert bench.stub.keys == [f"Bearer {KEY}"]


def test_bad_json_is_repaired_once(bench: Bench) -> None:
    assert "180 days" in answer(bench, "bad json once").text
    assert bench.calls() == ["ok", "ok"]
    assert bench.stub.requests[1]["messages"][-1]["content"].startswith("That was not JSON")


@pytest.mark.parametrize("role", ["bad json", "wrong schema"])
def test_what_stays_bad_after_one_repair_is_given_up(bench: Bench, role: str) -> None:
    assert refused(bench, role).reason is Reason.MODEL_FAILED
    assert len(bench.stub.requests) == 2


def test_what_is_no_completion_is_booked_as_unreadable(bench: Bench) -> None:
    assert refused(bench, "not a completion").reason is Reason.MODEL_FAILED
    assert bench.calls() == ["unreadable"] * 3


def test_tokens_are_estimated_when_the_endpoint_does_not_say(bench: Bench) -> None:
    answer(bench, "no usage")
    (row,) = [row for row in bench.book.rows() if row.stage.model]
    assert row.stage.usage.estimated
    assert row.stage.usage.tokens_in > 300


@pytest.mark.parametrize("role", ["declines", "not covered"])
def test_a_model_that_declines_is_a_refusal(bench: Bench, role: str) -> None:
    assert refused(bench, role).reason is Reason.NOT_COVERED


def test_a_model_that_obeys_the_planted_instruction_is_not_believed(bench: Bench) -> None:
    asked = bench.ask("obeys")
    assert isinstance(asked.outcome, Refusal)
    assert asked.dropped.unsupported == 1


def test_a_leaked_prompt_is_held_back(bench: Bench) -> None:
    refusal = refused(bench, "leaks")
    assert refusal.reason is Reason.FILTERED_OUTPUT
    assert bench.parts.canary not in refusal.detail


def test_an_invented_citation_is_dropped(bench: Bench) -> None:
    asked = bench.ask("invents a citation")
    assert isinstance(asked.outcome, Refusal)
    assert asked.dropped.unsupported == 1


def test_an_invented_number_is_dropped(bench: Bench) -> None:
    asked = bench.ask("invents a number")
    assert isinstance(asked.outcome, Refusal)
    assert asked.dropped.unsupported == 1


def test_a_bad_sentence_goes_and_a_good_one_stays(bench: Bench) -> None:
    asked = bench.ask("one good, one bad")
    assert isinstance(asked.outcome, Answer)
    assert len(asked.outcome.said) == 1
    assert asked.dropped.unsupported == 1


def test_personal_data_of_a_model_is_masked(bench: Bench) -> None:
    assert "mira@" not in answer(bench, "personal").text


def test_a_foreign_link_of_a_model_is_held_back(bench: Bench) -> None:
    assert refused(bench, "foreign link").reason is Reason.FILTERED_OUTPUT
