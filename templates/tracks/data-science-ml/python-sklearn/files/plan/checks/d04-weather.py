"""Acceptance check of d04-weather: the weather of the morning before, and nothing of what comes after it."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from departures.data import source
from departures.data.known_at import KnownAt
from departures.domain.calendar import Period
from tests.conftest import ROOT

COLUMNS = ["wind", "rain", "view"]
TRAINING = Period(14, 120)
DAY = 180
REPORT = ROOT / "reports/weather.md"
NUMBER = r"([-+−]?[0-9.]+)"
ROW = re.compile(
    rf"^\| ([^|]+) \| ([^|]+) \| {NUMBER} \| {NUMBER} \| {NUMBER} \[{NUMBER}, {NUMBER}\]; [^|]+ \| ([a-z ]+) \|$",
    re.MULTILINE,
)
Morning = Callable[[pd.DataFrame, pd.DataFrame, Period], pd.DataFrame]


@pytest.fixture(scope="module")
def weather() -> pd.DataFrame:
    assert hasattr(source, "weather"), "weather() is missing from departures.data.source"
    table: pd.DataFrame = source.weather()
    return table


@pytest.fixture(scope="module")
def morning() -> Morning:
    assert importlib.util.find_spec("departures.features.weather"), "src/departures/features/weather.py is missing"
    module: Any = importlib.import_module("departures.features.weather")
    assert hasattr(module, "morning"), "morning is missing from departures.features.weather"
    found: Morning = module.morning
    return found


def after_the_horizon(weather: pd.DataFrame, day: int) -> np.ndarray:
    """Mark the hours from noon of the day before on."""
    start = pd.Timestamp(2013, 1, 1) + pd.Timedelta(days=day - 1, hours=12)
    at = pd.to_datetime(weather[["year", "month", "day", "hour"]])
    return (at >= start).to_numpy()


def test_known_at_lists_every_column_of_the_weather() -> None:
    path = ROOT / "known_at.toml"
    assert "weather" in tomllib.loads(path.read_text(encoding="utf-8")), "known_at.toml has no table weather"
    columns = KnownAt(path, "weather").columns
    raw = pd.read_csv(source.find().with_name("weather.csv"), nrows=1)
    assert set(raw.columns) <= columns.keys(), f"not listed: {sorted(set(raw.columns) - columns.keys())}"


def test_each_flight_has_its_features(frame: pd.DataFrame, weather: pd.DataFrame, morning: Morning) -> None:
    made = morning(frame, weather, TRAINING)
    assert made.index.equals(frame.index)
    assert set(COLUMNS) <= set(made.columns)
    assert np.isfinite(made.to_numpy(dtype=float)).all(), "a missing hour is left missing"


def test_the_figures_are_those_of_the_morning_before(
    frame: pd.DataFrame, weather: pd.DataFrame, morning: Morning
) -> None:
    hours = weather[
        (weather["origin"] == "JFK") & (weather["month"] == 6) & (weather["day"] == 29) & (weather["hour"] <= 11)
    ]
    # Day 180 is the 30th of June.
    flights = ((frame["day_index"] == DAY) & (frame["origin"] == "JFK")).to_numpy()
    made = morning(frame, weather, TRAINING)[flights]
    assert np.allclose(made["wind"], hours["wind_speed"].mean()), "wind is the mean wind_speed from 00:00 to 11:00"
    assert np.allclose(made["rain"], hours["precip"].sum()), "rain is the sum of precip from 00:00 to 11:00"
    assert np.allclose(made["view"], hours["visib"].min()), "view is the smallest visib from 00:00 to 11:00"


def test_later_weather_and_outcomes_change_nothing(
    frame: pd.DataFrame, weather: pd.DataFrame, morning: Morning
) -> None:
    later = after_the_horizon(weather, DAY)
    scrambled = weather.copy()
    for name in ("wind_speed", "precip", "visib", "temp", "pressure"):
        scrambled[name] = scrambled[name].where(~later, 99.0)
    noise = frame.assign(late=frame["late"].where(frame["day_index"] <= DAY - 2, 1 - frame["late"]))
    day = (frame["day_index"] == DAY).to_numpy()
    honest = morning(frame, weather, TRAINING)[day]
    pd.testing.assert_frame_equal(honest, morning(noise, scrambled, TRAINING)[day], obj="features after scrambling")
    pd.testing.assert_frame_equal(honest, morning(frame, weather[~later], TRAINING)[day], obj="features of a cut table")


def test_an_airport_without_weather_gets_the_median_of_the_training_days(
    frame: pd.DataFrame, weather: pd.DataFrame, morning: Morning
) -> None:
    gone = weather[(weather["origin"] != "LGA") | (weather["month"] != 6)]
    made = morning(frame, gone, TRAINING)
    there = frame["day_index"].between(TRAINING.first, TRAINING.last).to_numpy()
    missing = ((frame["day_index"] == DAY) & (frame["origin"] == "LGA")).to_numpy()
    for name in COLUMNS:
        assert np.allclose(made.loc[missing, name], made.loc[there, name].median()), f"{name} is not the median"


def test_the_report_has_the_verdict_on_the_development_months() -> None:
    assert REPORT.is_file(), (
        "reports/weather.md is missing: what make compare wrote, with the weather in the model of B"
    )
    rows = ROW.findall(REPORT.read_text(encoding="utf-8"))
    assert rows, "reports/weather.md has no row of the form that make compare writes"
    for a, b, *numbers, verdict in rows:
        _, _, _, low, high = (float(number.replace("−", "-")) for number in numbers)
        assert low < high, f"{a} and {b} say the same of every flight: B has no weather in its model"
        expected = "better" if high < 0 else "worse" if low > 0 else "not shown better"
        assert verdict == expected, f"the interval over weeks says {expected}, the row says {verdict}"
