"""What is fitted on what: by date only, never by row."""

from __future__ import annotations

from dataclasses import dataclass

from departures.domain.calendar import DAYS, Period, index_of, month
from departures.domain.errors import DeparturesError
from departures.params import Params


class SplitError(DeparturesError):
    """A model would be judged by days that it could have seen."""


@dataclass(frozen=True)
class Fold:
    """Days to fit on and days to judge by."""

    train: Period
    test: Period


def fold(params: Params, test: Period) -> Fold:
    """Fit on every day from the warm-up to the last one known when the first test day is decided, and one to spare."""
    lag = params.horizon.lag_days
    made = Fold(Period(params.split.warm_up_days, test.first - lag - 1), test)
    check(made, lag)
    return made


def check(made: Fold, lag: int) -> None:
    """Refuse a fold in which the past is not over before the future is decided about."""
    if not made.train.first <= made.train.last < made.test.first - lag:
        raise SplitError(f"training days {made.train} are not over {lag} days before the test days {made.test}")


def development(params: Params) -> list[Fold]:
    """Give one fold a month, each fitted on what lies before it."""
    folds = [fold(params, month(number)) for number in params.split.development_months]
    if folds[-1].test.last >= final(params).test.first:
        raise SplitError("the development months reach into the test period")
    return folds


def final(params: Params) -> Fold:
    """Give the fold that is opened by `evaluate` alone."""
    return fold(params, Period(index_of(params.split.test_from), DAYS - 1))
