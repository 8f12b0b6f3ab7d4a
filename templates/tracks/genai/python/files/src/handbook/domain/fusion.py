"""Joining two rankings by rank alone: scores of words and of meaning have no common scale."""

from __future__ import annotations

from collections.abc import Sequence

# The constant of the method's authors, never fitted here; docs/tuning.md compares it with others.
DAMPING = 60


def fuse(*rankings: Sequence[str], damping: int = DAMPING) -> list[tuple[str, float]]:
    """Reciprocal rank fusion; ties go by id, so that the same rankings give the same list everywhere."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, passage in enumerate(ranking, 1):
            scores[passage] = scores.get(passage, 0.0) + 1 / (damping + rank)
    return order(scores)


def order(scores: dict[str, float]) -> list[tuple[str, float]]:
    """Sort by score rounded to five digits, then by id: what is behind is noise of the machine."""
    return sorted(((name, round(score, 5)) for name, score in scores.items()), key=lambda row: (-row[1], row[0]))
