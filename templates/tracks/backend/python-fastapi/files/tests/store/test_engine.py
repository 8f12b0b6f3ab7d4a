"""Connections and the line in front of SQLite's writer."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import text

from ledger.domain.people import User
from ledger.store.engine import Database, FairLock, Unavailable, make_engine

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.wiring import Parts


USER = User(UUID(int=1), "mira@example.com", "Mira", "not a hash")


def test_the_lock_is_handed_on_in_the_order_of_asking() -> None:
    lock, order = FairLock(), []

    def ask(number: int) -> None:
        lock.acquire()
        order.append(number)
        lock.release()

    lock.acquire()
    threads = []
    for number in range(8):
        threads.append(threading.Thread(target=ask, args=(number,)))
        threads[-1].start()
        while len(lock._line) <= number:
            time.sleep(0.001)
    lock.release()
    for thread in threads:
        thread.join()
    assert order == list(range(8))
    lock.acquire()
    lock.release()


def test_a_unit_that_fails_leaves_nothing(parts: Parts) -> None:
    broke = RuntimeError("in the middle")
    with pytest.raises(RuntimeError), parts.store.write() as unit:
        unit.users.add(USER)
        raise broke
    with parts.store.read() as unit:
        assert unit.users.by_email("mira@example.com") is None
    with parts.store.write() as unit:
        assert unit.users.add(USER), "and the next writer is not kept waiting"


def test_a_database_that_does_not_answer_is_unavailable() -> None:
    store = Database(make_engine("postgresql://ledger@127.0.0.1:1/ledger"))
    with pytest.raises(Unavailable), store.write():
        pass
    store.engine.dispose()


def test_the_folder_of_a_file_is_made(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/a folder/Zoë's book.db")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    engine.dispose()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_both_names_of_postgresql_are_understood(scheme: str) -> None:
    engine = make_engine(f"{scheme}://ledger@127.0.0.1:1/ledger")
    assert engine.dialect.driver == "psycopg"
    engine.dispose()
