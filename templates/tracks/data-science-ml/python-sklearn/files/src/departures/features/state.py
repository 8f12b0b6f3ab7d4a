"""What the service knows: sums of the past up to one day, and the schedule that is published for the next ones.

This is the other way to the numbers of history.py: there one table holds past and future and each day has to look away,
here the future is not in the file. A test holds both to the same result.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from departures.domain.calendar import DAYS, Horizon, index_of
from departures.domain.schedule import ScheduledFlight
from departures.features.build import assemble
from departures.features.history import name
from departures.features.sums import KEYS, DailySums, labels, log_odds, relative, to_count
from departures.params import HistoryParams

SUMS, SCHEDULE = "state.csv", "schedule.csv"
LISTED = ["day_index", "origin", "carrier", "flight", "departs"]


class StaleStateError(Exception):
    """The state ends before the last day that the decision may, and has to, look at."""


class UnpublishedError(Exception):
    """No schedule of that day is in the state."""


def write(frame: pd.DataFrame, folder: Path, as_of: int, horizon: Horizon, schedule_days: int) -> None:
    """Write the state as it is known at the end of a day."""
    known = frame[frame["day_index"] <= as_of]
    parts = []
    for key in KEYS:
        named = labels(known, key).rename("value")
        summed = known.groupby([named, "day_index"], observed=True)["late"].agg(["size", "sum"]).reset_index()
        parts.append(summed.set_axis(["value", "day_index", "flights", "late"], axis=1).assign(key=key))
    sums = pd.concat(parts)[["key", "value", "day_index", "flights", "late"]]
    sums.to_csv(folder / SUMS, index=False, lineterminator="\n")
    last = as_of + horizon.lag_days
    published = frame[(frame["day_index"] <= last) & (frame["day_index"] > last - schedule_days)]
    published = published.assign(departs=published["hour"] * 60 + published["minute"])
    published[[*LISTED, "dest", "distance"]].to_csv(folder / SCHEDULE, index=False, lineterminator="\n")


class State:
    """Sums and schedule, read once."""

    def __init__(self, folder: Path, as_of: int) -> None:
        self.as_of = as_of
        sums = pd.read_csv(folder / SUMS, dtype={"key": "str", "value": "str"}, keep_default_na=False)
        self.sums = {
            str(key): DailySums.count(
                rows["value"], rows["day_index"].to_numpy(), rows["flights"].to_numpy(), rows["late"].to_numpy()
            )
            for key, rows in sums.groupby("key")
        }
        schedule = pd.read_csv(folder / SCHEDULE, dtype={"origin": "str", "carrier": "str"}, keep_default_na=False)
        self.listed = set(schedule[LISTED].itertuples(index=False, name=None))
        self.published = {int(day) for day in schedule["day_index"].unique()}
        by_day = ["day_index", "origin"]
        hours = schedule.assign(hour=schedule["departs"] // 60)
        self.by_hour: dict[tuple[object, ...], int] = hours.groupby([*by_day, "hour"]).size().to_dict()
        self.by_day: dict[tuple[object, ...], int] = schedule.groupby(by_day).size().to_dict()

    def is_listed(self, flight: ScheduledFlight) -> bool:
        """Say whether the published schedule has this flight."""
        return (index_of(flight.day), flight.origin, flight.carrier, flight.flight, flight.departs) in self.listed

    def features(
        self, flights: Sequence[ScheduledFlight], horizon: Horizon, history: HistoryParams, prior: float
    ) -> pd.DataFrame:
        """Build the features of flights of one day, with what was known at noon of the day before."""
        day = index_of(flights[0].day)
        last_known = horizon.last_known(day)
        if last_known > self.as_of:
            raise StaleStateError(f"outcomes are known up to day {self.as_of}, needed up to day {last_known}")
        if day not in self.published:
            raise UnpublishedError(f"the schedule of day {day} is not in the state")
        printed = pd.DataFrame(
            {
                "day_index": day,
                "carrier": [flight.carrier for flight in flights],
                "origin": [flight.origin for flight in flights],
                "dest": [flight.dest for flight in flights],
                "departs": [flight.departs for flight in flights],
                "hour": [flight.departs // 60 for flight in flights],
                "distance": [flight.distance for flight in flights],
            }
        )
        hours = [self.by_hour.get((day, flight.origin, flight.departs // 60), 0) for flight in flights]
        days = [self.by_day.get((day, flight.origin), 0) for flight in flights]
        return assemble(printed, np.array(hours), np.array(days), self._rates(printed, last_known, history, prior))

    def _rates(
        self, printed: pd.DataFrame, last_known: int, history: HistoryParams, prior: float
    ) -> dict[str, np.ndarray]:
        odds = {}
        for key, windows in to_count(history.windows).items():
            sums = self.sums[key]
            row = sums.rows(labels(printed, key))
            # The state may know more than the decision may use: a day is scored again as it was scored at its time.
            end = min(max(last_known + 1, 0), DAYS)
            for window in windows:
                start = max(end - window, 0) if window else 0
                late, flights = sums.between(row, np.full_like(row, start), np.full_like(row, end))
                odds[key, window] = log_odds(late, flights, history.strength, prior)
        return {name(*which): rate for which, rate in relative(odds, history.windows).items()}
