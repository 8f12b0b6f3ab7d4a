"""Acceptance check of d07-recalibrate: moved by the last 28 known days, by one number a day, and by nothing else."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from departures.domain.calendar import Horizon
from departures.domain.schedule import ScheduledFlight
from departures.evaluate.walk_forward import Predictions
from departures.models.catalog import SERVED
from departures.models.fitted import Fitted
from departures.params import Params
from departures.pipeline import DEVELOPMENT, PREDICTIONS, save, write_json
from departures.serve.scorer import Served
from departures.wiring import Project
from tests.conftest import ROOT

HORIZON, WINDOW, FLIGHTS, TURN = Horizon(2), 28, 1000, 60
DAY = np.repeat(np.arange(120), FLIGHTS)
# Said is 0.2 on average; from the day of the turn on, what happens is moved by +0.7 on the scale of log-odds.
P = np.tile(np.linspace(0.1, 0.3, FLIGHTS), 120)
SHARE = np.where(DAY < TURN, 0.2, 1 / (1 + np.exp(-(np.log(0.2 / 0.8) + 0.7))))
LATE = (np.tile(np.arange(FLIGHTS), 120) < np.round(SHARE * FLIGHTS)).astype(int)


@pytest.fixture(scope="module")
def recalibrate() -> Any:
    assert importlib.util.find_spec("departures.models.recalibrate"), "src/departures/models/recalibrate.py is missing"
    module = importlib.import_module("departures.models.recalibrate")
    for name in ("shift", "apply"):
        assert hasattr(module, name), f"{name} is missing from departures.models.recalibrate"
    return module


def moved(recalibrate: Any, late: np.ndarray) -> np.ndarray:
    amount = recalibrate.shift(DAY, late, P, HORIZON, WINDOW)
    return np.asarray(recalibrate.apply(P, amount))


def test_while_it_is_right_nothing_changes(recalibrate: Any) -> None:
    before = TURN + HORIZON.lag_days > DAY
    assert np.abs(moved(recalibrate, LATE)[before] - P[before]).max() < 1e-9


def test_five_weeks_after_a_turn_the_mean_is_right_again(recalibrate: Any) -> None:
    p = moved(recalibrate, LATE)
    after = DAY == TURN + 35
    assert abs(p[after].mean() - LATE[after].mean()) < 0.02
    assert abs(P[after].mean() - LATE[after].mean()) > 0.1, "without it, the forecast stays wrong"


def test_a_day_knows_nothing_newer_than_two_days_before_it(recalibrate: Any) -> None:
    honest = moved(recalibrate, LATE)
    for today in (40, 75, 100):
        other = moved(recalibrate, np.where(HORIZON.last_known(today) < DAY, 1 - LATE, LATE))
        here = today == DAY
        assert np.array_equal(honest[here], other[here]), f"day {today} changes with outcomes that are not known yet"


def test_outcomes_of_the_last_known_day_count(recalibrate: Any) -> None:
    today = 80
    other = moved(recalibrate, np.where(HORIZON.last_known(today) == DAY, 1, LATE))
    here = today == DAY
    assert not np.allclose(moved(recalibrate, LATE)[here], other[here]), "the newest known day is not used"


def test_flights_of_a_day_keep_their_places(recalibrate: Any) -> None:
    p = moved(recalibrate, LATE)
    for today in (10, 61, 90):
        assert (np.diff(p[today == DAY]) > 0).all(), f"day {today}"


def test_monitor_says_what_recalibration_would_do(recalibrate: Any, tmp_path: Path) -> None:
    assert recalibrate
    save(Predictions(np.arange(len(DAY)), DAY, LATE, {SERVED: P}), tmp_path / PREDICTIONS)
    write_json(tmp_path / DEVELOPMENT, {"left_out_months": {"1": 0.06}})
    said = Project(ROOT, tmp_path, tmp_path / "models").monitor()
    lines = [line for line in said.splitlines() if line.startswith("recalibrated:")]
    assert lines, "make monitor prints no line that begins with `recalibrated:`"


@pytest.mark.parametrize("today", [364, 360])
def test_the_service_says_the_probability_that_was_moved(
    recalibrate: Any,
    published: Path,
    scheduled: Callable[[int], list[ScheduledFlight]],
    frame: pd.DataFrame,
    features: pd.DataFrame,
    model: Fitted,
    params: Params,
    today: int,
) -> None:
    recent = (frame["day_index"] >= today - 40).to_numpy()
    day, late = frame["day_index"].to_numpy()[recent].astype(int), frame["late"].to_numpy()[recent]
    p = model.predict(features[recent])
    amount = recalibrate.shift(day, late, p, params.horizon, params.monitor.window_days)
    expected = recalibrate.apply(p, amount)[day == today]
    served = [said.p for said in Served(published)().score(scheduled(today))]
    assert np.abs(expected - p[day == today]).max() > 0.001, "on this day the model was right by itself"
    assert np.abs(np.array(served) - expected).max() < 1e-9, f"day {today}: served is not what recalibration says"
