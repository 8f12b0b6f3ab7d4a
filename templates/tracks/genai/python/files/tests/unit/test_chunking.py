from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.domain.chunking import TooLongError, chunk, sentences, units_of
from handbook.domain.document import Document, Span, in_force

HEAD = "---\nid: x\n---\n"


def document(body: str, name: str = "x", since: str = "2026-01-01", replaces: str | None = None) -> Document:
    return Document(name, "Title", "topic", date.fromisoformat(since), replaces, HEAD + body, len(HEAD))


def count(text: str) -> int:
    return len(text.split())


def test_a_span_cuts_the_very_text_out_of_the_file() -> None:
    made = chunk(document("# Title\n\nOne fish. Two fish.\n\n## Red\n\nBlue fish.\n"), count)
    assert [p.text for p in made.passages] == ["One fish. Two fish.", "Blue fish."]
    for passage in made.passages:
        assert passage.span.of(HEAD + "# Title\n\nOne fish. Two fish.\n\n## Red\n\nBlue fish.\n") == passage.text


def test_passages_follow_headings_and_carry_them() -> None:
    made = chunk(document("# Title\n\nFirst.\n\n## Fees\n\nSecond.\n"), count)
    assert [(p.id, p.section) for p in made.passages] == [("x#1", "Title"), ("x#2", "Fees")]
    assert made.passages[1].embedded.startswith("Title. Fees\n")


def test_a_long_section_is_cut_between_sentences() -> None:
    made = chunk(document("One two three. Four five six. Seven eight nine.\n"), count, most=8)
    assert [p.text for p in made.passages] == ["One two three. Four five six.", "Seven eight nine."]
    assert all(p.tokens <= 8 for p in made.passages)


def test_a_sentence_over_the_window_is_an_error_and_never_cut_silently() -> None:
    with pytest.raises(TooLongError, match="one sentence is over 5 tokens"):
        chunk(document("One two three four five six seven.\n"), count, most=5)


def test_a_planted_sentence_ends_the_passage_before_it() -> None:
    made = chunk(document("Good. Evil thing. Fine.\n"), count, lambda text: "evil" if "Evil" in text else None)
    assert [p.text for p in made.passages] == ["Good.", "Fine."]
    assert [kept.pattern for kept in made.quarantined] == ["evil"]


def test_rows_lists_and_code_are_units_of_their_own() -> None:
    body = "| A | B |\n|---|---|\n| 1 | 2 |\n\n- one\n- two\n\n1. first\n2. second\n\n```\ncode. More.\n```\n"
    units = [unit.sentence.text for unit in units_of(document(body))]
    assert units == ["| A | B |", "| 1 | 2 |", "- one", "- two", "1. first", "2. second", "```\ncode. More.\n```"]


def test_short_forms_do_not_end_a_sentence() -> None:
    text = "Use e.g. Monday. See No. 5 there. It costs 1.5 percent."
    spans = sentences(text, Span(0, len(text)))
    assert [span.of(text) for span in spans] == ["Use e.g. Monday.", "See No. 5 there.", "It costs 1.5 percent."]


@settings(derandomize=True, deadline=None, database=None)
@given(st.text(alphabet="aB .!?\n#|-`1\u00e9\U0001f600", max_size=200))
def test_whatever_is_written_every_sentence_is_where_its_span_says(body: str) -> None:
    made = document(body + "\n")
    for unit in units_of(made):
        assert unit.sentence.span.of(made.text) == unit.sentence.text
        assert unit.sentence.text == unit.sentence.text.strip()
        assert unit.sentence.span.start >= made.body


def test_a_document_holds_from_its_day_until_the_next_version_begins() -> None:
    old, new = document("", "r-1"), document("", "r-2", "2026-03-01", "r-1")
    assert in_force([old, new], date(2026, 2, 28)) == {"r-1"}
    assert in_force([old, new], date(2026, 3, 1)) == {"r-2"}
    assert in_force([old, new], date(2025, 12, 31)) == frozenset()
