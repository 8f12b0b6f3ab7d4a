"""Faults on demand: by a header of one request, or by a script that the next requests take their fault from."""

from __future__ import annotations

import threading
from typing import Final

HEADER: Final = "X-Dev-Fault"
FAULTS: Final = {
    "ok": "answer as usual",
    "slow": "answer after some seconds",
    "drop-before": "close the connection before anything is done",
    "drop-after": "do it, then close the connection without an answer",
    "401": "the token has expired, once",
    "429": "too many requests, Retry-After: 1",
    "503": "unavailable",
    "malformed": "JSON that breaks off",
    "html": "a proxy's page with status 200",
}


class Script:
    """A queue of faults; when it is empty everything is answered as usual."""

    def __init__(self, names: list[str] | None = None) -> None:
        self._lock = threading.Lock()
        self._names: list[str] = []
        self.extend(names or [])

    def extend(self, names: list[str]) -> None:
        """Append faults; an unknown name is refused."""
        unknown = [name for name in names if name not in FAULTS]
        if unknown:
            message = f"no fault is called {', '.join(unknown)}; there are {', '.join(FAULTS)}"
            raise ValueError(message)
        with self._lock:
            self._names += names

    def take(self, header: str | None) -> str:
        """Return the fault of this request."""
        if header in FAULTS:
            return str(header)
        with self._lock:
            return self._names.pop(0) if self._names else "ok"
