"""When a failed job is tried again, and when it is given up."""

from __future__ import annotations

MAX_ATTEMPTS = 5
LONGEST_WAIT = 300
SPREAD = 0.2


def backoff_ms(attempts: int, chance: float, unit_ms: int = 1000) -> int:
    """Return how long to wait after `attempts` tries: 2, 4, 8 ... units, at most 300, spread by 20 % either way.

    `chance` is a number from 0 to 1 of the caller's random source. Without the spread, jobs that failed together
    (a database that was away for a second) would all come back together.
    """
    units: int = min(2**attempts, LONGEST_WAIT)
    return round(units * unit_ms * (1 - SPREAD + 2 * SPREAD * chance))


def is_exhausted(attempts: int) -> bool:
    """Tell whether a job that failed this often is dead."""
    return attempts >= MAX_ATTEMPTS
