"""Flights and late flights by day, for each value of a key: all that past rates are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from departures.domain.calendar import DAYS

ALL = "all"
# What a past rate may be of; each is a tuple of columns.
KEYS: dict[str, tuple[str, ...]] = {
    ALL: (),
    "origin": ("origin",),
    "carrier": ("carrier",),
    "dest": ("dest",),
    "route": ("origin", "dest"),
    "carrier_hour": ("carrier", "hour"),
}


def labels(frame: pd.DataFrame, key: str) -> pd.Series:
    """Name the value of a key, one text a flight."""
    first, *others = KEYS[key] or (None,)
    named = frame[first] if first else pd.Series(ALL, index=frame.index)
    for column in others:
        named = named + "-" + frame[column].astype("str")
    return named


@dataclass(frozen=True)
class DailySums:
    """Running sums of one key: row = value of the key, column = number of days that are counted."""

    values: pd.Index
    late: np.ndarray
    flights: np.ndarray

    @classmethod
    def count(cls, named: pd.Series, day: np.ndarray, flights: np.ndarray, late: np.ndarray) -> DailySums:
        """Add up by value and day. The last row stands for values that were never seen."""
        codes, values = pd.factorize(named, sort=True)
        shape = (len(values) + 1, DAYS + 1)
        sums = []
        for counted in (late, flights):
            daily = np.zeros(shape)
            np.add.at(daily, (codes, day.astype(int) + 1), counted)
            sums.append(daily.cumsum(axis=1))
        return cls(pd.Index(values), *sums)

    def rows(self, named: pd.Series) -> np.ndarray:
        """Find the row of each flight; an unseen value gets the empty last row."""
        found = self.values.get_indexer(pd.Index(named))
        return np.where(found < 0, len(self.values), found)

    def between(self, row: np.ndarray, start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give late flights and flights of the days from start up to, and without, end."""
        late = self.late[row, end] - self.late[row, start]
        return late, self.flights[row, end] - self.flights[row, start]


def log_odds(late: np.ndarray, flights: np.ndarray, strength: float, prior: float) -> np.ndarray:
    """Draw a rate of few flights towards the prior, and put it on the scale that a logistic model adds on."""
    rate = (late + strength * prior) / (flights + strength)
    return np.asarray(np.log(rate / (1 - rate)))


def to_count(windows: dict[str, list[int]]) -> dict[str, list[int]]:
    """List the windows to count for each key; those of all flights are what the other keys are compared with."""
    return {**windows, ALL: sorted({length for lengths in windows.values() for length in lengths})}


def relative(
    odds: dict[tuple[str, int], np.ndarray], windows: dict[str, list[int]]
) -> dict[tuple[str, int], np.ndarray]:
    """Tell each key by how much it is later than all flights of its window are.

    How late all flights are differs by day, and there are few days to learn from; how carriers or places differ on a
    day is seen on every flight.
    """
    return {
        (key, length): odds[key, length] - (0 if key == ALL else odds[ALL, length])
        for key, lengths in windows.items()
        for length in lengths
    }
