from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.domain.fusion import fuse, order
from handbook.domain.words import content, numbers, stem


@pytest.mark.parametrize(
    ("first", "second"),
    [("refunds", "refunded"), ("refund", "refunding"), ("fees", "fee"), ("charged", "charges"), ("cities", "city")],
)
def test_forms_of_a_word_share_a_stem(first: str, second: str) -> None:
    assert stem(first) == stem(second)


def test_small_words_carry_no_content() -> None:
    assert content("How long do I have to refund it?") == {stem("refund")}


def test_a_thousand_is_a_thousand_with_and_without_a_comma() -> None:
    assert numbers("1,000 euros or 1000. Not 1.5") == {"1000", "1.5"}


def test_rankings_join_by_rank_and_ties_go_by_id() -> None:
    assert [name for name, _ in fuse(["a", "b"], ["b", "a"])] == ["a", "b"]
    assert fuse(["a", "b", "c"], ["c", "x", "y"])[0][0] == "c"


def test_scores_that_differ_in_the_sixth_digit_are_equal() -> None:
    assert [name for name, _ in order({"b": 0.5000002, "a": 0.5000001})] == ["a", "b"]


@settings(derandomize=True, deadline=None, database=None)
@given(st.permutations(["a", "b", "c", "d"]))
def test_what_is_first_in_both_is_first(rest: list[str]) -> None:
    assert fuse(["top", *rest], ["top", *reversed(rest)])[0][0] == "top"
