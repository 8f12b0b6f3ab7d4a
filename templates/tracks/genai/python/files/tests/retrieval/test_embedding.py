from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from handbook.embed.cache import CachedEmbedder
from handbook.embed.weights import WeightsError, check, find
from handbook.wiring import Parts


def test_known_sentences_have_known_cosines(parts: Parts) -> None:
    happy = parts.model.embed("That is a happy person")
    others = ("That is a happy dog", "That is a very happy person", "Today is a sunny day")
    assert [round(float(happy @ parts.model.embed(text)), 3) for text in others] == [0.695, 0.943, 0.257]


def test_a_vector_has_length_one(parts: Parts) -> None:
    assert np.linalg.norm(parts.model.embed("Payouts leave at ten.")) == pytest.approx(1, abs=1e-6)


def test_the_same_text_gives_the_same_bytes_whatever_came_before(parts: Parts) -> None:
    first = parts.model.embed("A dispute costs 15 euros.").tobytes()
    parts.model.embed("Something much longer, in between, so that nothing is left over from before. " * 5)
    assert parts.model.embed("A dispute costs 15 euros.").tobytes() == first


def test_other_weights_are_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "model.safetensors"
    wrong.write_bytes(b"not the weights")
    with pytest.raises(WeightsError, match="pinned is 53aa51172d14"):
        check(wrong)
    shutil.copy(find().tokenizer, tmp_path)
    with pytest.raises(WeightsError):
        find(tmp_path)


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"model\.safetensors is missing"):
        find(tmp_path)


def test_a_text_is_embedded_once_wherever_it_stands(parts: Parts, tmp_path: Path) -> None:
    embedder = CachedEmbedder(parts.model, tmp_path / "vectors.db")
    first = embedder.embed("A lamp costs 12 euros.", "lamps#1")
    assert (embedder.hits, embedder.misses) == (0, 1)
    again = embedder.embed("A lamp costs 12 euros.", "lamps#2")
    assert (embedder.hits, embedder.misses) == (1, 1)
    assert again.tobytes() == first.tobytes()
    embedder.close()


def test_stored_vectors_are_what_the_model_gives_today(parts: Parts) -> None:
    index = parts.retriever().index
    for name in list(index.passages)[::40]:
        fresh = parts.model.embed(index.passages[name].embedded)
        stored = np.frombuffer(index.vectors[name], dtype=np.float32)
        assert float(fresh @ stored) == pytest.approx(1, abs=1e-5), name
        first = np.frombuffer(index.sentence_vectors[name][0], dtype=np.float32)
        again = parts.model.embed(index.passages[name].sentences[0].text)
        assert float(again @ first) == pytest.approx(1, abs=1e-5), name
