"""Promises with numbers: one verdict for each day, and a budget of days that may be missed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Promise:
    """What consumers are told, in the unit that they are told it in."""

    name: str
    says: str
    unit: str
    limit: float
    at_least: bool
    good_days: int
    of_days: int

    def kept_by(self, value: float) -> bool:
        """Is a day with this value a good day?"""
        return value >= self.limit if self.at_least else value <= self.limit


@dataclass(frozen=True, slots=True)
class Observation:
    """What one day was like."""

    day: str
    value: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """A promise against the days that it speaks of."""

    promise: Promise
    observations: tuple[Observation, ...]

    @property
    def missed(self) -> tuple[Observation, ...]:
        """Days on which the promise was not kept."""
        return tuple(each for each in self.observations if not self.promise.kept_by(each.value))

    @property
    def budget(self) -> int:
        """How many days may be missed."""
        return self.promise.of_days - self.promise.good_days

    @property
    def overspent(self) -> bool:
        """Were more days missed than the objective allows?"""
        return len(self.missed) > self.budget


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile: a value that was really seen, never one in between."""
    if not values:
        raise ValueError("no value to rank")
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
