"""The features of a flight: what the schedule prints, and what the past says up to two days before."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from departures.data.known_at import KnownAt
from departures.data.source import in_days
from departures.domain.calendar import DAYS, Period, date_of, holiday_offset
from departures.features.history import name, past_rates
from departures.params import Params

CATEGORIES = ["carrier", "origin", "dest", "weekday", "holiday"]
NUMBERS = ["departs", "distance", "hour_flights", "day_flights"]
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
# Further than this from a holiday, a day is like any other.
NEAR_HOLIDAY = 3

# A builder takes all flights and the days that are trained on, so that a guard can be shown a faulty one.
Builder = Callable[[pd.DataFrame, Period], pd.DataFrame]

_WEEKDAY = np.array([WEEKDAYS[date_of(day).weekday()] for day in range(DAYS)])
_HOLIDAY = np.array(
    [f"{offset:+d}" if abs(offset) < NEAR_HOLIDAY else "none" for offset in map(holiday_offset, range(DAYS))]
)


class Features:
    """Builds features from the columns that known_at.toml allows."""

    def __init__(self, params: Params, known: KnownAt) -> None:
        self.params = params
        self.known = known

    def __call__(self, frame: pd.DataFrame, training: Period) -> pd.DataFrame:
        """Build. The prior is the rate of the training days, because later days are not known when a model is fitted."""
        prior = prior_of(frame, training)
        rates = past_rates(frame, self.params.horizon, self.params.history, prior)
        printed = self.known.schedule(frame)
        printed = pd.DataFrame(
            {
                "day_index": frame["day_index"],
                "carrier": printed["carrier"],
                "origin": printed["origin"],
                "dest": printed["dest"],
                "departs": printed["hour"] * 60 + printed["minute"],
                "distance": printed["distance"],
            }
        )
        return assemble(printed, *scheduled_counts(printed), rates)


def prior_of(frame: pd.DataFrame, training: Period) -> float:
    """Give the rate of the training days."""
    return float(frame["late"].to_numpy()[in_days(frame, training.first, training.last)].mean())


def scheduled_counts(printed: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Count the flights that are scheduled out of the same airport in the same hour, and on the same day."""
    by_day = [printed["day_index"], printed["origin"]]
    hour = (printed["departs"] // 60).rename("hour")
    grouped = printed.groupby([*by_day, hour], sort=False)["departs"]
    return grouped.transform("size").to_numpy(), printed.groupby(by_day, sort=False)["departs"].transform(
        "size"
    ).to_numpy()


def assemble(
    printed: pd.DataFrame, hour_flights: np.ndarray, day_flights: np.ndarray, rates: dict[str, np.ndarray]
) -> pd.DataFrame:
    """Put the features together; the service does it here too, so there is one list of them."""
    day = printed["day_index"].to_numpy().astype(int)
    return pd.DataFrame(
        {
            "carrier": printed["carrier"].astype("str"),
            "origin": printed["origin"].astype("str"),
            "dest": printed["dest"].astype("str"),
            "weekday": _WEEKDAY[day],
            "holiday": _HOLIDAY[day],
            "departs": printed["departs"].to_numpy(dtype=float),
            "distance": printed["distance"].to_numpy(dtype=float),
            "hour_flights": np.asarray(hour_flights, dtype=float),
            "day_flights": np.asarray(day_flights, dtype=float),
            **rates,
        },
        index=printed.index,
    )


def columns(params: Params) -> list[str]:
    """List the features in their order."""
    past = [name(key, window) for key, windows in params.history.windows.items() for window in windows]
    return [*CATEGORIES, *NUMBERS, *past]
