"""Passwords: argon2id, a length, and nothing that makes people write `Summer2026!`."""

from __future__ import annotations

from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

SHORTEST, LONGEST = 12, 128
# The parameters of OWASP's cheat sheet for argon2id: 19 MiB, two passes, one lane.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class PasswordLengthError(ValueError):
    """Too short to resist guessing, or long enough to be a way of keeping the server busy."""


def hash_password(password: str) -> str:
    """Hash a new password."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordLengthError(f"a password has {SHORTEST} to {LONGEST} characters")
    return _HASHER.hash(password)


_NOBODY: Final = _HASHER.hash("nobody has this password")


def matches(password: str, stored: str | None) -> bool:
    """Compare; an unknown user (no stored hash) costs one verification too, so time tells nothing."""
    try:
        _HASHER.verify(stored or _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None
