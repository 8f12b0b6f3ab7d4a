"""Token buckets. They live in this process: two processes allow twice as much, and a restart forgets them."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.http.problems import ProblemError, ProblemType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_MINUTE = 60.0
_MOST_BUCKETS = 20_000
_ONE = 1 - 1e-6
"""One token, less what adding up fractions may lose: whoever waits as long as told must succeed."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class RateLimits:
    """Named limits per minute; a name without a limit is never refused."""

    def __init__(self, per_minute: Mapping[str, int], clock: Callable[[], float]) -> None:
        self._per_minute = dict(per_minute)
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[tuple[str, ...], _Bucket] = {}

    def take(self, name: str, *who: str) -> None:
        """Take one token or refuse with the time after which there will be one."""
        limit = self._per_minute.get(name)
        if limit is None:
            return
        wait = self._take((name, *who), limit)
        if wait > 0:
            seconds = math.ceil(round(wait, 6))
            detail = f"At most {limit} requests of this kind a minute; wait {seconds} s."
            raise ProblemError(ProblemType.RATE_LIMITED, detail, {"Retry-After": str(seconds)})

    def _take(self, key: tuple[str, ...], limit: int) -> float:
        rate = limit / _MINUTE
        with self._lock:
            now = self._clock()
            if len(self._buckets) >= _MOST_BUCKETS:
                self._forget_full(now)
            bucket = self._buckets.setdefault(key, _Bucket(limit, now))
            bucket.tokens = min(limit, bucket.tokens + (now - bucket.at) * rate)
            bucket.at = now
            if bucket.tokens < _ONE:
                return (1 - bucket.tokens) / rate
            bucket.tokens -= 1
            return 0.0

    def _forget_full(self, now: float) -> None:
        """Drop buckets that nobody has touched for a minute: they are full again, as a new one would be."""
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if now - bucket.at < _MINUTE}
