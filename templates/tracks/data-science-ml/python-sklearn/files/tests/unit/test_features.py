from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from departures.domain.calendar import Horizon, Period, date_of
from departures.features.build import Features, columns
from departures.features.history import past_rates
from departures.features.sums import DailySums, log_odds
from departures.params import HistoryParams, Params

LAG = Horizon(lag_days=2)


def tiny() -> pd.DataFrame:
    """Three days of one carrier, and a fourth that asks: 1 of 2 late, 0 of 1, 2 of 2, then one flight."""
    rows = [(0, 1), (0, 0), (1, 0), (2, 1), (2, 1), (3, 0)]
    return pd.DataFrame(
        {
            "day_index": [day for day, _ in rows],
            "late": [late for _, late in rows],
            "carrier": "UA",
            "origin": "JFK",
            "dest": "ORD",
        }
    )


def rate_of(odds: float) -> float:
    return float(1 / (1 + np.exp(-odds)))


@pytest.mark.parametrize(("window", "expected"), [(1, 0.0), (2, 1 / 3), (0, 1 / 3)])
def test_a_past_rate_ends_two_days_before_the_flight(window: int, expected: float) -> None:
    # With next to no prior the rate is what happened: on day 3, days 0 and 1 are known and day 2 is not.
    history = HistoryParams(strength=1e-9, windows={"all": [window]})
    (rates,) = past_rates(tiny(), LAG, history, prior=0.5).values()
    assert rate_of(rates[-1]) == pytest.approx(expected, abs=1e-6)


def test_without_a_past_the_prior_speaks() -> None:
    history = HistoryParams(strength=50, windows={"all": [28]})
    (rates,) = past_rates(tiny(), LAG, history, prior=0.3).values()
    assert rate_of(rates[0]) == pytest.approx(0.3)


def test_a_key_is_told_relative_to_all_flights_of_its_window() -> None:
    two = pd.concat([tiny(), tiny().assign(carrier="AA", late=1)], ignore_index=True)
    history = HistoryParams(strength=1e-9, windows={"carrier": [2]})
    (rates,) = past_rates(two, LAG, history, prior=0.5).values()
    # On day 3 the days 0 and 1 are known: UA 1 of 3 late, AA 3 of 3, both together 4 of 6.
    assert rates[5] == pytest.approx(np.log((1 / 3) / (2 / 3)) - np.log((4 / 6) / (2 / 6)), abs=1e-6)
    assert rates[-1] > 0 > rates[5]
    (alone,) = past_rates(tiny(), LAG, history, prior=0.5).values()
    assert alone[-1] == 0, "a carrier that flies alone is as late as all flights"


def test_few_flights_are_drawn_towards_the_prior() -> None:
    odds = log_odds(np.array([2.0]), np.array([2.0]), strength=50, prior=0.2)
    assert rate_of(float(odds[0])) == pytest.approx((2 + 50 * 0.2) / 52)


def test_a_value_that_was_never_seen_has_an_empty_past() -> None:
    sums = DailySums.count(pd.Series(["AA", "UA"]), np.array([0, 0]), np.ones(2), np.ones(2))
    late, flights = sums.between(sums.rows(pd.Series(["ZZ"])), np.array([0]), np.array([365]))
    assert (late.tolist(), flights.tolist()) == ([0.0], [0.0])


def test_the_prior_is_of_the_training_days_alone(frame: pd.DataFrame, build: Features) -> None:
    some = frame[frame["day_index"] < 120]
    training = Period(14, 80)
    later = some.assign(late=some["late"].where(some["day_index"] <= 90, 1 - some["late"]))
    before = some["day_index"].to_numpy() <= 90
    pd.testing.assert_frame_equal(build(some, training)[before], build(later, training)[before])


def test_the_list_of_features_is_the_list_of_columns(features: pd.DataFrame, params: Params) -> None:
    assert list(features.columns) == columns(params)
    assert not features.isna().any().any()


def test_an_outcome_column_is_no_feature(build: Features, frame: pd.DataFrame) -> None:
    printed = build.known.schedule(frame)
    assert not set(printed.columns) & {"dep_delay", "arr_delay", "dep_time", "arr_time", "air_time", "tailnum", "late"}


def test_weekday_and_holiday_follow_the_calendar(features: pd.DataFrame, frame: pd.DataFrame) -> None:
    fourth = features[(frame["month"] == 7) & (frame["day"] == 4)]
    assert set(fourth["weekday"]) == {date_of(184).strftime("%a").lower()}
    assert set(fourth["holiday"]) == {"+0"}


def test_flights_of_the_hour_are_counted_at_the_same_airport(features: pd.DataFrame, frame: pd.DataFrame) -> None:
    first = frame.iloc[200_000]
    same = frame[(frame["day_index"] == first["day_index"]) & (frame["origin"] == first["origin"])]
    assert features["day_flights"].iloc[200_000] == len(same)
    assert features["hour_flights"].iloc[200_000] == (same["hour"] == first["hour"]).sum()


def test_the_columns_order_of_the_table_does_not_matter(
    sample: pd.DataFrame, build: Features, training: Period
) -> None:
    mixed = sample[list(reversed(sample.columns))]
    pd.testing.assert_frame_equal(build(sample, training), build(mixed, training))


def test_the_clock_of_the_machine_does_not_matter(
    sample: pd.DataFrame, build: Features, training: Period, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = build(sample, training)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.chdir(tmp_path)
    time.tzset()
    try:
        pd.testing.assert_frame_equal(before, build(sample, training))
    finally:
        monkeypatch.undo()
        time.tzset()
