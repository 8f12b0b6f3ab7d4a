from __future__ import annotations

import time
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest

from ledger.security import Argon2Hasher, JwtSigner
from ledger.services.auth import ACCESS_SECONDS

SECRET = "a secret of at least thirty-two bytes, long enough for every algorithm here"
USER = UUID(int=7)
NOW = int(time.time() * 1000)
SIGNER = JwtSigner(SECRET, uuid4)


def claims(**changes: Any) -> dict[str, Any]:
    good = jwt.decode(SIGNER.sign(USER, NOW), options={"verify_signature": False})
    return {name: value for name, value in (good | changes).items() if value is not None}


def signed(algorithm: str = "HS256", key: str = SECRET, **changes: Any) -> str:
    return jwt.encode(claims(**changes), key, algorithm=algorithm)


def test_a_token_is_read_back_until_it_expires() -> None:
    token = SIGNER.sign(USER, NOW)
    last = (NOW // 1000 + ACCESS_SECONDS) * 1000
    assert SIGNER.read(token, last - 1) == USER
    assert SIGNER.read(token, last) is None


@pytest.mark.parametrize("name", ["exp", "iat", "sub", "iss", "aud", "jti"])
def test_every_claim_is_required(name: str) -> None:
    without: dict[str, Any] = {name: None}
    assert SIGNER.read(signed(**without), NOW) is None


@pytest.mark.parametrize(
    "token",
    [
        signed(aud="another-api"),
        signed(iss="somebody"),
        signed(sub="not-an-id"),
        signed(exp="soon"),
        signed(key=SECRET[::-1]),
        signed("HS512"),
        jwt.encode(claims(), None, algorithm="none"),
        SIGNER.sign(USER, NOW)[:-4] + "AAAA",
        "not a token",
        "",
    ],
)
def test_what_is_not_ours_is_refused(token: str) -> None:
    assert SIGNER.read(token, NOW) is None


def test_passwords_are_compared_by_their_hash() -> None:
    hasher = Argon2Hasher(1024, 1)
    made = hasher.hash("flour and water")
    assert made.startswith("$argon2id$v=19$m=1024,t=1,p=1$")
    assert hasher.matches(made, "flour and water")
    assert not hasher.matches(made, "flour and milk")
    assert not hasher.matches("not a hash", "flour and water")
    assert hasher.matches(hasher.hash("\ud800" * 12), "\ud800" * 12), "half a surrogate pair is a password too"
