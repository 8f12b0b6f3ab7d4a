"""Answers by user and key, as rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, func, insert, select

from ledger.services.ports import Fingerprint, StoredAnswer, StoredRequest
from ledger.store.tables import idempotency

if TYPE_CHECKING:
    from uuid import UUID


class RequestRows:
    """Table `idempotency`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock(self, user_id: UUID, key: str) -> StoredRequest | None:
        """Wait for any request with this key, then look it up.

        There may be no row yet to lock. PostgreSQL locks a number made from user and key instead; on SQLite the
        unit is the only writer anyway.
        """
        if self._connection.dialect.name == "postgresql":
            number = func.hashtextextended(f"{user_id}:{key}", 0)
            self._connection.execute(select(func.pg_advisory_xact_lock(number)))
        row = self._connection.execute(
            select(idempotency).where(idempotency.c.user_id == user_id, idempotency.c.key == key)
        ).first()
        if row is None:
            return None
        headers = tuple((name, value) for name, value in json.loads(row.headers))
        return StoredRequest(Fingerprint(row.fingerprint), StoredAnswer(row.status, headers, bytes(row.body)))

    def add(self, user_id: UUID, key: str, stored: StoredRequest, now_ms: int) -> None:
        """Keep an answer."""
        self._connection.execute(
            insert(idempotency).values(
                user_id=user_id,
                key=key,
                fingerprint=stored.fingerprint,
                status=stored.answer.status,
                headers=json.dumps(stored.answer.headers),
                body=stored.answer.body,
                created_ms=now_ms,
            )
        )

    def sweep(self, older_than_ms: int) -> int:
        """Forget answers made before this moment; return how many."""
        gone = delete(idempotency).where(idempotency.c.created_ms < older_than_ms)
        return self._connection.execute(gone).rowcount
