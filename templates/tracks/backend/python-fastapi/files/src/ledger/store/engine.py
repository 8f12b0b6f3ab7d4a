"""Connections, transactions and locks on the two databases.

SQLite has one writer. A transaction that will write says so at once (BEGIN IMMEDIATE), because one that starts
by reading and then writes fails when another writer was faster. SQLite's own wait for the writer sleeps and
retries without any order, so the threads of this process stand in a fair line first, and only the head of the
line asks the database. PostgreSQL locks rows and needs no line.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import InterfaceError, OperationalError

from ledger.store.unit import open_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from ledger.services.ports import UnitOfWork

_BUSY_MS = 15_000


class Unavailable(Exception):  # noqa: N818 - named after the state of the database
    """The database cannot be reached, or was busy for too long."""


def make_engine(url: str, pool_size: int = 8) -> Engine:
    """Open the database that a URL names; the folder of an SQLite file is made when it is missing."""
    parsed = make_url(url)
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, pool_size=pool_size, max_overflow=4, pool_pre_ping=True, hide_parameters=True)
    else:
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, pool_size=pool_size, max_overflow=4, hide_parameters=True)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own type
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={_BUSY_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("ledger_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class FairLock:
    """A lock that is handed on in the order of asking."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._line: deque[threading.Lock] = deque()
        self._taken = False

    def acquire(self) -> None:
        """Stand in line until the lock is ours."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            turn = threading.Lock()
            turn.acquire()  # opened by the one before us
            self._line.append(turn)
        turn.acquire()

    def release(self) -> None:
        """Hand the lock to whoever has waited longest."""
        with self._guard:
            if self._line:
                self._line.popleft().release()
            else:
                self._taken = False


class Database:
    """Opens units of work on one engine."""

    def __init__(self, engine: Engine, on_write_wait: Callable[[float], None] | None = None) -> None:
        self.engine = engine
        self._on_write_wait = on_write_wait or (lambda _seconds: None)
        self._one_writer = FairLock() if engine.dialect.name == "sqlite" else None

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """Open a unit that only reads."""
        with _database_faults(), self.engine.connect() as connection:
            yield open_unit(connection)

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """Open a unit that writes; the commit is the last thing that happens in here."""
        asked = time.perf_counter()
        if self._one_writer is not None:
            self._one_writer.acquire()
        try:
            with (
                _database_faults(),
                self.engine.connect().execution_options(ledger_writes=True) as connection,
                connection.begin(),
            ):
                self._on_write_wait(time.perf_counter() - asked)
                yield open_unit(connection)
        finally:
            if self._one_writer is not None:
                self._one_writer.release()


@contextmanager
def _database_faults() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as fault:
        message = "the database is not reachable or too busy"
        raise Unavailable(message) from fault
