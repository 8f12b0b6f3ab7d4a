"""From lines to a table that Sigma queries can be asked of. A line's number is its row, so alerts cite lines."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

from watch.schema import FIELDS, Event, fault_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class LogError(Exception):
    """This log cannot be read as what it claims to be."""


def read_log(path: Path) -> list[Event]:
    """Read every line, or name the first that is not right."""
    events: list[Event] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            event = json.loads(line)
        except ValueError:
            raise LogError(f"{path}:{number}: not JSON") from None
        if fault := fault_of(event):
            raise LogError(f"{path}:{number}: {fault}")
        events.append(event)
    return events


def table(events: Iterable[Event]) -> sqlite3.Connection:
    """Put events into an in-memory table called `logs`."""
    database = sqlite3.connect(":memory:")
    columns = ", ".join(f"{name} {'INTEGER' if name == 'http_status' else 'TEXT'}" for name in FIELDS)
    database.execute(f"CREATE TABLE logs ({columns})")
    marks = ", ".join("?" for _ in FIELDS)
    statement = f"INSERT INTO logs VALUES ({marks})"  # noqa: S608 - question marks only  # nosec B608
    database.executemany(statement, ([event[name] for name in FIELDS] for event in events))
    return database
