"""Each guard is shown a fault that it must catch, and the honest builder that it must leave alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import StandardScaler

from departures.domain.calendar import Period
from departures.evaluate.split import final, fold
from departures.features.build import Features
from departures.features.sums import KEYS
from departures.guards import horizon, shuffled, structure, values
from departures.models.catalog import DEFAULT, SERVED
from departures.models.fitted import Fitted
from departures.params import Params
from departures.pipeline import PipelineError, refuse_leaks
from tests.guards.planted_faults import FAULTS, encoding_in_sample, planted, wrong_lag

# A calm day, a stormy one, and the first day of the test period.
DAYS = (60, 180, 243)
TRAINING = Period(14, 50)


@pytest.mark.parametrize("cut", [False, True], ids=["noise", "cut"])
def test_the_honest_features_do_not_change_with_the_future(
    build: Features, sample: pd.DataFrame, params: Params, cut: bool
) -> None:
    assert horizon.changed(build, sample, TRAINING, DAYS, params.horizon, cut=cut) == {}


@pytest.mark.parametrize("key", sorted(KEYS))
@pytest.mark.parametrize("cut", [False, True], ids=["noise", "cut"])
def test_a_past_rate_that_ends_a_day_too_late_is_caught(
    build: Features, sample: pd.DataFrame, params: Params, key: str, cut: bool
) -> None:
    found = horizon.changed(wrong_lag(build, key), sample, TRAINING, (180,), params.horizon, cut=cut)
    assert any(name.startswith(key) for name in found[180]), found


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_planted_feature_is_caught_by_the_horizon(
    build: Features, sample: pd.DataFrame, params: Params, fault: str
) -> None:
    found = horizon.changed(planted(build, FAULTS[fault]), sample, TRAINING, (180,), params.horizon, cut=False)
    assert "planted" in found.get(180, [])


def test_an_encoding_that_counts_the_flight_itself_is_caught(
    build: Features, sample: pd.DataFrame, params: Params
) -> None:
    # A day that is trained on: there the encoding holds what is not known at its noon.
    trained_on = Period(14, 200)
    found = horizon.changed(encoding_in_sample(build), sample, trained_on, (180,), params.horizon, cut=False)
    assert "planted" in found.get(180, [])


@pytest.mark.parametrize("fault", ["missing_tail_number", "missing_air_time"])
def test_a_value_that_is_always_late_is_caught(frame: pd.DataFrame, params: Params, fault: str) -> None:
    late = frame["late"].to_numpy()
    column = FAULTS[fault](frame).to_frame("planted")
    assert values.pure(column, late, params.guards.pure_n) == ["planted=1.0"]


def test_no_honest_value_is_always_or_never_late(features: pd.DataFrame, frame: pd.DataFrame, params: Params) -> None:
    assert values.pure(features, frame["late"].to_numpy(), params.guards.pure_n) == []


@pytest.mark.parametrize("fault", ["departure_delay", "rate_of_the_day", "own_outcome_in_its_route"])
def test_a_feature_that_is_too_good_alone_stops_the_run(
    features: pd.DataFrame, frame: pd.DataFrame, params: Params, fault: str
) -> None:
    rows = slice(100_000, 160_000)
    leaky = features.iloc[rows].assign(planted=FAULTS[fault](frame).iloc[rows])
    with pytest.raises(PipelineError, match="planted alone reaches"):
        refuse_leaks(leaky, frame["late"].to_numpy()[rows], params)


def test_the_honest_features_pass(
    features: pd.DataFrame, frame: pd.DataFrame, params: Params, training: Period
) -> None:
    rows = frame["day_index"].between(training.first, training.last).to_numpy()
    refuse_leaks(features[rows], frame["late"].to_numpy()[rows], params)


def test_a_random_split_flatters_what_can_remember_days(build: Features, sample: pd.DataFrame, small: Params) -> None:
    (gap,) = shuffled.random_gap([DEFAULT], build, sample, fold(small, Period(181, 242)), small)
    assert gap.gap > small.guards.random_gap


def test_shuffled_outcomes_teach_nothing(build: Features, sample: pd.DataFrame, small: Params) -> None:
    short = shuffled.short_fold(fold(small, Period(181, 242)))
    mean = shuffled.permuted(SERVED, build, sample, short, small, rows=2000)
    assert mean == pytest.approx(0.5, abs=small.guards.permuted_tolerance)


def test_the_scalers_have_seen_the_training_rows_alone(
    model: Fitted, features: pd.DataFrame, frame: pd.DataFrame, params: Params
) -> None:
    few = np.random.default_rng(params.split.seed).random(len(frame)) < 0.05
    period = final(params).train
    rows = few & frame["day_index"].between(period.first, period.last).to_numpy()
    gaps = structure.scaler_gaps(model.pipeline, features[rows])
    assert len(gaps) > 10
    assert max(gaps.values()) < 1e-9
    elsewhere = structure.scaler_gaps(model.pipeline, features[few])
    assert max(elsewhere.values()) > 0.01, "a scaler fitted on other rows would be seen"


def test_every_scaler_is_inside_the_pipeline(model: Fitted) -> None:
    steps = model.pipeline.named_steps["prepare"].transformers_
    found = [step.steps[0][1] if hasattr(step, "steps") else step for _, step, _ in steps]
    assert sum(isinstance(step, StandardScaler) for step in found) == 2


def test_a_call_is_found_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "stage.py"
    path.write_text("model.predict(x)\nmodel.fit(x)\nfit(y)\n", encoding="utf-8")
    assert structure.calls(path, "fit") == [2, 3]
