"""A feature of day D may not change when the outcomes of D-1 and later change, or when they are not there at all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from departures.domain.calendar import Horizon, Period
from departures.features.build import Builder

# Columns that hold what happened; `late` is made of them.
OUTCOMES = ["dep_time", "dep_delay", "arr_time", "arr_delay", "air_time", "tailnum", "late"]


def changed(
    build: Builder, frame: pd.DataFrame, training: Period, days: Sequence[int], horizon: Horizon, *, cut: bool
) -> dict[int, list[str]]:
    """Give the features that knew too much, by day: those that differ once the future is noise (or, with cut, gone)."""
    honest = build(frame, training)
    found: dict[int, list[str]] = {}
    for day in days:
        other = _without(frame, horizon.last_known(day), day) if cut else _noise(frame, horizon.last_known(day), day)
        before = honest[(frame["day_index"] == day).to_numpy()]
        after = build(other, training)[(other["day_index"] == day).to_numpy()]
        differ = [str(name) for name in before.columns if not _same(before[name].to_numpy(), after[name].to_numpy())]
        if differ:
            found[day] = differ
    return found


def _noise(frame: pd.DataFrame, last_known: int, seed: int) -> pd.DataFrame:
    """Shuffle what happened after the horizon among its flights, and turn the outcome round."""
    chance = np.random.default_rng(seed)
    future = np.flatnonzero(frame["day_index"].to_numpy() > last_known)
    other = frame.copy()
    for name in OUTCOMES:
        values = frame[name].to_numpy(copy=True)
        values[future] = 1 - values[future] if name == "late" else values[chance.permutation(future)]
        other[name] = values
    return other


def _without(frame: pd.DataFrame, last_known: int, day: int) -> pd.DataFrame:
    """Cut the table: outcomes up to the horizon, the schedule of the day, and nothing of what happens on it."""
    unknown = frame["day_index"].to_numpy() > last_known
    kept = frame[~unknown | (frame["day_index"].to_numpy() == day)].copy()
    for name in OUTCOMES:
        if name == "tailnum":
            kept[name] = kept[name].where(kept["day_index"] <= last_known, "N00000")
        else:
            kept.loc[kept["day_index"] > last_known, name] = 0
    return kept


def _same(before: np.ndarray, after: np.ndarray) -> bool:
    if before.dtype.kind == "f":
        return bool(np.array_equal(before, after, equal_nan=True))
    return list(before) == list(after)
