"""Medians, ranges, and a comparison that may end in "no difference shown"."""

from __future__ import annotations

import random
import statistics
from dataclasses import dataclass

ROUNDS = 2_000
FEWEST = 3


@dataclass(frozen=True)
class Sample:
    """Measured values of one route."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """Return the middle value: one slow run does not move it."""
        return statistics.median(self.values)

    @property
    def low(self) -> float:
        """Return the smallest value."""
        return min(self.values)

    @property
    def high(self) -> float:
        """Return the largest value."""
        return max(self.values)


@dataclass(frozen=True)
class Comparison:
    """How the second sample stands to the first: the ratio of medians and its interval."""

    ratio: float
    low: float
    high: float
    verdict: str


def compare(before: Sample, after: Sample) -> Comparison:
    """Compare two samples by a bootstrap of the ratio of their medians; seeded, so it can be recomputed."""
    chance = random.Random(7)  # noqa: S311  # nosec B311  # resampling, no secret
    ratios = sorted(_again(after, chance) / _again(before, chance) for _ in range(ROUNDS))
    low, high = ratios[ROUNDS // 40], ratios[-ROUNDS // 40 - 1]
    ratio = after.median / before.median
    enough = min(len(before.values), len(after.values)) >= FEWEST
    verdict = "no difference shown"
    if enough and high < 1:
        verdict = "faster"
    elif enough and low > 1:
        verdict = "slower"
    return Comparison(ratio, low, high, verdict)


def _again(sample: Sample, chance: random.Random) -> float:
    return statistics.median(chance.choices(sample.values, k=len(sample.values)))
