"""What to do after an attempt: a pure decision, so it can be tested without a socket, a clock or a wait."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

WORTH_ANOTHER = frozenset({408, 429, 502, 503, 504})


@dataclass(frozen=True)
class Retry:
    """How often, and how long between: full jitter, so that many clients do not come back in step."""

    attempts: int = 4
    base: float = 0.2
    cap: float = 5.0


@dataclass(frozen=True)
class Attempt:
    """One attempt as it went: a status, or none when no answer came."""

    number: int
    elapsed: float
    # A read may always be sent again; a write only under its idempotency key.
    repeatable: bool
    status: int | None = None
    retry_after: str | None = None


@dataclass(frozen=True)
class Accept:
    """The answer is final, good or bad."""


@dataclass(frozen=True)
class Wait:
    """Wait, then send the same request again."""

    seconds: float


@dataclass(frozen=True)
class GiveUp:
    """Stop, for this reason."""

    why: str


NextStep = Accept | Wait | GiveUp


def next_step(
    attempt: Attempt, policy: Retry, total: float, chance: Callable[[], float], now: Callable[[], datetime]
) -> NextStep:
    """Decide what follows an attempt; `chance` gives 0 to 1, `now` the time of day for dates in Retry-After."""
    if attempt.status is not None and attempt.status not in WORTH_ANOTHER:
        return Accept()
    if not attempt.repeatable:
        return GiveUp("a write without an idempotency key is never sent twice")
    if attempt.number >= policy.attempts:
        return GiveUp(f"no success in {attempt.number} attempts")
    seconds = chance() * min(policy.cap, policy.base * 2 ** (attempt.number - 1))
    asked = _asked(attempt.retry_after, now)
    if asked is not None:
        # The server knows when it will be ready; a little jitter keeps its clients apart.
        seconds = asked + chance() * policy.base
    if attempt.elapsed + seconds >= total:
        return GiveUp(f"the next attempt would begin after the {total:g} s that a call may take")
    return Wait(seconds)


def _asked(header: str | None, now: Callable[[], datetime]) -> float | None:
    """Return the seconds that Retry-After asks for, written as a number or as a date."""
    if header is None:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return max(0.0, (moment - now()).total_seconds())
