"""Every figure once more: models are fitted on the flights, judged, and held against what card and charts are made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from departures import pipeline
from departures.domain.calendar import month
from departures.evaluate.openings import count
from departures.features.build import Features
from departures.models.catalog import DEFAULT, NAMES, SMALL
from departures.params import Params
from ops.run import differences
from tests.conftest import ROOT, checkout

# The challengers take longest to fit and are not served; `make run ONCE=1` holds their figures against the tracked ones.
LEFT_OUT = {SMALL, DEFAULT}


def without_challengers(told: Any) -> Any:
    if isinstance(told, dict):
        return {key: without_challengers(value) for key, value in told.items() if key not in LEFT_OUT}
    if isinstance(told, list):
        rows = [row for row in told if not (isinstance(row, dict) and {row.get("a"), row.get("model")} & LEFT_OUT)]
        return [without_challengers(row) for row in rows]
    return told


def test_the_tracked_figures_are_those_of_the_flights(
    frame: pd.DataFrame, build: Features, params: Params, metrics: dict[str, Any], tmp_path: Path
) -> None:
    here = checkout(tmp_path)
    pipeline.train(frame, build, params, here, tuple(name for name in NAMES if name not in LEFT_OUT))
    told = pipeline.evaluate(frame, build, params, here)
    # How often somebody looked is no figure of the flights; the next test holds it against its list.
    told["openings"] = metrics["openings"]
    assert list(differences(told, without_challengers(metrics), "metrics")) == [], "make train evaluate report"


def test_the_card_counts_the_openings_that_are_listed(metrics: dict[str, Any]) -> None:
    assert metrics["openings"] == count((ROOT / "reports/openings.md").read_text(encoding="utf-8"))


def test_a_figure_that_moved_is_named(metrics: dict[str, Any]) -> None:
    moved = metrics | {"costs": metrics["costs"] | {"miss": 5.002}}
    assert list(differences(moved, metrics, "metrics")) == [
        "metrics/costs/miss is 5.002 here and 5.0 in reports/metrics.json"
    ]
    assert list(differences(metrics, metrics, "metrics")) == []


def test_the_alarm_rings_at_most_once_while_nothing_is_new_and_through_october(metrics: dict[str, Any]) -> None:
    assert len(metrics["development"]["residual"]["alarms"]) <= 1
    limit = metrics["test"]["residual"]["alarm_limit"]
    days = {day: abs(observed - predicted) for day, observed, predicted in metrics["test"]["residual"]["series"]}
    october = month(10)
    assert all(days[day] > limit for day in range(october.first, october.last + 1))


def test_odd_days_against_even_days_is_no_alarm(frame: pd.DataFrame, params: Params, metrics: dict[str, Any]) -> None:
    # Blocks of twice the window, so that each half is as many days as the alarm looks at.
    block = frame["day_index"] // (2 * params.monitor.window_days)
    rates = frame.groupby([block, frame["day_index"] % 2])["late"].mean().unstack().loc[:3]
    assert (rates[0] - rates[1]).abs().max() < metrics["test"]["residual"]["alarm_limit"]
