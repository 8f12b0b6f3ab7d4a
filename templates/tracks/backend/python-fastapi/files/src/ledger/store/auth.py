"""Users and refresh tokens as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from ledger.domain.people import RefreshToken, User
from ledger.store.tables import books, refresh_tokens, users

if TYPE_CHECKING:
    from uuid import UUID


class UserRows:
    """Table `users`, and the `books` row that every user has."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, user: User) -> bool:
        """Add a user with an empty book; the unique address decides between two who register at once."""
        row = {
            "id": user.id,
            "email": user.email,
            "display_name": user.display_name,
            "password_hash": user.password_hash,
        }
        try:
            self._connection.execute(insert(users).values(row))
        except IntegrityError:
            return False
        self._connection.execute(insert(books).values(owner_id=user.id, next_receipt_no=1))
        return True

    def get(self, user_id: UUID) -> User | None:
        """Find a user by id."""
        return _user(self._connection.execute(select(users).where(users.c.id == user_id)).first())

    def by_email(self, email: str) -> User | None:
        """Find a user by address in lower case."""
        return _user(self._connection.execute(select(users).where(users.c.email == email)).first())


class TokenRows:
    """Table `refresh_tokens`. The first token of a family stands for all of it: it is locked, and it is ended."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, token: RefreshToken) -> None:
        """Add a link to a chain."""
        self._connection.execute(
            insert(refresh_tokens).values(
                id=token.id,
                family_id=token.family_id,
                user_id=token.user_id,
                token_hash=token.token_hash,
                expires_ms=token.expires_ms,
            )
        )

    def lock(self, token_hash: str) -> RefreshToken | None:
        """Hold the first row of the family, then read the token: what was read before the lock may be old."""
        families = select(refresh_tokens.c.family_id).where(refresh_tokens.c.token_hash == token_hash)
        root = self._connection.execute(
            select(refresh_tokens.c.family_ended_ms)
            .where(refresh_tokens.c.id == families.scalar_subquery())
            .with_for_update(key_share=True)
        ).first()
        if root is None:
            return None
        row = self._connection.execute(select(refresh_tokens).where(refresh_tokens.c.token_hash == token_hash)).one()
        return RefreshToken(
            id=row.id,
            family_id=row.family_id,
            user_id=row.user_id,
            token_hash=row.token_hash,
            expires_ms=row.expires_ms,
            used_ms=row.used_ms,
            family_ended_ms=root.family_ended_ms,
        )

    def mark_used(self, token_id: UUID, now_ms: int) -> None:
        """Note that a token has done its one work."""
        self._connection.execute(update(refresh_tokens).where(refresh_tokens.c.id == token_id).values(used_ms=now_ms))

    def end_family(self, family_id: UUID, now_ms: int) -> None:
        """End every session that descends from one sign-in."""
        self._connection.execute(
            update(refresh_tokens).where(refresh_tokens.c.id == family_id).values(family_ended_ms=now_ms)
        )

    def sweep(self, now_ms: int) -> int:
        """Remove expired links, and first links only once nothing refers to them."""
        later = refresh_tokens.alias("later")
        expired = refresh_tokens.c.expires_ms < now_ms
        is_first = refresh_tokens.c.id == refresh_tokens.c.family_id
        has_later = (
            select(later.c.id)
            .where(later.c.family_id == refresh_tokens.c.id, later.c.id != refresh_tokens.c.id)
            .exists()
        )
        links = self._connection.execute(delete(refresh_tokens).where(expired, ~is_first))
        firsts = self._connection.execute(delete(refresh_tokens).where(expired, is_first, ~has_later))
        return links.rowcount + firsts.rowcount


def _user(row: Row[Any] | None) -> User | None:
    if row is None:
        return None
    return User(id=row.id, email=row.email, display_name=row.display_name, password_hash=row.password_hash)
