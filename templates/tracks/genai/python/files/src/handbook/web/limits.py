"""How often one client may ask, with a Retry-After that is true."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict, deque
from collections.abc import Callable

WINDOW = 60.0
MOST_CLIENTS = 10_000


class Limiter:
    """Remembers the last minute of each client, and forgets the clients that were quiet longest."""

    def __init__(self, per_minute: int, clock: Callable[[], float]) -> None:
        self._most = per_minute
        self._clock = clock
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, client: str) -> int:
        """Count a question and give 0, or give the whole seconds after which one would be taken."""
        now = self._clock()
        with self._lock:
            times = self._seen.setdefault(client, deque())
            self._seen.move_to_end(client)
            while len(self._seen) > MOST_CLIENTS:
                self._seen.popitem(last=False)
            while times and times[0] <= now - WINDOW:
                times.popleft()
            if len(times) >= self._most:
                return max(1, math.ceil(times[0] + WINDOW - now))
            times.append(now)
            return 0
