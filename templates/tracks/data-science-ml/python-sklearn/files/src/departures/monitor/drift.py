"""Do the newest days look like those that were trained on? Asked of inputs and of forecasts, before any outcome is known.

The population stability index (PSI) compares shares by bin. From where on it means something differs by column: numbers
of flights move with every season, the shares of airports hardly do. So the limit of a column is what its training months
say: as far as the farthest of them is from the others. The usual limits, 0.1 and 0.25 for all, know nothing of this.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from departures.domain.calendar import Period, date_of, month_of
from departures.monitor.residuals import Alarm, runs

FORECAST = "forecast"
BINS = 10
# A bin that is empty on one side would be infinitely far.
LEAST = 1e-4


@dataclass(frozen=True)
class Drift:
    """How far one column was from the training days, on each day of a period, and how far is nothing new."""

    column: str
    days: Period
    indices: list[float]
    limit: float

    @property
    def rang(self) -> list[tuple[int, str]]:
        """Give the days beyond the limit."""
        return [(self.days.first + n, self.column) for n, index in enumerate(self.indices) if index > self.limit]


def psi(now: np.ndarray, then: np.ndarray) -> float:
    """Compare two counts by bin: 0 for equal shares."""
    ours, theirs = (np.maximum(counts / counts.sum(), LEAST) for counts in (now, then))
    return float(((ours - theirs) * np.log(ours / theirs)).sum())


def by_day(column: pd.Series, day: np.ndarray, training: Period) -> np.ndarray:
    """Count the flights of each day by bin: words as they are, numbers by the tenths of the training days."""
    if column.dtype.kind == "f":
        values = column.to_numpy()
        trained = values[(day >= training.first) & (day <= training.last)]
        bins = np.searchsorted(np.unique(np.quantile(trained, np.arange(1, BINS) / BINS)), values)
    else:
        bins = pd.factorize(column, sort=True)[0]
    counts = np.zeros((int(day.max()) + 1, int(bins.max()) + 1))
    np.add.at(counts, (day, bins), 1)
    return counts


def limit(counts: np.ndarray, training: Period) -> float:
    """Give the index of the training month that is least like the others."""
    days = np.arange(training.first, training.last + 1)
    months = np.array([month_of(int(day)) for day in days])
    return max(
        psi(counts[days[months == month]].sum(axis=0), counts[days[months != month]].sum(axis=0))
        for month in sorted(set(months.tolist()))
    )


def drifts(table: pd.DataFrame, day: np.ndarray, training: Period, asked: Period, window: int) -> list[Drift]:
    """Compare with the training days, column by column, the windows that end on the days of a period.

    No outcome is looked at, so nothing has to be waited for: the newest day counts.
    """
    found = []
    for name in table.columns:
        counts = by_day(table[name], day, training)
        then = counts[training.first : training.last + 1].sum(axis=0)
        windows = (counts[today - window + 1 : today + 1].sum(axis=0) for today in range(asked.first, asked.last + 1))
        indices = [psi(now, then) for now in windows]
        found.append(Drift(str(name), asked, indices, limit(counts, training)))
    return found


def report(found: list[Drift], window: int) -> str:
    """Say it to a person: what is beyond its limit now, and what had been."""
    lines = []
    for kind, columns in (
        ("inputs", [each for each in found if each.column != FORECAST]),
        ("forecasts", [each for each in found if each.column == FORECAST]),
    ):
        beyond = [f"{e.column} {e.indices[-1]:.3f} > {e.limit:.3f}" for e in columns if e.indices[-1] > e.limit]
        last = date_of(columns[0].days.last)
        lines.append(
            f"{kind}, {window} days up to {last} against the training days, PSI: {', '.join(beyond) or 'nothing'}"
            f" beyond its limit ({len(columns)} looked at)"
        )
        rang: list[Alarm] = [alarm for each in columns for alarm in runs(each.rang, window)]
        lines.append(
            f"  alarms of {kind} since {date_of(columns[0].days.first)}: {'; '.join(map(str, rang)) or 'none'}"
        )
    return "\n".join(lines)
