"""Input and prediction check: limits come from the training months, and what is ordinary stays quiet."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from departures.domain.calendar import Period, month, month_of
from departures.models.fitted import Fitted
from departures.monitor.drift import FORECAST, Drift, by_day, drifts, limit, psi, report
from departures.pipeline import PRINTED

TRAINING, FLIGHTS = Period(14, 240), 100
DAY = np.repeat(np.arange(365), FLIGHTS)


def share(of_a: np.ndarray) -> pd.Series:
    """Give flights of two carriers, of each day that many of a hundred by the first."""
    return pd.Series(np.where(np.tile(np.arange(FLIGHTS), 365) < np.repeat(of_a, FLIGHTS), "AA", "UA"))


def test_equal_shares_are_no_distance_and_others_have_that_of_the_book() -> None:
    assert psi(np.array([10, 30]), np.array([1, 3])) == 0
    assert psi(np.array([5, 5]), np.array([1, 3])) == pytest.approx(0.25 * np.log(2) - 0.25 * np.log(2 / 3))
    assert np.isfinite(psi(np.array([10, 0]), np.array([0, 10])))


def test_numbers_are_counted_by_the_tenths_of_the_training_days_alone() -> None:
    column = pd.Series(np.where(TRAINING.last >= DAY, np.tile(np.arange(FLIGHTS), 365), 1000.0)).astype(float)
    counts = by_day(column, DAY, TRAINING)
    assert counts[100].tolist() == [10.0] * 10
    assert counts[300].tolist() == [0.0] * 9 + [100.0]


def test_the_limit_is_that_of_the_month_that_is_least_like_the_others() -> None:
    months = np.array([month_of(day) for day in range(365)])
    counts = by_day(share(np.where(months == 5, 40, np.where(months == 3, 55, 50))), DAY, TRAINING)
    may, others = month(5), np.isin(months, [1, 2, 3, 4, 6, 7, 8]) & (np.arange(365) >= 14) & (np.arange(365) <= 240)
    expected = psi(counts[may.first : may.last + 1].sum(axis=0), counts[others].sum(axis=0))
    assert limit(counts, TRAINING) == pytest.approx(expected)
    assert expected < 0.1, "the limit of a book would not have rung for anything like it"


def test_a_column_rings_from_its_turn_on_and_another_does_not() -> None:
    months = np.array([month_of(day) for day in range(365)])
    turned, swinging = np.where(np.arange(365) < 300, 50, 60), np.where(months % 2 == 0, 20, 80)
    table = pd.DataFrame({"turned": share(turned), "swinging": share(swinging)})
    first, second = drifts(table, DAY, TRAINING, Period(270, 364), window=28)
    assert first.rang[0] == (300, "turned")
    assert first.rang[-1] == (364, "turned")
    assert len(first.rang) == 65
    assert second.rang == [], "it swings as much in training"
    assert max(second.indices) > 0.25, "the limit of a book would have rung"


def test_the_report_names_what_is_beyond_its_limit_and_since_when() -> None:
    found = [
        Drift("dest", Period(270, 273), [0.01, 0.03, 0.03, 0.01], 0.02),
        Drift("carrier", Period(270, 273), [0.01, 0.01, 0.01, 0.05], 0.02),
        Drift(FORECAST, Period(270, 273), [0.01] * 4, 0.02),
    ]
    inputs, rang, forecasts, silent = report(found, 28).splitlines()
    assert "2013-10-01 against the training days, PSI: carrier 0.050 > 0.020 beyond its limit (2 looked at)" in inputs
    assert rang.endswith("since 2013-09-28: 2013-09-29 to 2013-09-30 (dest); 2013-10-01 to 2013-10-01 (carrier)")
    assert "nothing beyond its limit (1 looked at)" in forecasts
    assert silent.endswith("none")


@pytest.fixture(scope="module")
def table(features: pd.DataFrame, model: Fitted) -> pd.DataFrame:
    return features[PRINTED].assign(**{FORECAST: model.predict(features)})


def test_in_the_months_that_were_trained_on_nothing_is_new(
    table: pd.DataFrame, frame: pd.DataFrame, training: Period
) -> None:
    asked = Period(month(4).first + 27, training.last)
    found = drifts(table, frame["day_index"].to_numpy(), training, asked, window=28)
    assert {each.column for each in found if each.rang} == set()


def test_in_october_the_airports_ring_and_the_forecasts_do_not(
    table: pd.DataFrame, frame: pd.DataFrame, training: Period
) -> None:
    october = month(10)
    found = drifts(table, frame["day_index"].to_numpy(), training, october, window=28)
    rang = {each.column: len(each.rang) for each in found}
    assert rang["origin"] == 31, "docs/slo.md says so"
    assert rang[FORECAST] == 0, "docs/slo.md says so"
    # The limit of a book would have been silent for the airports, and would have rung for the day's flights in training.
    limits = {each.column: each.limit for each in found}
    assert limits["origin"] < max(next(e for e in found if e.column == "origin").indices) < 0.1
    assert limits["day_flights"] > 0.25


def test_odd_days_against_even_days_is_nothing_new(table: pd.DataFrame, frame: pd.DataFrame, training: Period) -> None:
    day = frame["day_index"].to_numpy()
    for name in table.columns:
        counts = by_day(table[name], day, training)
        # Blocks of twice the window, so that each half is as many days as the check looks at.
        for start in range(training.first, training.last - 56, 28):
            block = counts[start : start + 56]
            assert psi(block[::2].sum(axis=0), block[1::2].sum(axis=0)) < limit(counts, training), name
