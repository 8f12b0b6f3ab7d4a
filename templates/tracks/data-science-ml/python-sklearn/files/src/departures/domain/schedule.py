"""A flight as the schedule prints it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ScheduledFlight:
    """All that is used of what is known before the day; `departs` counts minutes after local midnight."""

    day: date
    carrier: str
    flight: int
    origin: str
    dest: str
    departs: int
    distance: int


def minutes(clock: int) -> int:
    """Turn the schedule's 1345 into minutes after midnight."""
    return clock // 100 * 60 + clock % 100
