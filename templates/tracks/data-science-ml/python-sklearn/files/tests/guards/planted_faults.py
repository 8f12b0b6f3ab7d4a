"""Features as they get into real projects: each of them knows something that nobody knows at noon of the day before."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from departures.data.source import in_days
from departures.domain.calendar import Horizon, Period
from departures.features.build import Builder, Features
from departures.features.history import past_rates
from departures.params import HistoryParams

Column = Callable[[pd.DataFrame], pd.Series]


def departure_delay(frame: pd.DataFrame) -> pd.Series:
    return frame["dep_delay"].fillna(0.0).astype(float)


def missing_tail_number(frame: pd.DataFrame) -> pd.Series:
    return frame["tailnum"].isna().astype(float)


def missing_air_time(frame: pd.DataFrame) -> pd.Series:
    return frame["air_time"].isna().astype(float)


def rate_of_the_day(frame: pd.DataFrame) -> pd.Series:
    return frame.groupby("day_index")["late"].transform("mean")


def rate_of_the_day_before(frame: pd.DataFrame) -> pd.Series:
    by_day = frame.groupby("day_index")["late"].mean()
    return frame["day_index"].map(by_day.shift(1)).fillna(0.2)


def own_outcome_in_its_route(frame: pd.DataFrame) -> pd.Series:
    return frame.groupby(["carrier", "flight", "day_index"])["late"].transform("mean")


def centred_week(frame: pd.DataFrame) -> pd.Series:
    by_day = frame.groupby("day_index")["late"].mean().rolling(7, center=True, min_periods=1).mean()
    return frame["day_index"].map(by_day)


def encoding_over_all_rows(frame: pd.DataFrame) -> pd.Series:
    return frame.groupby(["carrier", "hour"])["late"].transform("mean")


def rate_of_the_whole_year(frame: pd.DataFrame) -> pd.Series:
    return frame.groupby("dest")["late"].transform("mean")


def encoding_of_the_month(frame: pd.DataFrame) -> pd.Series:
    return frame.groupby("month")["late"].transform("mean")


FAULTS: dict[str, Column] = {
    column.__name__: column
    for column in (
        departure_delay, missing_tail_number, missing_air_time, rate_of_the_day, rate_of_the_day_before,
        own_outcome_in_its_route, centred_week, encoding_over_all_rows, rate_of_the_whole_year, encoding_of_the_month,
    )
}  # fmt: skip


def planted(honest: Builder, column: Column) -> Builder:
    """Add one column that knows too much to an honest builder."""

    def build(frame: pd.DataFrame, training: Period) -> pd.DataFrame:
        return honest(frame, training).assign(planted=column(frame))

    return build


def encoding_in_sample(honest: Builder) -> Builder:
    """Encode route and hour by the training days, with the outcome of the flight that is encoded among them."""

    def build(frame: pd.DataFrame, training: Period) -> pd.DataFrame:
        seen = in_days(frame, training.first, training.last)
        cell = frame["origin"] + frame["dest"] + frame["hour"].astype("str")
        rates = frame[seen].groupby(cell[seen])["late"].mean()
        return honest(frame, training).assign(planted=cell.map(rates).fillna(0.2))

    return build


def wrong_lag(honest: Features, key: str, lag: int = 1) -> Builder:
    """Let the past rates of one key end a day too late."""

    def build(frame: pd.DataFrame, training: Period) -> pd.DataFrame:
        history = HistoryParams(honest.params.history.strength, {key: honest.params.history.windows[key]})
        rates = past_rates(frame, Horizon(lag), history, prior=0.2)
        return honest(frame, training).assign(**{name: np.asarray(rate) for name, rate in rates.items()})

    return build
