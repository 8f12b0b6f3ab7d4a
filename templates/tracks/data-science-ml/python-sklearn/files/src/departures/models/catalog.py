"""The models that are compared, by name, and which of them is served."""

from __future__ import annotations

from collections.abc import Callable

from departures.features.build import CATEGORIES, NUMBERS, columns
from departures.models.boosting import boosting
from departures.models.logistic import logistic
from departures.models.model import Model
from departures.models.rules import LEVEL, CarrierHour, Constant
from departures.params import Params

NEVER, ALWAYS, RULE, LEVELLED = "never act", "always act", "rule", "levelled rule"
SCHEDULE, SERVED = "logistic, schedule", "logistic, history"
SMALL, DEFAULT = "boosting, small", "boosting, default"
NAMES = (NEVER, ALWAYS, RULE, LEVELLED, SCHEDULE, SERVED, SMALL, DEFAULT)
# What the served model has to be better than, from the hardest to the easiest to explain.
REFERENCES = (RULE, LEVELLED, NEVER)


def make(name: str, params: Params) -> Model:
    """Build a model that is not fitted yet."""
    # The level of four weeks is for the levelled rule alone: months hold too few of them to learn a coefficient from.
    numbers = [column for column in columns(params) if column not in {*CATEGORIES, LEVEL}]
    makers: dict[str, Callable[[], Model]] = {
        NEVER: lambda: Constant(0.0),
        ALWAYS: lambda: Constant(1.0),
        RULE: lambda: CarrierHour(levelled=False),
        LEVELLED: lambda: CarrierHour(levelled=True),
        SCHEDULE: lambda: logistic(params.logistic, CATEGORIES, NUMBERS),
        SERVED: lambda: logistic(params.logistic, CATEGORIES, numbers),
        SMALL: lambda: boosting(params.boosting_small, params.split.seed, CATEGORIES, numbers),
        DEFAULT: lambda: boosting(params.boosting_default, params.split.seed, CATEGORIES, numbers),
    }
    return makers[name]()


def file_of(name: str) -> str:
    """Name the file that keeps it."""
    return name.replace(", ", "-").replace(" ", "-")
