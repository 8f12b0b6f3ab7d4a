"""A sliding window over failures: the memory of a login form."""

from __future__ import annotations

import math
from collections import deque
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable


class SlidingWindow:
    """Counts per key what happened in the last seconds.

    A success does not clear the count: somebody who owns one account would otherwise buy
    fresh guesses against others by logging in between.
    """

    def __init__(self, limit: int, seconds: float, now: Callable[[], float]) -> None:
        self._limit, self._seconds, self._now = limit, seconds, now
        self._seen: dict[Hashable, deque[float]] = {}
        self._lock = Lock()

    def take(self, key: Hashable) -> int:
        """Count a try and return 0, or return the seconds until one is allowed.

        A try counts as a failure until it is forgiven: checking a password takes time, and tries
        that arrive together would all find the count from before.
        """
        with self._lock:
            seen = self._recent(key)
            if len(seen) >= self._limit:
                return max(1, math.ceil(seen[0] + self._seconds - self._now()))
            seen.append(self._now())
            if len(self._seen) > 10_000:  # noqa: PLR2004 - bounds the memory that strangers can claim
                self._seen = {each: times for each, times in self._seen.items() if self._recent(each)}
            return 0

    def forgive(self, key: Hashable) -> None:
        """Take one try back, because it was no failure; those before it stay."""
        with self._lock:
            if seen := self._recent(key):
                seen.pop()

    def _recent(self, key: Hashable) -> deque[float]:
        seen = self._seen.setdefault(key, deque())
        oldest = self._now() - self._seconds
        while seen and seen[0] <= oldest:
            seen.popleft()
        return seen
