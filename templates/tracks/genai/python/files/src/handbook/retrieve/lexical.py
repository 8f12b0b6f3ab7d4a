"""Finding passages by their words."""

from __future__ import annotations

from handbook.store.index import Index

DEPTH = 50


def rank(index: Index, question: str, allowed: frozenset[str]) -> list[str]:
    """Rank by BM25 the passages of the documents that are allowed."""
    found = index.lexical(question, DEPTH * 2)
    return [name for name, _ in found if index.passages[name].doc in allowed][:DEPTH]
