"""Is what is said still what happens? The one alarm that needs outcomes, two days late, and the one that can be trusted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from departures.domain.calendar import Horizon, date_of
from departures.params import MonitorParams


@dataclass(frozen=True)
class Residual:
    """What the last known days looked like on one day."""

    day: int
    observed: float
    predicted: float

    @property
    def distance(self) -> float:
        """How far the forecast was off, in either direction."""
        return abs(self.observed - self.predicted)

    @property
    def said(self) -> str:
        """In which direction it was off."""
        return "too high" if self.predicted > self.observed else "too low"


@dataclass(frozen=True)
class Alarm:
    """From when to when something was too far off, and what: the direction of a forecast, or a column."""

    first: int
    last: int
    said: str

    def __str__(self) -> str:
        """Say it to a person."""
        return f"{date_of(self.first)} to {date_of(self.last)} ({self.said})"


def residuals(day: np.ndarray, late: np.ndarray, p: np.ndarray, horizon: Horizon, window: int) -> list[Residual]:
    """Look back from every day that has a whole window of known days behind it."""
    first, last = int(day.min()), int(day.max())
    size = last - first + 1
    flights, happened, said = (
        np.concatenate([[0.0], np.bincount(day - first, weights=weights, minlength=size).cumsum()])
        for weights in (np.ones(len(day)), late.astype(float), p)
    )
    found = []
    # One day further than the data: tomorrow's decision already looks back on them.
    for today in range(first + window + horizon.lag_days - 1, last + horizon.lag_days + 1):
        end = horizon.last_known(today) - first + 1
        start = end - window
        count = flights[end] - flights[start]
        found.append(
            Residual(today, float((happened[end] - happened[start]) / count), float((said[end] - said[start]) / count))
        )
    return found


def alarms(found: list[Residual], limit: float, window: int) -> list[Alarm]:
    """Give the alarms: from when to when a forecast was farther off than the limit."""
    return runs([(each.day, each.said) for each in found if each.distance > limit], window)


def runs(rang: list[tuple[int, str]], window: int) -> list[Alarm]:
    """Join days into alarms. Windows overlap, so what rings again before a whole new one has passed is the same alarm."""
    joined: list[Alarm] = []
    for day, said in rang:
        if joined and joined[-1].said == said and day - joined[-1].last < window:
            joined[-1] = replace(joined[-1], last=day)
        else:
            joined.append(Alarm(day, day, said))
    return joined


def told(found: list[Residual], params: MonitorParams, limit: float) -> dict[str, Any]:
    """Sum up: the mean distance, the share of days within the promise, the alarms, and the days themselves."""
    distances = [each.distance for each in found]
    within = [distance <= params.limit for distance in distances]
    return {
        "days": len(found),
        "mean_distance": float(np.mean(distances)),
        "within": float(np.mean(within)),
        "promised": params.promised_share,
        "kept": bool(np.mean(within) >= params.promised_share),
        "alarm_limit": limit,
        "alarms": [str(alarm) for alarm in alarms(found, limit, params.window_days)],
        "series": [[each.day, each.observed, each.predicted] for each in found],
    }


def report(found: list[Residual], params: MonitorParams, limit: float) -> str:
    """Say it to a person: one line a week, then the verdict on the promise."""
    lines = ["day         observed  predicted  distance"]
    for each in found[::7]:
        alarm = "  alarm" if each.distance > limit else ""
        lines.append(
            f"{date_of(each.day)}     {each.observed:.3f}      {each.predicted:.3f}     {each.distance:.3f}{alarm}"
        )
    summed = told(found, params, limit)
    lines.append(f"mean distance over {params.window_days} days: {summed['mean_distance']:.3f}")
    lines.append(
        f"within {params.limit:g} on {summed['within']:.0%} of {summed['days']} days, promised {params.promised_share:.0%}:"
        f" {'kept' if summed['kept'] else 'missed, see docs/slo.md'}"
    )
    rang = "; ".join(summed["alarms"]) or "none"
    lines.append(f"alarms beyond {limit:.3f}, the farthest that a training month was off: {rang}")
    return "\n".join(lines)
