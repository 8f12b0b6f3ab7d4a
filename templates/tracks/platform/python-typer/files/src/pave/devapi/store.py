"""The rows of the local platform API, in SQLite."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Row = dict[str, Any]
Answer = tuple[int, Row]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS services (name TEXT PRIMARY KEY, owner TEXT NOT NULL, created_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deployments (number INTEGER PRIMARY KEY AUTOINCREMENT, service TEXT NOT NULL,
  version TEXT NOT NULL, state TEXT NOT NULL, created_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS keys (key TEXT PRIMARY KEY, body TEXT NOT NULL, status INTEGER NOT NULL,
  answer TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS journal (number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL,
  request_id TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, key TEXT, status INTEGER, effect TEXT NOT NULL);
"""


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Store:
    """All rows behind one lock: this server is for one machine and a handful of clients."""

    def __init__(self, path: Path | str) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _rows(self, statement: str, *values: object) -> list[Row]:
        with self._lock:
            return [dict(row) for row in self._db.execute(statement, values)]

    def once(self, key: str, path: str, body: Row) -> Answer:
        """Do what a POST asks for, or give the stored answer of its key. Effect and answer are one transaction."""
        digest = hashlib.sha256(json.dumps([path, body], sort_keys=True).encode()).hexdigest()
        with self._write() as db:
            known = db.execute("SELECT body, status, answer FROM keys WHERE key = ?", (key,)).fetchone()
            if known is not None:
                if known["body"] != digest:
                    return 422, {"title": "This Idempotency-Key was used with another body", "fields": {}}
                return int(known["status"]), json.loads(known["answer"])
            status, answer = _register(db, body) if path == "/v1/services" else _deploy(db, body)
            db.execute("INSERT INTO keys VALUES (?, ?, ?, ?)", (key, digest, status, json.dumps(answer)))
            return status, answer

    def service(self, name: str) -> Row | None:
        """Return one service."""
        rows = self._rows("SELECT * FROM services WHERE name = ?", name)
        return rows[0] if rows else None

    def deployment(self, identifier: str) -> Row | None:
        """Return one rollout."""
        number = identifier.removeprefix("dep-")
        rows = self._rows("SELECT * FROM deployments WHERE number = ?", number)
        return _shown(rows[0]) if rows else None

    def services(self, limit: int, cursor: str | None) -> Row:
        """Return a page by name: rows that arrive meanwhile neither double nor hide another."""
        rows = self._rows("SELECT * FROM services WHERE name > ? ORDER BY name LIMIT ?", cursor or "", limit + 1)
        more = rows[limit - 1]["name"] if len(rows) > limit else None
        return {"items": rows[:limit], "next_cursor": more}

    def deployments(self, limit: int, cursor: str | None, service: str | None) -> Row:
        """Return a page in the order of their start."""
        statement = "SELECT * FROM deployments WHERE number > ? AND (? IS NULL OR service = ?) ORDER BY number LIMIT ?"
        rows = self._rows(statement, int(cursor or 0), service, service, limit + 1)
        more = str(rows[limit - 1]["number"]) if len(rows) > limit else None
        return {"items": [_shown(row) for row in rows[:limit]], "next_cursor": more}

    def note(self, request_id: str, method: str, path: str, key: str | None, status: int | None, effect: str) -> None:
        """Write one line of the journal: what arrived, and what became of it."""
        with self._write() as db:
            db.execute(
                "INSERT INTO journal (at, request_id, method, path, key, status, effect) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (_now(), request_id, method, path, key, status, effect),
            )

    def journal(self) -> list[Row]:
        """Return the journal, oldest first."""
        return self._rows("SELECT * FROM journal ORDER BY number")


def _register(db: sqlite3.Connection, body: Row) -> Answer:
    known = db.execute("SELECT * FROM services WHERE name = ?", (body["name"],)).fetchone()
    if known is not None:
        if known["owner"] == body["owner"]:
            return 201, dict(known)
        return 409, {"title": f"{body['name']} belongs to {known['owner']}"}
    row = {"name": body["name"], "owner": body["owner"], "created_at": _now()}
    db.execute("INSERT INTO services VALUES (:name, :owner, :created_at)", row)
    return 201, row


def _deploy(db: sqlite3.Connection, body: Row) -> Answer:
    if db.execute("SELECT 1 FROM services WHERE name = ?", (body["service"],)).fetchone() is None:
        return 404, {"title": f"no service is called {body['service']}"}
    row = {"service": body["service"], "version": body["version"], "state": "started", "created_at": _now()}
    done = db.execute(
        "INSERT INTO deployments (service, version, state, created_at) "
        "VALUES (:service, :version, :state, :created_at)",
        row,
    )
    return 201, {"id": f"dep-{done.lastrowid}", **row}


def _shown(row: Row) -> Row:
    return {"id": f"dep-{row['number']}", **{name: value for name, value in row.items() if name != "number"}}
