"""Users and their signed-in sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.domain.ids import millisecond_of

if TYPE_CHECKING:
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class User:
    """Someone who keeps a book. The address is kept in lower case, so it is compared without regard to case."""

    id: UUID
    email: str
    display_name: str
    password_hash: str

    @property
    def created_ms(self) -> int:
        """Return the moment of registration."""
        return millisecond_of(self.id)


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """One link in the chain of a session. Only a hash of the token is known here.

    All tokens that descend from one sign-in are a family, named after the id of its first token.
    """

    id: UUID
    family_id: UUID
    user_id: UUID
    token_hash: str
    expires_ms: int
    used_ms: int | None
    family_ended_ms: int | None
