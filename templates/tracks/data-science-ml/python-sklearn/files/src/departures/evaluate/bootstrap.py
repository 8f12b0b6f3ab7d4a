"""Paired intervals over independent units. One storm makes a thousand rows late, so a row is not a unit."""

from __future__ import annotations

import numpy as np

from departures.domain.verdict import Comparison, Interval
from departures.params import IntervalParams

WEEK = 7
ENDS = [2.5, 97.5]


def interval(difference: np.ndarray, unit: np.ndarray, params: IntervalParams) -> Interval:
    """Draw whole units with replacement and give what 95 % of the drawn mean differences lie between."""
    _, codes = np.unique(unit, return_inverse=True)
    total = np.bincount(codes, weights=difference)
    flights = np.bincount(codes)
    chance = np.random.default_rng(params.seed)
    drawn = chance.integers(len(total), size=(params.rounds, len(total)))
    means = total[drawn].sum(axis=1) / flights[drawn].sum(axis=1)
    low, high = np.percentile(means, ENDS)
    return Interval(float(difference.mean()), float(low), float(high))


def compare(
    a: tuple[str, np.ndarray], b: tuple[str, np.ndarray], day: np.ndarray, params: IntervalParams
) -> Comparison:
    """Compare the costs of two models on the same flights: what a costs more than b, flight by flight."""
    difference = a[1] - b[1]
    return Comparison(a[0], b[0], interval(difference, day, params), interval(difference, day // WEEK, params))
