"""Both ways of finding, joined, and what they say about the question as features for the gate."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Protocol

from handbook.app.ports import Found, Hit
from handbook.domain.document import in_force
from handbook.domain.fusion import fuse
from handbook.domain.gate import Features
from handbook.domain.ledger import Stage
from handbook.domain.words import WORD, content, stem
from handbook.embed.minilm import Array
from handbook.retrieve import lexical
from handbook.retrieve.dense import Dense
from handbook.store.index import Index

SHOWN = 10
WAYS = ("fused", "dense", "lexical")


class Embedder(Protocol):
    """Turns a question into a vector."""

    def embed(self, text: str) -> Array:
        """Embed one text."""


class HybridRetriever:
    """Ranks passages by words, by meaning, or by both."""

    def __init__(self, index: Index, embedder: Embedder, way: str = "fused") -> None:
        if way not in WAYS:
            raise ValueError(f"no way of retrieving is called {way!r}; there are {', '.join(WAYS)}")
        self.index = index
        self._embedder = embedder
        self._dense = Dense(index)
        self._way = way

    def find(self, question: str, as_of: date, book: Callable[[Stage], None]) -> Found:
        """Rank the passages that hold on a day, and describe the question."""
        allowed = in_force(self.index.documents.values(), as_of)
        began = time.perf_counter()
        vector = self._embedder.embed(question)
        began = _booked("embed", began, book)
        by_words = lexical.rank(self.index, question, allowed)
        began = _booked("lexical", began, book)
        scored = self._dense.scores(vector, allowed)
        by_meaning = [name for name, _ in scored]
        _booked("dense", began, book)
        ranked = {"fused": fused(by_words, by_meaning), "dense": by_meaning, "lexical": by_words}[self._way]
        top = ranked[:SHOWN]
        hits = tuple(Hit(self.index.passages[name], place(by_words, name), place(by_meaning, name)) for name in top)
        cosines = tuple(self._dense.sentences(vector, name) for name in top)
        return Found(hits, self._features(question, dict(scored), scored, hits, cosines), cosines)

    def _features(
        self,
        question: str,
        cosine: dict[str, float],
        scored: list[tuple[str, float]],
        hits: tuple[Hit, ...],
        sentences: tuple[tuple[float, ...], ...],
    ) -> Features:
        if not hits or not scored:
            return Features(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        asked = content(question)
        best = hits[0].passage
        best_doc = self.index.passages[scored[0][0]].doc
        second = next((score for name, score in scored if self.index.passages[name].doc != best_doc), 0.0)
        shared = asked & content(best.embedded)
        return Features(
            cosine=cosine.get(best.id, 0.0),
            known=len(asked & self.index.terms) / len(asked) if asked else 0.0,
            unknown_names=float(len(unknown_names(question, self.index.terms))),
            margin=round(scored[0][1] - second, 5),
            agreement=len(shared) / len(asked) if asked else 0.0,
            sentence=max(sentences[0], default=0.0),
        )


def fused(by_words: list[str], by_meaning: list[str]) -> list[str]:
    """Join the two rankings."""
    return [name for name, _ in fuse(by_words, by_meaning)]


def place(ranking: list[str], name: str) -> int:
    """Give the place in a ranking from 1, or 0 where it is not."""
    return ranking.index(name) + 1 if name in ranking else 0


def unknown_names(question: str, terms: frozenset[str]) -> set[str]:
    """Find capitalised words behind the first one, and numbers, that the corpus never uses."""
    found = WORD.findall(question)
    named = [word for word in found[1:] if word[0].isupper()] + [word for word in found if word[0].isdigit()]
    return {word for word in named if stem(word.lower()) not in terms and word != "I"}


def _booked(name: str, began: float, book: Callable[[Stage], None]) -> float:
    now = time.perf_counter()
    book(Stage(name, (now - began) * 1000))
    return time.perf_counter()
