"""Intervals for small numbers: draw the questions again, 2,000 times, and see how far the figure moves."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

DRAWS = 2000
SEED = 7


@dataclass(frozen=True)
class Interval:
    """A figure with the middle 95 % of its draws."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        """Write it the way a table shows it."""
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f}, n {self.n})"


def interval(values: Sequence[float]) -> Interval:
    """Give the mean with its interval; the seed makes the same questions give the same interval."""
    return _drawn(tuple(values)) if values else Interval(0.0, 0.0, 0.0, 0)


@lru_cache(maxsize=512)
def _drawn(values: tuple[float, ...]) -> Interval:
    chance = random.Random(SEED)  # noqa: S311 - seeded on purpose
    n = len(values)
    means = sorted(sum(chance.choices(values, k=n)) / n for _ in range(DRAWS))
    low, high = means[int(0.025 * DRAWS)], means[int(0.975 * DRAWS) - 1]
    return Interval(round(sum(values) / n, 3), round(low, 3), round(high, 3), n)


def paired(first: Sequence[float], second: Sequence[float]) -> Interval:
    """Give the mean difference, question by question: both ways met the same questions."""
    return interval([a - b for a, b in zip(first, second, strict=True)])


def verdict(difference: Interval) -> str:
    """Say what a difference shows; "no difference shown" is a result."""
    if difference.low > 0:
        return "better"
    if difference.high < 0:
        return "worse"
    return "no difference shown"
