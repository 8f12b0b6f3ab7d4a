"""Where everything is kept. Every query takes the tenant, so no caller can forget it.

The exceptions are named: a login has no tenant yet, and `owner` answers whose a thing is and nothing else.
"""

from __future__ import annotations

import sqlite3
from threading import RLock
from typing import TYPE_CHECKING, Final

from tickets.model import Role, Tenant, Ticket, User, Webhook

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS tenants (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS users (
  id INTEGER PRIMARY KEY, handle TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL REFERENCES tenants, role TEXT NOT NULL,
  password_hash TEXT NOT NULL, epoch INTEGER NOT NULL DEFAULT 0, contained INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS tickets (
  id INTEGER PRIMARY KEY, tenant TEXT NOT NULL REFERENCES tenants, subject TEXT NOT NULL, body TEXT NOT NULL,
  state TEXT NOT NULL, created_by TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS webhooks (
  id INTEGER PRIMARY KEY, tenant TEXT NOT NULL REFERENCES tenants, url TEXT NOT NULL) STRICT;
"""
OWNERS: Final = {
    "ticket": "SELECT tenant FROM tickets WHERE id = ?",
    "webhook": "SELECT tenant FROM webhooks WHERE id = ?",
    "user": "SELECT tenant FROM users WHERE id = ?",
}


def _user(row: tuple[int, str, str, str, str, int, int]) -> User:
    return User(row[0], row[1], row[2], Role(row[3]), row[4], row[5], bool(row[6]))


class Store:
    """SQLite behind one lock: small, and enough for a support desk."""

    def __init__(self, path: Path | str) -> None:
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=5)
        self._lock = RLock()
        with self._lock:
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.executescript(SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _all(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        with self._lock:
            return self._db.execute(statement, values).fetchall()

    def owner(self, kind: str, number: int) -> str:
        """Return whose this thing is, or nothing. It serves the decision; no content leaves here."""
        rows = self._all(OWNERS[kind], number)
        return str(rows[0][0]) if rows else ""

    # People

    def add_tenant(self, tenant: Tenant) -> None:
        """Add a company."""
        self._all("INSERT INTO tenants VALUES (?, ?)", tenant.id, tenant.name)

    def add_user(self, user: User) -> None:
        """Add somebody."""
        self._all(
            "INSERT INTO users VALUES (?, ?, ?, ?, ?, ?, ?)",
            user.id,
            user.handle,
            user.tenant,
            user.role.value,
            user.password_hash,
            user.epoch,
            int(user.contained),
        )

    def user_by_handle(self, handle: str) -> User | None:
        """Find somebody who says who they are; there is no tenant to ask for yet."""
        rows = self._all("SELECT * FROM users WHERE handle = ?", handle)
        return _user(rows[0]) if rows else None  # type: ignore[arg-type]  # the schema is STRICT

    def user(self, tenant: str, number: int) -> User | None:
        """Find a colleague."""
        rows = self._all("SELECT * FROM users WHERE tenant = ? AND id = ?", tenant, number)
        return _user(rows[0]) if rows else None  # type: ignore[arg-type]

    def end_sessions(self, tenant: str, number: int) -> None:
        """Make every token of this user too old."""
        self._all("UPDATE users SET epoch = epoch + 1 WHERE tenant = ? AND id = ?", tenant, number)

    def contain(self, tenant: str, number: int) -> None:
        """End all sessions, and let nobody log in as this user."""
        self._all("UPDATE users SET epoch = epoch + 1, contained = 1 WHERE tenant = ? AND id = ?", tenant, number)

    def restore(self, tenant: str, number: int) -> None:
        """Let the user log in again; sessions from before stay ended."""
        self._all("UPDATE users SET contained = 0 WHERE tenant = ? AND id = ?", tenant, number)

    # Tickets

    def add_ticket(self, tenant: str, subject: str, body: str, created_by: str) -> int:
        """Add a ticket, return its number."""
        rows = self._all(
            "INSERT INTO tickets (tenant, subject, body, state, created_by) VALUES (?, ?, ?, 'open', ?) RETURNING id",
            tenant,
            subject,
            body,
            created_by,
        )
        return int(str(rows[0][0]))

    def tickets(self, tenant: str) -> list[Ticket]:
        """List the company's tickets, newest first."""
        rows = self._all("SELECT * FROM tickets WHERE tenant = ? ORDER BY id DESC", tenant)
        return [Ticket(*row) for row in rows]  # type: ignore[arg-type]

    def ticket(self, tenant: str, number: int) -> Ticket | None:
        """Read one ticket."""
        rows = self._all("SELECT * FROM tickets WHERE tenant = ? AND id = ?", tenant, number)
        return Ticket(*rows[0]) if rows else None  # type: ignore[arg-type]

    def set_state(self, tenant: str, number: int, state: str) -> None:
        """Move a ticket on."""
        self._all("UPDATE tickets SET state = ? WHERE tenant = ? AND id = ?", state, tenant, number)

    # Webhooks

    def add_webhook(self, tenant: str, url: str) -> int:
        """Remember an address, return its number."""
        rows = self._all("INSERT INTO webhooks (tenant, url) VALUES (?, ?) RETURNING id", tenant, url)
        return int(str(rows[0][0]))

    def webhook(self, tenant: str, number: int) -> Webhook | None:
        """Read one webhook."""
        rows = self._all("SELECT * FROM webhooks WHERE tenant = ? AND id = ?", tenant, number)
        return Webhook(*rows[0]) if rows else None  # type: ignore[arg-type]
