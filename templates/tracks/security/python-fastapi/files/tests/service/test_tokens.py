"""One way in, many ways that look like it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import jwt
import pytest

from tickets.tokens import SECONDS, TokenKeeper

from .conftest import KEY

if TYPE_CHECKING:
    from .conftest import Desk


def claims(**changes: Any) -> dict[str, Any]:
    at = int(time.time())
    made = {"iss": "tickets", "aud": "tickets-api", "iat": at, "exp": at + 900, "sub": "ines.keller"}
    made |= {"tenant": "alpine", "role": "admin", "epoch": 0, "jti": "0123456789abcdef"} | changes
    return {name: value for name, value in made.items() if value is not None}


def signed(made: dict[str, Any], key: str = KEY, algorithm: str = "HS256") -> str:
    return jwt.encode(made, key, algorithm=algorithm)


BAD = {
    "wrong_algorithm": signed(claims(), "", "none"),
    "wrong_algorithm of the same family": signed(claims(), KEY * 2, "HS512"),
    "expired": signed(claims(exp=int(time.time()) - 1)),
    "wrong_audience": signed(claims(aud="invoices-api")),
    "wrong_issuer": signed(claims(iss="invoices")),
    "missing_claim": signed(claims(jti=None)),
    "missing_claim epoch": signed(claims(epoch=None)),
    "missing_claim audience": signed(claims(aud=None)),
    "tampered": signed(claims(), "a key that somebody else has, long enough"),
    "malformed": "not.a.token",
    "malformed epoch": signed(claims(epoch="0")),
    "unknown_user": signed(claims(sub="nobody.here")),
    "no_token": "",
}


def test_each_bad_token_gets_the_same_answer_and_its_own_reason(desk: Desk) -> None:
    good = desk.client.get("/export", headers={"Authorization": f"Bearer {signed(claims())}"})
    assert good.status_code == 200
    bodies = set()
    for token in BAD.values():
        answer = desk.client.get("/export", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401
        bodies.add(answer.content)
    assert len(bodies) == 1
    reasons = [event["reason"] for event in desk.log() if event["event_action"] == "session.check"]
    assert reasons == [name.split()[0] for name in BAD]


def test_the_log_says_which_algorithm_was_claimed(desk: Desk) -> None:
    desk.client.get("/tickets", headers={"Authorization": f"Bearer {BAD['wrong_algorithm']}"})
    event = desk.log()[-1]
    assert (event["token_alg"], event["token_id"], event["user_name"]) == ("none", "0123456789abcdef", None)


def test_role_and_tenant_come_from_the_store(desk: Desk) -> None:
    boast = signed(claims(sub="jonas.frei", role="admin", tenant="harbor"))
    headers = {"Authorization": f"Bearer {boast}"}
    assert desk.client.get("/export", headers=headers).status_code == 403
    assert desk.client.get("/tickets/2", headers=headers).status_code == 404


def test_a_token_lasts_fifteen_minutes(desk: Desk) -> None:
    user = desk.context.store.user_by_handle("ines.keller")
    assert user
    assert SECONDS == 900
    late = TokenKeeper(KEY, lambda: time.time() - SECONDS - 1).issue(user)
    assert desk.client.get("/tickets", headers={"Authorization": f"Bearer {late}"}).status_code == 401
    nearly = TokenKeeper(KEY, lambda: time.time() - SECONDS + 60).issue(user)
    assert desk.client.get("/tickets", headers={"Authorization": f"Bearer {nearly}"}).status_code == 200


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        TokenKeeper("short", time.time)
