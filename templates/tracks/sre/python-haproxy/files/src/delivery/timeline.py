"""What happened, when, in the order in which it happened. Pure apart from the file that it appends to."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True)
class Event:
    """One thing that happened, in seconds since the timeline began."""

    t: float
    kind: str
    fields: dict[str, Any]

    def line(self) -> str:
        """Write the event as one line of JSON."""
        return json.dumps({"t": self.t, "kind": self.kind} | self.fields, separators=(",", ":"))

    @classmethod
    def read(cls, line: str) -> Event:
        """Read a line back."""
        data = json.loads(line)
        return cls(data.pop("t"), data.pop("kind"), data)


class Timeline:
    """An append-only record; times are relative, so the file says nothing about when somebody was at work."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._clock = clock
        self._began = clock()
        self._lock = threading.Lock()
        path.write_text("", encoding="utf-8")

    def now(self) -> float:
        """Return the seconds since the beginning."""
        return self._clock() - self._began

    def add(self, kind: str, **fields: object) -> Event:
        """Record an event and return it."""
        with self._lock:
            event = Event(round(self.now(), 2), kind, dict(fields))
            with self._path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(event.line() + "\n")
        return event


def events(path: Path) -> list[Event]:
    """Read a whole timeline."""
    return [Event.read(line) for line in path.read_text(encoding="utf-8").splitlines()]
