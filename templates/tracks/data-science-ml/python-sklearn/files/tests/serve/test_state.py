"""The service and the training see the same numbers, by two ways to them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from departures.domain.schedule import ScheduledFlight
from departures.evaluate.split import final
from departures.features import state
from departures.features.build import prior_of
from departures.models.fitted import Fitted
from departures.params import Params

# Seeded days of the test period; each of them has routes that are flown less than once a week.
DAYS = sorted(np.random.default_rng(19).choice(np.arange(243, 363), 5, replace=False).tolist())
Scheduled = Callable[[int], list[ScheduledFlight]]


def served(folder: Path, frame: pd.DataFrame, params: Params, as_of: int) -> state.State:
    folder.mkdir(exist_ok=True)
    state.write(frame, folder, as_of, params.horizon, params.serve.schedule_days)
    return state.State(folder, as_of)


@pytest.mark.parametrize("day", DAYS)
def test_served_probabilities_are_those_of_the_evaluation(
    day: int,
    tmp_path: Path,
    frame: pd.DataFrame,
    features: pd.DataFrame,
    model: Fitted,
    params: Params,
    scheduled: Scheduled,
) -> None:
    """At noon of the day before, with nothing in the state that is not known then, for all flights of the day."""
    flights = scheduled(day)
    noon = served(tmp_path, frame, params, params.horizon.last_known(day))
    made = noon.features(flights, params.horizon, params.history, prior_of(frame, final(params).train))
    offline = features[(frame["day_index"] == day).to_numpy()].reset_index(drop=True)
    pd.testing.assert_frame_equal(made, offline, check_exact=True)
    assert np.abs(model.predict(made) - model.predict(offline)).max() < 1e-12
    assert all(noon.is_listed(flight) for flight in flights)


def test_a_state_that_knows_more_says_the_same(
    tmp_path: Path, frame: pd.DataFrame, params: Params, scheduled: Scheduled
) -> None:
    day = DAYS[2]
    flights = scheduled(day)[:50]
    noon = served(tmp_path / "noon", frame, params, day - 2).features(flights, params.horizon, params.history, 0.2)
    later = served(tmp_path / "later", frame, params, day + 2).features(flights, params.horizon, params.history, 0.2)
    pd.testing.assert_frame_equal(noon, later)


def test_a_state_that_ends_too_early_is_refused(
    tmp_path: Path, frame: pd.DataFrame, params: Params, scheduled: Scheduled
) -> None:
    early = served(tmp_path, frame, params, DAYS[0] - 3)
    with pytest.raises(state.StaleStateError):
        early.features(scheduled(DAYS[0])[:1], params.horizon, params.history, 0.2)


def test_a_day_without_a_published_schedule_is_refused(
    tmp_path: Path, frame: pd.DataFrame, params: Params, scheduled: Scheduled
) -> None:
    late = served(tmp_path, frame, params, 300)
    with pytest.raises(state.UnpublishedError):
        late.features(scheduled(200)[:1], params.horizon, params.history, 0.2)


def test_the_state_holds_no_day_after_its_own(tmp_path: Path, frame: pd.DataFrame, params: Params) -> None:
    served(tmp_path, frame, params, 100)
    sums = pd.read_csv(tmp_path / state.SUMS)
    assert sums["day_index"].max() == 100
    assert sums[sums["key"] == "all"]["flights"].sum() == (frame["day_index"] <= 100).sum()
    schedule = pd.read_csv(tmp_path / state.SCHEDULE)
    assert schedule["day_index"].unique().tolist() == list(range(94, 103))
    assert "late" not in schedule.columns


def test_rare_routes_are_among_the_days_that_are_compared(frame: pd.DataFrame) -> None:
    flown = frame.groupby(["origin", "dest"])["day_index"].transform("size")
    assert (flown[frame["day_index"].isin(DAYS)] < 52).any()
