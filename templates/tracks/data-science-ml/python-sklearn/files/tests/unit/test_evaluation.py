from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from departures.domain.calendar import Horizon, Period, index_of
from departures.domain.decision import Costs
from departures.domain.verdict import Verdict
from departures.evaluate import metrics
from departures.evaluate.bootstrap import compare, interval
from departures.evaluate.describe import comparisons, rounded
from departures.evaluate.null import month_residuals
from departures.evaluate.slices import slices
from departures.evaluate.split import Fold, SplitError, check, development, final, fold
from departures.evaluate.walk_forward import Predictions, training_rows
from departures.features.build import Features
from departures.models.catalog import NEVER, RULE, SCHEDULE, SERVED
from departures.monitor.residuals import Residual, alarms, residuals, told
from departures.params import IntervalParams, Params

COSTS = Costs(act=1, miss=5)
ROUNDS = IntervalParams(rounds=400, seed=7)


def stormy(days: int = 84, flights: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """Days on which hardly anything, or nearly everything, is late."""
    chance = np.random.default_rng(3)
    day = np.repeat(np.arange(days), flights)
    rate = np.where(chance.random(days) < 0.2, 0.8, 0.1)
    return day, (chance.random(days * flights) < rate[day]).astype(int)


def test_the_costs_are_those_of_the_domain() -> None:
    late, p = np.array([1, 0, 1, 0]), np.array([0.3, 0.3, 0.1, 0.1])
    expected = [COSTS.of(acted=x >= 0.2, late=bool(y)) for x, y in zip(p, late, strict=True)]
    assert metrics.costs(late, p, COSTS).tolist() == expected == [1, 1, 5, 0]


def test_the_threshold_is_not_fitted_to_what_is_judged() -> None:
    # Acting on nothing would be cheapest here; the threshold stays where the costs put it.
    late, p = np.zeros(100, dtype=int), np.full(100, 0.25)
    assert metrics.costs(late, p, COSTS).mean() == 1


def test_a_summary_counts_what_it_says() -> None:
    late, p = np.array([1, 0, 1, 0]), np.array([0.3, 0.3, 0.1, 0.1])
    told_ = metrics.summary(late, p, COSTS)
    assert (told_["flights"], told_["base_rate"], told_["act_share"], told_["recall"]) == (4, 0.5, 0.5, 0.5)
    assert told_["cost"] == pytest.approx(7 / 4)
    assert told_["auc"] == 0.5


def test_calibration_compares_tenths() -> None:
    p = np.linspace(0.01, 0.99, 1000)
    bins = metrics.calibration((p > 0.5).astype(int), p)
    assert [point["flights"] for point in bins] == [100] * 10
    assert bins[0]["observed"] == 0
    assert bins[-1]["observed"] == 1
    assert bins[0]["predicted"] < bins[-1]["predicted"]


def test_another_price_moves_the_threshold_too() -> None:
    late, p = np.array([1, 0]), np.array([0.3, 0.3])
    assert metrics.cost_by_ratio(late, p, COSTS, [2, 5]) == [1.0, 1.0]
    assert metrics.cost_by_ratio(late, p, COSTS, [3]) == [1.5]


def test_days_are_the_unit_and_not_rows() -> None:
    day, late = stormy()
    difference = np.where(late == 1, 1.0, 0.0)
    by_day = interval(difference, day, ROUNDS)
    by_row = interval(difference, np.arange(len(day)), ROUNDS)
    assert by_day.width / by_row.width > 2


def test_an_interval_is_the_same_every_time_and_holds_its_point() -> None:
    day, late = stormy()
    first, second = interval(late.astype(float), day, ROUNDS), interval(late.astype(float), day, ROUNDS)
    assert first == second
    assert first.low < first.point < first.high


def test_models_are_paired_on_the_same_days() -> None:
    # Both are dear on the same days; paired, the small constant gap between them is certain.
    day, late = stormy()
    cost = late * 5.0
    found = compare(("a", cost + 0.01), ("b", cost), day, ROUNDS)
    assert found.days.width < 1e-9
    assert found.weeks.width < 1e-9
    assert found.verdict is Verdict.WORSE


def test_swapped_models_have_the_opposite_verdict() -> None:
    day, late = stormy()
    better, worse = late * 1.0, late * 1.0 + 0.3
    assert compare(("a", better), ("b", worse), day, ROUNDS).verdict is Verdict.BETTER
    assert compare(("b", worse), ("a", better), day, ROUNDS).verdict is Verdict.WORSE


def test_a_model_that_guesses_is_never_called_better(params: Params) -> None:
    day, late = stormy()
    guess = np.random.default_rng(1).random(len(day))
    made = Predictions(
        np.arange(len(day)), day, late, {NEVER: np.zeros(len(day)), RULE: np.full(len(day), 0.15), SERVED: guess}
    )
    assert {each.verdict for each in comparisons(made, params)} <= {Verdict.WORSE, Verdict.NOT_SHOWN}


def test_the_served_model_meets_its_references_first(params: Params) -> None:
    day, late = stormy()
    p = np.full(len(day), 0.3)
    made = Predictions(np.arange(len(day)), day, late, {"another": p, NEVER: 0 * p, RULE: p, SERVED: p})
    assert [(each.a, each.b) for each in comparisons(made, params)][:2] == [(SERVED, RULE), (SERVED, NEVER)]


def test_a_group_of_few_flights_has_no_figure(sample: pd.DataFrame, params: Params) -> None:
    some = sample[sample["month"].isin([9, 10])]
    late = some["late"].to_numpy().astype(int)
    rows = slices(some, late, np.full(len(some), 0.3), np.zeros(len(some)), params)
    few = [row for row in rows if row["flights"] < params.too_few]
    many = [row for row in rows if row["flights"] >= params.too_few]
    assert few
    assert many
    assert all("cost_model" not in row for row in few)
    assert all(row["cost_model"] == 1 and row["act_share"] == 1 for row in many)
    for kind in ("carrier", "origin", "hours", "month"):
        assert sum(row["flights"] for row in rows if row["kind"] == kind) == len(some)


def test_each_month_is_fitted_on_what_lies_before_it(params: Params) -> None:
    folds = development(params)
    assert len(folds) == 5
    for each in folds:
        assert each.train.first == 14
        assert each.train.last < each.test.first - params.horizon.lag_days


def test_the_test_period_is_september_to_december(params: Params) -> None:
    last = final(params)
    assert (last.test.first, last.test.last) == (index_of(params.split.test_from), 364)
    assert development(params)[-1].test.last < last.test.first


@pytest.mark.parametrize("last", [97, 98, 120])
def test_a_fold_whose_past_is_not_over_is_refused(last: int) -> None:
    with pytest.raises(SplitError, match="are not over"):
        check(Fold(Period(14, last), Period(99, 120)), lag=2)


def test_a_development_month_in_the_test_period_is_refused(params: Params) -> None:
    wrong = dataclasses.replace(params, split=dataclasses.replace(params.split, development_months=[8, 9]))
    with pytest.raises(SplitError, match="test period"):
        development(wrong)


def test_half_of_the_training_rows_and_nothing_else_is_fitted_on(frame: pd.DataFrame, params: Params) -> None:
    each = fold(params, Period(100, 130))
    rows = training_rows(frame, each, params)
    days = frame["day_index"].to_numpy()[rows]
    assert (days.min(), days.max()) == (14, 97)
    inside = frame["day_index"].between(14, 97).sum()
    assert rows.sum() / inside == pytest.approx(0.5, abs=0.01)


def test_numbers_are_rounded_wherever_they_stand() -> None:
    assert rounded({"a": [1 / 3, {"b": 2 / 3}], "c": "x", "d": True, "e": 7}) == {
        "a": [0.333333, {"b": 0.666667}], "c": "x", "d": True, "e": 7,
    }  # fmt: skip


def test_the_residual_of_a_day_looks_at_days_that_are_known() -> None:
    day = np.repeat(np.arange(40), 10)
    late = (day >= 30).astype(int)
    found = residuals(day, late, np.zeros(len(day)), Horizon(2), 28)
    by_day = {each.day: each.observed for each in found}
    assert min(by_day) == 29
    assert by_day[31] == 0, "day 30 is not known on day 31"
    assert by_day[32] == pytest.approx(1 / 28)


def test_a_calibrated_forecast_keeps_the_promise_and_a_shifted_one_does_not(params: Params) -> None:
    chance = np.random.default_rng(2)
    day = np.repeat(np.arange(100), 500)
    late = (chance.random(len(day)) < 0.2).astype(int)
    kept = told(residuals(day, late, np.full(len(day), 0.2), params.horizon, 28), params.monitor, limit=0.06)
    missed = told(residuals(day, late, np.full(len(day), 0.3), params.horizon, 28), params.monitor, limit=0.06)
    assert (kept["kept"], kept["alarms"]) == (True, [])
    assert (missed["kept"], missed["within"]) == (False, 0.0)
    # From the first whole window to the last known day.
    assert missed["alarms"] == ["2013-01-30 to 2013-04-12 (too high)"]
    assert missed["mean_distance"] == pytest.approx(0.1, abs=0.01)


def test_an_alarm_is_over_after_a_quiet_window_or_when_it_turns_round() -> None:
    off = {10: 0.09, 11: 0.08, 14: 0.07, 20: 0.07, 21: -0.07}
    found = [Residual(day, 0.2 + off.get(day, 0.05), 0.2) for day in range(10, 25)]
    said = [str(alarm) for alarm in alarms(found, limit=0.06, window=5)]
    assert said == [
        "2013-01-11 to 2013-01-15 (too low)",
        "2013-01-21 to 2013-01-21 (too low)",
        "2013-01-22 to 2013-01-22 (too high)",
    ]
    assert alarms(found, limit=0.1, window=5) == []


def test_a_left_out_month_is_far_off_only_where_it_differs(
    sample: pd.DataFrame, build: Features, small: Params
) -> None:
    def left_out(frame: pd.DataFrame) -> dict[str, float]:
        return month_residuals(SCHEDULE, build(frame, final(small).train), frame, final(small), small)

    calm = sample.assign(late=(np.arange(len(sample)) % 5 == 0).astype(int))
    found = left_out(calm)
    assert sorted(map(int, found)) == list(range(1, 9))
    assert max(map(abs, found.values())) < 0.03
    assert left_out(calm.assign(late=np.where(calm["month"] == 7, 1 - calm["late"], calm["late"])))["7"] > 0.5
