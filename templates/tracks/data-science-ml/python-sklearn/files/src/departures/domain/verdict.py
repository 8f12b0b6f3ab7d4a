"""A difference is better, worse, or not shown; the interval says which, and never the difference itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What may be said about a difference in cost."""

    BETTER = "better"
    WORSE = "worse"
    NOT_SHOWN = "not shown better"


@dataclass(frozen=True)
class Interval:
    """A difference with what it could as well have been."""

    point: float
    low: float
    high: float

    @property
    def verdict(self) -> Verdict:
        """Lower cost is better; an interval that holds zero shows nothing."""
        if self.high < 0:
            return Verdict.BETTER
        if self.low > 0:
            return Verdict.WORSE
        return Verdict.NOT_SHOWN

    @property
    def width(self) -> float:
        """How far apart its ends are."""
        return self.high - self.low


@dataclass(frozen=True)
class Comparison:
    """Two models on the same flights, with days and with weeks as the independent unit."""

    a: str
    b: str
    days: Interval
    weeks: Interval

    @property
    def verdict(self) -> Verdict:
        """Weeks decide: bad weather lasts longer than a day, so neighbouring days are not independent."""
        return self.weeks.verdict
