"""Named steps: in the order of their dependencies, tried again where that can help, resumed after a crash.

This is the whole orchestrator. docs/adr/0003-a-runner-not-an-orchestrator-yet.md says what it does
not do, and when that would be worth a hundred packages.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

TRIES = 3
FIRST_WAIT_S = 0.5


class LockedError(Exception):
    """Another run is at work."""


class StoppedError(Exception):
    """Somebody asked the run to end; it ended between two steps."""


@dataclass(frozen=True, slots=True)
class Rows:
    """How much a step read, looked at again, and left behind."""

    read: int = 0
    touched: int = 0
    written: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. A step may be done twice: a crash can hit between its end and its entry."""

    name: str
    run: Callable[[], Rows]
    after: tuple[str, ...] = ()
    retry_on: tuple[type[Exception], ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """One try of one step, as it stands in reports/run.json."""

    step: str
    attempt: int
    ms: int
    rows_in: int = 0
    rows_touched: int = 0
    rows_out: int = 0
    error: str = ""


@dataclass
class Runner:
    """Runs steps and keeps a journal of what is done, so that the next run goes on at the failed one."""

    journal: Path
    stopped: Callable[[], bool] = lambda: False
    sleep: Callable[[float], None] = time.sleep
    log: list[Tried] = field(default_factory=list)

    def done(self) -> list[str]:
        """Return the steps that an unfinished cycle has behind it."""
        return list(self.read().get("done", []))

    def read(self) -> dict[str, Any]:
        """Return the journal; empty between cycles."""
        if not self.journal.exists():
            return {}
        found: dict[str, Any] = json.loads(self.journal.read_text(encoding="utf-8"))
        return found

    def run(self, steps: Sequence[Step]) -> None:
        """Run what is not done yet, each step after the ones that it needs."""
        by_name = {step.name: step for step in steps}
        # A dependency that is not among these steps was met by an earlier cycle.
        needs = {step.name: set(step.after) & by_name.keys() for step in steps}
        done = self.done()
        for name in TopologicalSorter(needs).static_order():
            if name in done:
                continue
            if self.stopped():
                raise StoppedError(f"stopped before {name}")
            try:
                self.attempt(by_name[name])
            except Exception as why:
                self.note(done, failed=f"{name}: {why}")
                raise
            done.append(name)
            self.note(done)
        self.forget()

    def attempt(self, step: Step) -> None:
        """Run one step, again after a wait that doubles where its errors may pass by themselves."""
        for attempt in range(1, TRIES + 1):
            begun = time.perf_counter()
            try:
                rows = step.run()
            except Exception as why:
                self.log.append(Tried(step.name, attempt, ms_since(begun), error=str(why)))
                if attempt == TRIES or not isinstance(why, step.retry_on):
                    raise
                self.sleep(FIRST_WAIT_S * 2 ** (attempt - 1))
            else:
                counts = (rows.read, rows.touched, rows.written)
                self.log.append(Tried(step.name, attempt, ms_since(begun), *counts))
                return

    def note(self, done: Sequence[str], failed: str = "") -> None:
        """Write the journal in one piece: half a journal would be worse than none."""
        part = self.journal.with_name(self.journal.name + ".part")
        part.write_text(json.dumps({"done": done, "failed": failed}) + "\n", encoding="utf-8")
        part.replace(self.journal)

    def forget(self) -> None:
        """Begin anew the next time."""
        self.journal.unlink(missing_ok=True)

    def lines(self) -> list[str]:
        """Return the log, one JSON line for each try."""
        return [json.dumps(asdict(each)) for each in self.log]


def ms_since(begun: float) -> int:
    """Return whole milliseconds; a step of less than one took none."""
    return round((time.perf_counter() - begun) * 1000)


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold the lock; the system lets go of it when the process dies, however it dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise LockedError(f"another run holds {path} (pid {file.read().strip()})") from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
