"""Registration, sign-in, and sessions that can be kept alive and ended.

Passwords are hashed before any lock is taken or transaction opened: a hash takes as long as hundreds of
transfers, and would make them all wait.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.domain import errors
from ledger.domain.people import RefreshToken, User

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from ledger.services.ports import Hasher, Signer, Store, Surroundings, UnitOfWork

ACCESS_SECONDS = 15 * 60
REFRESH_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Tokens:
    """A fresh pair: one to ask with, one to renew with."""

    access: str
    refresh: str


class AuthService:
    """Who is asking."""

    def __init__(
        self,
        store: Store,
        hasher: Hasher,
        signer: Signer,
        around: Surroundings,
        on_reuse: Callable[[UUID, UUID], None],
    ) -> None:
        self._store = store
        self._hasher = hasher
        self._signer = signer
        self._around = around
        self._on_reuse = on_reuse
        self._nobody = hasher.hash(around.secret())

    def register(self, email: str, password: str, display_name: str) -> User:
        """Create a user with an empty book."""
        password_hash = self._hasher.hash(password)
        user = User(self._around.new_id(), email.lower(), display_name, password_hash)
        with self._store.write() as unit:
            if not unit.users.add(user):
                message = "Somebody has registered with this e-mail address."
                raise errors.EmailTaken(message)
        return user

    def sign_in(self, email: str, password: str) -> Tokens:
        """Start a session. An unknown address costs the same work as a wrong password."""
        with self._store.read() as unit:
            user = unit.users.by_email(email.lower())
        right = self._hasher.matches(user.password_hash if user else self._nobody, password)
        if user is None or not right:
            message = "E-mail and password do not belong together."
            raise errors.InvalidCredentials(message)
        with self._store.write() as unit:
            return self._pair(unit, user.id, family_id=None)

    def refresh(self, token: str) -> Tokens:
        """Exchange a refresh token for a new pair; a token that comes a second time ends its whole family.

        The refusal is raised after the block, because ending the family must be committed.
        """
        now = self._around.now_ms()
        pair = None
        with self._store.write() as unit:
            known = unit.tokens.lock(_digest(token))
            alive = known is not None and known.family_ended_ms is None and known.expires_ms > now
            if known is not None and alive and known.used_ms is None:
                unit.tokens.mark_used(known.id, now)
                pair = self._pair(unit, known.user_id, known.family_id)
            elif known is not None and alive:
                unit.tokens.end_family(known.family_id, now)
                self._on_reuse(known.user_id, known.family_id)
        if pair is None:
            message = "This refresh token does not work any more; sign in again."
            raise errors.InvalidRefreshToken(message)
        return pair

    def sign_out(self, token: str) -> None:
        """End the session of a refresh token; an unknown token is no news to its sender."""
        with self._store.write() as unit:
            known = unit.tokens.lock(_digest(token))
            if known is not None and known.family_ended_ms is None:
                unit.tokens.end_family(known.family_id, self._around.now_ms())

    def authenticate(self, token: str) -> UUID:
        """Return the user of an access token. The token carries all that is needed; no look-up is made."""
        user_id = self._signer.read(token, self._around.now_ms())
        if user_id is None:
            message = "The access token is missing, expired or not valid here."
            raise errors.Unauthorized(message)
        return user_id

    def me(self, user_id: UUID) -> User:
        """Read the signed-in user."""
        with self._store.read() as unit:
            user = unit.users.get(user_id)
        if user is None:
            message = "The user of this token does not exist any more."
            raise errors.Unauthorized(message)
        return user

    def sweep(self) -> int:
        """Remove refresh tokens that have expired; return how many."""
        with self._store.write() as unit:
            return unit.tokens.sweep(self._around.now_ms())

    def _pair(self, unit: UnitOfWork, user_id: UUID, family_id: UUID | None) -> Tokens:
        now = self._around.now_ms()
        secret = self._around.secret()
        token_id = self._around.new_id()
        unit.tokens.add(
            RefreshToken(
                id=token_id,
                family_id=family_id or token_id,
                user_id=user_id,
                token_hash=_digest(secret),
                expires_ms=now + REFRESH_SECONDS * 1000,
                used_ms=None,
                family_ended_ms=None,
            )
        )
        return Tokens(self._signer.sign(user_id, now), secret)


def _digest(token: str) -> str:
    """Hash a refresh token. It is 256 random bits, so one fast hash is enough: there is nothing to guess."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
