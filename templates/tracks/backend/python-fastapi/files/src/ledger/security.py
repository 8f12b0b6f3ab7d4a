"""Password hashes and access tokens: the two places where a library does cryptography for us."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any
from uuid import UUID

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ledger.services.auth import ACCESS_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable

ISSUER = "ledger"
AUDIENCE = "ledger-api"
ALGORITHM = "HS256"
_CLAIMS = ("exp", "iat", "sub", "iss", "aud", "jti")


class Argon2Hasher:
    """Argon2id. The defaults are the smallest setting that OWASP's cheat sheet lists: 19 MiB, 2 passes."""

    def __init__(self, memory_kib: int, passes: int) -> None:
        self._argon2 = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)

    def hash(self, password: str) -> str:
        """Hash a new password."""
        return self._argon2.hash(_bytes(password))

    def matches(self, password_hash: str, password: str) -> bool:
        """Compare a password with a hash."""
        try:
            return self._argon2.verify(password_hash, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False


class JwtSigner:
    """Access tokens, signed and read with one algorithm; what a token says about its own algorithm is ignored."""

    def __init__(self, secret: str, new_id: Callable[[], UUID]) -> None:
        self._secret = secret
        self._new_id = new_id

    def sign(self, user_id: UUID, now_ms: int) -> str:
        """Make a token that is good for fifteen minutes."""
        now = now_ms // 1000
        claims = {
            "sub": str(user_id),
            "iat": now,
            "exp": now + ACCESS_SECONDS,
            "iss": ISSUER,
            "aud": AUDIENCE,
            "jti": str(self._new_id()),
        }
        return jwt.encode(claims, self._secret, algorithm=ALGORITHM)

    def read(self, token: str, now_ms: int) -> UUID | None:
        """Return the user of a token; expiry is compared with the clock that was handed in."""
        options: Any = {"require": list(_CLAIMS), "verify_exp": False, "verify_iat": False}
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                options=options,
            )
            user_id = UUID(claims["sub"])
        except (jwt.PyJWTError, ValueError):
            return None
        expires = claims["exp"]
        is_alive = isinstance(expires, int) and now_ms < expires * 1000
        return user_id if is_alive else None


def new_secret() -> str:
    """Return 256 random bits as text."""
    return secrets.token_urlsafe(32)


def _bytes(password: str) -> bytes:
    """Encode a password. JSON can carry half of a surrogate pair, which has no UTF-8; it must not be a crash."""
    return password.encode("utf-8", "surrogatepass")
