"""Children: started, told to stop, and never left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import FrameType

STOP_SECONDS = 12.0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, a polite kill, and a terminal that is closed: all three mean that somebody wants everything ended."""


class Interrupts:
    """Turns signals into KeyboardInterrupt, but not while something is begun or ended."""

    def __init__(self) -> None:
        self._held = 0
        self._pending = False

    @contextlib.contextmanager
    def installed(self) -> Iterator[None]:
        """Handle the signals within this block; all of them end as well-mannered as Ctrl-C."""
        before = {number: signal.signal(number, self._arrived) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            self._pending = False

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Let a signal wait until the block is over. Signals reach the main thread only, so others change nothing."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
        self._deliver()

    @contextlib.contextmanager
    def allowed(self) -> Iterator[None]:
        """Take signals again inside of a block in which they wait: whoever began something outside ends it there."""
        held, self._held = self._held, 0
        try:
            self._deliver()
            yield
        finally:
            self._held = held

    def _arrived(self, _number: int, _frame: FrameType | None) -> None:
        self._pending = True
        self._deliver()

    def _deliver(self) -> None:
        if self._pending and not self._held:
            self._pending = False
            raise KeyboardInterrupt


INTERRUPTS = Interrupts()
"""One for the process: signals are a matter of the whole process, too."""


class ClosedError(Exception):
    """A child was asked for after the end of all had begun."""


class Children:
    """All children of this process, by name."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._lock = threading.Lock()
        self._closed = False

    def start(self, name: str, argv: Sequence[str | Path], env: Mapping[str, str] | None = None) -> None:
        """Start a child in a session of its own, so that Ctrl-C reaches only us and we stop it in order."""
        with INTERRUPTS.held(), self._lock, (self._logs / f"{name}.log").open("ab") as log:
            # A promotion in another thread may be at this line while Ctrl-C ends everything.
            if self._closed:
                raise ClosedError(f"{name} is not started any more: everything is being ended")
            self._running[name] = subprocess.Popen(
                [str(word) for word in argv],
                env=dict(os.environ if env is None else env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def pid(self, name: str) -> int | None:
        """Return the process id of a child that runs."""
        child = self._running.get(name)
        return child.pid if child is not None and child.poll() is None else None

    def pids(self) -> dict[str, int]:
        """Return all that run."""
        return {name: pid for name in self._running if (pid := self.pid(name)) is not None}

    def log(self, name: str) -> str:
        """Return the end of what a child said."""
        path = self._logs / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace")[-2000:] if path.exists() else ""

    def kill(self, name: str) -> None:
        """End a child the way a crash does: it gets no time for anything."""
        child = self._running[name]
        child.kill()
        child.wait()

    def stop(self, name: str) -> None:
        """Ask a child to end; insist when it does not."""
        child = self._running.get(name)
        if child is None:
            return
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        del self._running[name]

    def stop_all(self) -> None:
        """End all, the last one started first. A second Ctrl-C waits: half of an ending is worse than a slow one."""
        with INTERRUPTS.held():
            for name in reversed(list(self._running)):
                self.stop(name)

    def close(self) -> None:
        """End all for good."""
        with INTERRUPTS.held():
            with self._lock:
                self._closed = True
            self.stop_all()


def call(argv: Sequence[str], folder: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a program to its end. When a signal comes first it is told to stop, so that it can end its own children."""
    with subprocess.Popen(
        argv, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            said, complained = process.communicate()
        except BaseException:
            with INTERRUPTS.held(), contextlib.suppress(subprocess.TimeoutExpired):
                process.terminate()
                process.communicate(timeout=STOP_SECONDS)
            process.kill()
            raise
    return subprocess.CompletedProcess(argv, process.returncode, said, complained)


def born(pid: int) -> str | None:
    """Return when a process was started, as text to compare: a pid alone may be somebody else's by now."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] == "Z" else fields[19]
    asked = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S607 # nosec B607
    return asked.stdout.strip() or None


def end(pid: int) -> None:
    """End a process that is not our child, and wait until it is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while born(pid) is not None:
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
