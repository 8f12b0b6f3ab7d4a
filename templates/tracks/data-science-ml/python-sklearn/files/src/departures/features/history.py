"""Past rates for flights of any day, as training and evaluation need them: each day looks back from its own horizon."""

from __future__ import annotations

import numpy as np
import pandas as pd

from departures.domain.calendar import DAYS, Horizon
from departures.features.sums import DailySums, labels, log_odds, relative, to_count
from departures.params import HistoryParams


def name(key: str, window: int) -> str:
    """Name a feature; a window of 0 days is everything since the first day."""
    return f"{key}_{window or 'ever'}"


def past_rates(frame: pd.DataFrame, horizon: Horizon, history: HistoryParams, prior: float) -> dict[str, np.ndarray]:
    """Give every past rate of the settings. Outcomes after the horizon are in the table, and are not looked at."""
    day = frame["day_index"].to_numpy().astype(int)
    ones = np.ones(len(frame))
    odds: dict[tuple[str, int], np.ndarray] = {}
    for key, windows in to_count(history.windows).items():
        named = labels(frame, key)
        sums = DailySums.count(named, day, ones, frame["late"].to_numpy())
        row = sums.rows(named)
        # Column n of the sums counts the days before day n, so the last known day is in when n is one more.
        end = np.clip(horizon.last_known(day) + 1, 0, DAYS)
        for window in windows:
            start = np.clip(end - window, 0, DAYS) if window else np.zeros_like(end)
            odds[key, window] = log_odds(*sums.between(row, start, end), history.strength, prior)
    return {name(*which): rate for which, rate in relative(odds, history.windows).items()}
