"""Days of the year of the data, its holidays, and what is known when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

YEAR = 2013
FIRST_DAY = date(YEAR, 1, 1)
DAYS = 365
# The federal holidays of that year. They are printed in calendars years ahead.
HOLIDAYS = tuple(
    date(YEAR, month, day)
    for month, day in (
        (1, 1), (1, 21), (2, 18), (5, 27), (7, 4), (9, 2), (10, 14), (11, 11), (11, 28), (12, 25),
    )
)  # fmt: skip
FAR = 7
# A day's index, or an array of them: this module knows no library.
Day = TypeVar("Day", int, Any)


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both of them in it."""

    first: int
    last: int

    def __contains__(self, day: int) -> bool:
        """Say whether a day is in it."""
        return self.first <= day <= self.last


def index_of(day: date) -> int:
    """Count days from the first day of the data."""
    return (day - FIRST_DAY).days


def date_of(index: int) -> date:
    """Give the date of a day's index."""
    return FIRST_DAY + timedelta(days=index)


def month_of(index: int) -> int:
    """Give the month of a day's index."""
    return date_of(index).month


def month(number: int) -> Period:
    """Give the days of a month."""
    after = date(YEAR + number // 12, number % 12 + 1, 1)
    return Period(index_of(date(YEAR, number, 1)), index_of(after) - 1)


def holiday_offset(index: int) -> int:
    """Days since (or, negative, until) the nearest holiday, at most a week."""
    offsets = [index - index_of(holiday) for holiday in (*HOLIDAYS, date(YEAR + 1, 1, 1))]
    nearest = min(offsets, key=lambda offset: (abs(offset), offset))
    return max(-FAR, min(FAR, nearest))


@dataclass(frozen=True)
class Horizon:
    """The newest outcomes that a decision about a day may use."""

    lag_days: int

    def last_known(self, day: Day) -> Day:
        """Give the last day whose outcomes are known when it is decided about this one."""
        return day - self.lag_days
