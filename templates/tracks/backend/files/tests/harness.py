"""Starts, stops and kills the product's processes by contract/driver.toml, each on a database of its own.

Nothing here imports the product. Every child leads its own process group, writes to a log file that failures show, and
is ended when its `Lab` is left, on whatever path.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import urlsplit, urlunsplit

import psycopg

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

T = TypeVar("T")

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60.0
STOP_SECONDS = 20.0
POLL_SECONDS = 0.03
LOG_LINES_SHOWN = 40
# Nothing else is inherited: a developer's own settings must not decide what is tested.
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "LD_LIBRARY_PATH")
INHERITED_PREFIX = "COVERAGE_"


def wait_until(condition: Callable[[], T | None], what: str, seconds: float = 60.0) -> T:
    """Return the condition's first true value; fail by name when it stays false until the deadline."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            message = f"waited {seconds:g} s in vain: {what}"
            raise AssertionError(message)
        time.sleep(POLL_SECONDS)
    return value


@dataclass(frozen=True)
class Driver:
    """What contract/driver.toml of one checkout says."""

    root: Path
    commands: Mapping[str, list[str]]
    ready: Mapping[str, str]
    stop_status: Mapping[str, list[int]]
    environment: Mapping[str, str]
    hashing: Mapping[str, Mapping[str, str]]

    @classmethod
    def load(cls, root: Path = ROOT) -> Driver:
        """Read the file of the checkout at `root`."""
        with (root / "contract" / "driver.toml").open("rb") as file:
            return cls(root=root, **tomllib.load(file))

    def argv(self, command: str, **values: str) -> list[str]:
        """Fill in the placeholders of a command."""
        return [part.format(python=sys.executable, **values) for part in self.commands[command]]

    def env(self, database: str, overrides: Mapping[str, str], hashing: str | None) -> dict[str, str]:
        """Build a child's whole environment."""
        inherited = {
            name: value for name, value in os.environ.items() if name in INHERITED or name.startswith(INHERITED_PREFIX)
        }
        given = {name: value.format(database=database) for name, value in self.environment.items()}
        return inherited | given | dict(self.hashing[hashing] if hashing else {}) | dict(overrides)


@dataclass
class Child:
    """One running process of the product."""

    name: str
    process: subprocess.Popen[bytes]
    log_path: Path
    ready: str
    stop_status: list[int]
    doomed: bool = field(default=False)

    def log(self) -> str:
        """Return what the process has written so far."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def tail(self) -> str:
        """Return the end of the log, for messages."""
        lines = self.log().splitlines()[-LOG_LINES_SHOWN:]
        return f"{self.name} (status {self.process.poll()}) last wrote:\n" + "\n".join(lines)

    def event(self, name: str) -> dict[str, Any]:
        """Wait for the JSON line with this event."""

        def look() -> dict[str, Any] | None:
            for line in self.log().splitlines():
                if f'"{name}"' not in line:
                    continue
                try:
                    entry = json.loads(line)
                except ValueError:
                    continue  # half-written, or not a log line
                if isinstance(entry, dict) and entry.get("event") == name:
                    return entry
            assert self.process.poll() is None, f"ended before it said {name!r}; {self.tail()}"
            return None

        try:
            return wait_until(look, f"{self.name} says {name!r}", START_SECONDS)
        except AssertionError as failure:
            failure.add_note(self.tail())
            raise

    @property
    def url(self) -> str:
        """Where the process listens; waits until it does."""
        return f"http://127.0.0.1:{self.event('listening')['port']}"

    def signal(self, number: int) -> None:
        """Send a signal to the process and all its children."""
        with contextlib.suppress(ProcessLookupError):  # ended meanwhile
            os.killpg(self.process.pid, number)

    def kill(self) -> None:
        """End the process as a power cut would, and wait until it is gone."""
        self.doomed = True
        self.signal(signal.SIGKILL)
        self.process.wait(STOP_SECONDS)

    def wait(self) -> int:
        """Wait for the end and return the status."""
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            message = f"still running after {STOP_SECONDS:g} s; {self.tail()}"
            raise AssertionError(message) from None

    def ask_to_end(self) -> None:
        """Send SIGTERM, but not to a process that is still starting: it could not end in order yet."""
        self.event(self.ready)
        self.signal(signal.SIGTERM)

    def stop(self) -> int:
        """Ask the process to end, wait, and insist on a clean status."""
        self.ask_to_end()
        status = self.wait()
        assert status in self.stop_status, f"ended with {status}; {self.tail()}"
        return status


@dataclass(frozen=True)
class Database:
    """One database that no other test uses."""

    url: str


class Databases:
    """Makes databases with a current schema: copies of one that was migrated once.

    SQLite files below `folder`, or databases beside the one that `DATABASE_URL` names.
    """

    def __init__(self, driver: Driver, folder: Path) -> None:
        self._driver = driver
        self._folder = folder
        self._server = os.environ.get("DATABASE_URL", "")
        self._template = ""
        self._made: list[str] = []

    @property
    def postgres(self) -> bool:
        """Whether the databases live in a server."""
        return self._server.startswith(("postgres://", "postgresql://"))

    def new(self) -> Database:
        """Return a fresh database with the current schema."""
        if not self._template:
            self._template = self.empty().url
            migrate(self._driver, self._template)
        if not self.postgres:
            target = self._folder / f"{secrets.token_hex(6)}.db"
            shutil.copyfile(self._template.removeprefix("sqlite:///"), target)
            return Database(f"sqlite:///{target}")
        return self._create(template=urlsplit(self._template).path.lstrip("/"))

    def empty(self) -> Database:
        """Return a database without any table."""
        if not self.postgres:
            return Database(f"sqlite:///{self._folder / secrets.token_hex(6)}.db")
        return self._create(template="template0")

    def drop(self) -> None:
        """Remove what was made in the server; files go with their folder."""
        while self._made:
            self._execute(f'DROP DATABASE IF EXISTS "{self._made.pop()}" WITH (FORCE)')

    def _create(self, template: str) -> Database:
        name = f"ledger_test_{secrets.token_hex(6)}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self._made.append(name)
        return Database(urlunsplit(urlsplit(self._server)._replace(path=f"/{name}")))

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement.encode())


def migrate(driver: Driver, database: str) -> None:
    """Bring a database to the current schema."""
    done = run(driver, "migrate", database)
    assert done.returncode == 0, f"migrate ended with {done.returncode}: {done.stdout}{done.stderr}"


def run(
    driver: Driver,
    command: str,
    database: str,
    overrides: Mapping[str, str] | None = None,
    **values: str,
) -> subprocess.CompletedProcess[str]:
    """Run a command that ends by itself."""
    return subprocess.run(
        driver.argv(command, **values),
        cwd=driver.root,
        env=driver.env(database, overrides or {}, hashing="cheap"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )


def end_in_order_on_sigterm() -> None:
    """Let SIGTERM unwind this process as Ctrl-C does, so that every `finally` ends its children."""

    def leave(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    here = threading.current_thread() is threading.main_thread()
    if here and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, leave)


class Lab:
    """A place to run processes in; leaving it ends them all."""

    def __init__(self, driver: Driver, folder: Path, hashing: str | None = "cheap") -> None:
        self.driver = driver
        self.children: list[Child] = []
        self._folder = folder
        self._hashing = hashing

    def __enter__(self) -> Self:
        end_in_order_on_sigterm()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if failure is not None:
                for child in self.children:
                    failure.add_note(child.tail())
            else:
                self._end_cleanly()
        finally:
            for child in self.children:
                child.signal(signal.SIGKILL)
                child.process.wait()

    def api(
        self,
        database: Database,
        *,
        port: int = 0,
        hashing: str | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Child:
        """Start an API process; `child.url` waits until it listens."""
        return self._start("api", database, env or {}, hashing or self._hashing, port=str(port))

    def worker(self, database: Database, env: Mapping[str, str] | None = None) -> Child:
        """Start a worker process."""
        return self._start("worker", database, env or {}, self._hashing)

    def _start(
        self, command: str, database: Database, env: Mapping[str, str], hashing: str | None, **values: str
    ) -> Child:
        name = f"{command}-{len(self.children) + 1}"
        log_path = self._folder / f"{name}-{secrets.token_hex(3)}.log"
        with log_path.open("wb") as log:
            process = subprocess.Popen(
                self.driver.argv(command, **values),
                cwd=self.driver.root,
                env=self.driver.env(database.url, {"RATE_LIMITS": "off", "DRAIN_SECONDS": "0"} | dict(env), hashing),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        child = Child(name, process, log_path, self.driver.ready[command], self.driver.stop_status[command])
        self.children.append(child)
        return child

    def _end_cleanly(self) -> None:
        """Stop what still runs; a process that crashed on its own is a failure, however well the test went."""
        running = [child for child in self.children if child.process.poll() is None]
        for child in running:
            child.ask_to_end()
        for child in self.children:
            status = child.wait()
            assert child.doomed or status in child.stop_status, f"ended with {status}; {child.tail()}"
