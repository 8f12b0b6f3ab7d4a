"""The labelled sets keep what every figure rests on."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from handbook.app import corpus
from handbook.domain.chunking import units_of
from handbook.domain.words import content
from handbook.embed.minilm import Array
from handbook.evals import fitting, gatefile, marked, questions, sweep
from handbook.wiring import Parts
from tests.conftest import ROOT

PATH = ROOT / "evals/questions.jsonl"
LEAST = {"answerable": 60, "near-miss": 30, "adversarial": 15, "policy": 15}


def test_the_corpus_has_its_size_and_two_replaced_rules() -> None:
    documents = corpus.load(ROOT / "corpus")
    assert len(documents) >= 40
    assert sum(document.replaces is not None for document in documents) >= 2
    for document in documents:
        assert 150 <= len(document.text[document.body :].split()) <= 600, document.id


def test_every_category_has_its_questions_in_both_halves() -> None:
    rows = questions.load(PATH)
    assert len({row.id for row in rows}) == len({row.question for row in rows}) == len(rows)
    for half in questions.split(rows):
        counts = Counter(row.category for row in half)
        for category, least in LEAST.items():
            assert counts[category] >= least // 2, category


def test_gold_stands_in_its_document_once() -> None:
    documents = {document.id: document for document in corpus.load(ROOT / "corpus")}
    for row in questions.load(PATH):
        assert row.note
        for doc in row.gold_docs:
            assert documents[doc].text.count(row.gold_text) == 1, row.id
        assert row.answerable == (row.category == "answerable")


def test_paraphrases_share_no_content_word_with_their_gold_sentence() -> None:
    documents = {document.id: document for document in corpus.load(ROOT / "corpus")}
    rows = [row for row in questions.load(PATH) if row.style == "paraphrase"]
    assert len(rows) >= 30
    for row in rows:
        units = [unit.sentence.text for unit in units_of(documents[row.gold_docs[0]])]
        (gold,) = [text for text in units if row.gold_text in text]
        assert not content(row.question) & content(gold), row.id


def test_a_new_question_moves_no_old_one() -> None:
    rows = questions.load(PATH)
    assert questions.split(rows[5:])[1] == [row for row in questions.split(rows)[1] if row in rows[5:]]


def test_the_gate_is_what_a_fit_gives(parts: Parts) -> None:
    gate, ids = fitting.fit_on_dev(parts, PATH)
    assert gatefile.dump(gate, "dev", len(ids)) == (ROOT / "evals/gate.json").read_text(encoding="utf-8")


def test_the_table_of_constants_is_what_a_sweep_gives(parts: Parts) -> None:
    note = (ROOT / "docs/tuning.md").read_text(encoding="utf-8")
    if sweep.heading(parts, sweep.covered(PATH)) in note:  # of another corpus it says so, until `make sweep` runs again
        assert marked.put(note, "sweep", sweep.markdown(parts, PATH)) == note
    assert note.count("| in use |") == 1


def test_a_sweep_sees_no_test_question(seen: list[str], parts: Parts) -> None:
    rows = sweep.covered(PATH)
    sweep.ranks(parts, rows, [sweep.Setting()])
    assert sorted(seen) == sorted(row.question for row in rows)
    assert not {row.question for row in questions.split(questions.load(PATH))[1]} & set(seen)


@pytest.fixture
def seen(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that is embedded."""
    texts: list[str] = []
    embed = parts.model.embed

    def spy(text: str) -> Array:
        texts.append(text)
        return embed(text)

    monkeypatch.setattr(parts.model, "embed", spy)
    return texts


def test_fitting_sees_no_test_question(seen: list[str], parts: Parts) -> None:
    test = questions.split(questions.load(PATH))[1]
    _, ids = fitting.fit_on_dev(parts, PATH)
    assert len(seen) == len(ids)
    assert not {row.question for row in test} & set(seen)
    assert not {row.id for row in test} & set(ids)


def test_a_gate_for_other_features_is_refused(tmp_path: Path) -> None:
    data = json.loads((ROOT / "evals/gate.json").read_text(encoding="utf-8")) | {"features": ["cosine"]}
    (tmp_path / "gate.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ValueError, match="run make fit-gate"):
        gatefile.read(tmp_path / "gate.json")
