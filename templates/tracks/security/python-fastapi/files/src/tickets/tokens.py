"""Session tokens: one algorithm, every claim required, fifteen minutes.

Role and tenant are in the token for whoever reads a log; the service takes both from its store.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import jwt

if TYPE_CHECKING:
    from collections.abc import Callable

    from tickets.model import User

ALGORITHM: Final = "HS256"
ISSUER: Final = "tickets"
AUDIENCE: Final = "tickets-api"
SECONDS: Final = 15 * 60
SHORTEST_KEY: Final = 32
REQUIRED: Final = ("iss", "aud", "exp", "iat", "sub", "tenant", "role", "epoch", "jti")
# Why PyJWT refused, in words of our own: the log must not change when a library rephrases itself.
REASONS: Final[tuple[tuple[type[jwt.PyJWTError], str], ...]] = (
    (jwt.ExpiredSignatureError, "expired"),
    (jwt.InvalidAudienceError, "wrong_audience"),
    (jwt.InvalidIssuerError, "wrong_issuer"),
    (jwt.MissingRequiredClaimError, "missing_claim"),
    (jwt.InvalidAlgorithmError, "wrong_algorithm"),
    (jwt.InvalidSignatureError, "tampered"),
)


@dataclass(frozen=True)
class Claims:
    """What a valid token says."""

    handle: str
    epoch: int
    token_id: str


class TokenRefused(Exception):  # noqa: N818 - a verdict, not a fault
    """Not valid. Callers see one answer whatever the reason; the audit log has the reason."""

    def __init__(self, reason: str, token_id: str = "", algorithm: str = "") -> None:  # an id, no secret  # nosec B107
        super().__init__(reason)
        self.reason, self.token_id, self.algorithm = reason, token_id, algorithm


def _text(value: object) -> str:
    return value[:64] if isinstance(value, str) else ""


def unverified(token: str) -> tuple[str, str]:
    """Return algorithm and id that a token claims: evidence for the log, never a base for a decision."""
    try:
        algorithm = _text(jwt.get_unverified_header(token).get("alg"))
        claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError:
        return "", ""
    return algorithm, _text(claims.get("jti"))


class TokenKeeper:
    """Makes tokens and refuses bad ones."""

    def __init__(self, key: str, now: Callable[[], float]) -> None:
        if len(key.encode()) < SHORTEST_KEY:
            raise ValueError(f"the signing key has less than {SHORTEST_KEY} bytes")
        self._key, self._now = key, now

    def issue(self, user: User) -> str:
        """Make a token for somebody who has just proven who they are."""
        at = int(self._now())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "iat": at,
            "exp": at + SECONDS,
            "sub": user.handle,
            "tenant": user.tenant,
            "role": user.role.value,
            "epoch": user.epoch,
            "jti": secrets.token_hex(8),
        }
        return jwt.encode(claims, self._key, algorithm=ALGORITHM)

    def verify(self, token: str) -> Claims:
        """Return the claims, or raise with the reason."""
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                options={"require": list(REQUIRED)},
            )
            epoch = claims["epoch"]
            if not isinstance(epoch, int):
                raise jwt.DecodeError("the epoch is not a number")
        except jwt.PyJWTError as why:
            algorithm, token_id = unverified(token)
            reason = next((word for kind, word in REASONS if isinstance(why, kind)), "malformed")
            raise TokenRefused(reason, token_id, algorithm) from None
        return Claims(claims["sub"], epoch, claims["jti"])


def check_epoch(claims: Claims, user: User) -> None:
    """Refuse a token that was made before the user's sessions were ended."""
    if claims.epoch < user.epoch:
        raise TokenRefused("session_ended", claims.token_id, ALGORITHM)
