"""Finding passages by meaning: every vector is looked at, because there are only a few hundred."""

from __future__ import annotations

import numpy as np

from handbook.domain.fusion import order
from handbook.embed.minilm import Array
from handbook.store.index import Index

DEPTH = 50
# How much the passage counts beside its nearest sentence; set by hand, compared with others in docs/tuning.md.
WHOLE = 0.7


class Dense:
    """The vectors of an index as one matrix."""

    def __init__(self, index: Index) -> None:
        self._names = list(index.vectors)
        self._docs = [index.passages[name].doc for name in self._names]
        self._matrix = np.stack([np.frombuffer(index.vectors[name], dtype=np.float32) for name in self._names])
        self._sentences = {
            name: np.stack([np.frombuffer(vector, dtype=np.float32) for vector in vectors])
            for name, vectors in index.sentence_vectors.items()
        }

    def scores(self, question: Array, allowed: frozenset[str], share: float = WHOLE) -> list[tuple[str, float]]:
        """Rank the passages of the allowed documents by cosine, mixed with that of their nearest sentence.

        A passage as a whole says what it is about; a single sentence says it more sharply and without its surroundings.
        """
        whole = self._matrix @ question
        parts = [float((self._sentences[name] @ question).max()) for name in self._names]
        rows = zip(self._names, self._docs, whole.tolist(), parts, strict=True)
        mixed = {name: share * first + (1 - share) * second for name, doc, first, second in rows if doc in allowed}
        return order(mixed)[:DEPTH]

    def sentences(self, question: Array, passage: str) -> tuple[float, ...]:
        """Give the cosine of each sentence of a passage."""
        return tuple(round(score, 5) for score in (self._sentences[passage] @ question).tolist())
