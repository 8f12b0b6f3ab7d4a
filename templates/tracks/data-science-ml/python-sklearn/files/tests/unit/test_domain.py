from __future__ import annotations

from datetime import date

import pytest

from departures.domain.calendar import DAYS, FIRST_DAY, Horizon, Period, date_of, holiday_offset, index_of, month
from departures.domain.decision import Costs
from departures.domain.schedule import minutes
from departures.domain.verdict import Comparison, Interval, Verdict

COSTS = Costs(act=1, miss=5)


@pytest.mark.parametrize(
    ("acted", "late", "cost"), [(True, True, 1), (True, False, 1), (False, True, 5), (False, False, 0)]
)
def test_each_of_the_four_outcomes_has_its_price(acted: bool, late: bool, cost: float) -> None:
    assert COSTS.of(acted=acted, late=late) == cost


def test_the_threshold_follows_from_the_costs() -> None:
    assert COSTS.threshold == 0.2
    assert Costs(act=2, miss=5).threshold == 0.4


@pytest.mark.parametrize(("probability", "acts"), [(0.199999, False), (0.2, True), (0.9, True), (0.0, False)])
def test_one_acts_from_the_threshold_on(probability: float, acts: bool) -> None:
    assert COSTS.act_on(probability) is acts


def test_at_the_threshold_both_ways_cost_the_same() -> None:
    p = COSTS.threshold
    waiting = p * COSTS.of(acted=False, late=True) + (1 - p) * COSTS.of(acted=False, late=False)
    assert waiting == pytest.approx(COSTS.of(acted=True, late=False))


@pytest.mark.parametrize("day", [0, 1, 58, 59, 364])
def test_a_day_and_its_date_are_the_same_thing(day: int) -> None:
    assert index_of(date_of(day)) == day


def test_the_year_has_all_its_days() -> None:
    assert (index_of(FIRST_DAY), index_of(date(2013, 12, 31))) == (0, DAYS - 1)


@pytest.mark.parametrize(("number", "first", "last"), [(1, 0, 30), (4, 90, 119), (8, 212, 242), (12, 334, 364)])
def test_months_begin_and_end_where_they_do(number: int, first: int, last: int) -> None:
    assert month(number) == Period(first, last)


def test_months_leave_no_day_out() -> None:
    days = [day for number in range(1, 13) for day in range(month(number).first, month(number).last + 1)]
    assert days == list(range(DAYS))


def test_a_period_holds_both_its_ends() -> None:
    period = Period(3, 5)
    assert [day in period for day in (2, 3, 5, 6)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("day", "offset"),
    [
        (date(2013, 7, 4), 0),
        (date(2013, 7, 3), -1),
        (date(2013, 7, 6), 2),
        (date(2013, 3, 20), 7),
        (date(2013, 12, 31), -1),
    ],
)
def test_days_are_counted_to_the_nearest_holiday(day: date, offset: int) -> None:
    assert holiday_offset(index_of(day)) == offset


def test_the_day_before_is_not_over_at_noon() -> None:
    assert Horizon(lag_days=2).last_known(100) == 98


@pytest.mark.parametrize(("clock", "expected"), [(0, 0), (59, 59), (100, 60), (1345, 825), (2359, 1439)])
def test_the_schedules_clock_is_turned_into_minutes(clock: int, expected: int) -> None:
    assert minutes(clock) == expected


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (-0.2, -0.1, Verdict.BETTER),
        (0.1, 0.2, Verdict.WORSE),
        (-0.1, 0.1, Verdict.NOT_SHOWN),
        (-0.1, 0.0, Verdict.NOT_SHOWN),
    ],
)
def test_the_interval_decides_and_not_the_difference(low: float, high: float, verdict: Verdict) -> None:
    assert Interval(-0.5, low, high).verdict is verdict


def test_weeks_decide_and_not_days() -> None:
    days, weeks = Interval(-0.1, -0.2, -0.01), Interval(-0.1, -0.3, 0.1)
    assert Comparison("a", "b", days, weeks).verdict is Verdict.NOT_SHOWN
