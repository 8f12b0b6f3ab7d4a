"""Acceptance check of d04-own-questions: ten new labelled questions, half of them near-misses, in the agreed form."""

from __future__ import annotations

from handbook.app import corpus
from handbook.domain.chunking import units_of
from handbook.domain.words import content
from handbook.evals.questions import load
from tests.conftest import ROOT

PATH = ROOT / "evals/questions.jsonl"
DAY_ONE, NEW, NEAR = 120, 10, 30


def test_there_are_ten_more_and_half_of_them_are_near_misses() -> None:
    rows = load(PATH)
    assert len(rows) >= DAY_ONE + NEW, f"evals/questions.jsonl has {len(rows)} rows, {DAY_ONE + NEW} are wanted"
    near = sum(row.category == "near-miss" for row in rows)
    assert near >= NEAR + NEW // 2, f"{near} near-misses, {NEAR + NEW // 2} are wanted"


def test_ids_and_questions_are_unique_and_every_row_has_a_note() -> None:
    rows = load(PATH)
    assert len({row.id for row in rows}) == len(rows)
    assert len({" ".join(row.question.lower().split()) for row in rows}) == len(rows)
    assert [row.id for row in rows if not row.note.strip()] == []


def test_gold_stands_in_its_document_and_paraphrases_share_no_content_word_with_it() -> None:
    documents = {document.id: document for document in corpus.load(ROOT / "corpus")}
    for row in load(PATH):
        if not row.answerable:
            continue
        units = [unit.sentence.text for unit in units_of(documents[row.gold_docs[0]])]
        gold = [text for text in units if row.gold_text in text]
        assert len(gold) == 1, f"{row.id}: its gold text stands in {len(gold)} sentences of {row.gold_docs[0]}"
        if row.style == "paraphrase":
            shared = content(row.question) & content(gold[0])
            assert not shared, f"{row.id} shares {', '.join(sorted(shared))} with its gold sentence"
