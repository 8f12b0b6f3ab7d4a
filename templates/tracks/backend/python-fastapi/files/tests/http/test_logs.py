"""What the main flow leaves in the log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.http.client import PASSWORD, Api

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from ledger.wiring import Parts


def test_a_request_is_one_line_and_nothing_in_it_is_secret(
    parts: Parts, capsys: pytest.CaptureFixture[str], real_logs: Callable[[], None]
) -> None:
    real_logs()
    api = Api(parts.app())
    first = api.sign_in("planted.address@example.com").json()
    second = api("POST", "/v1/auth/refresh", json={"refresh_token": first["refresh_token"]}).json()
    api("POST", "/v1/auth/refresh", json={"refresh_token": first["refresh_token"]})
    api("POST", "/v1/auth/token", json={"email": "planted.address@example.com", "password": "planted wrong password"})
    api("POST", "/v1/auth/register", json={"email": "planted.address@example.com", "password": 5})
    api.token = api.token + "x"
    api.get("/v1/me?email=planted.address@example.com")
    said = capsys.readouterr().out
    planted = [
        PASSWORD,
        "planted",
        *(pair[name] for pair in (first, second) for name in ("access_token", "refresh_token")),
    ]
    assert not [secret for secret in planted if secret in said]
    lines = [json.loads(line) for line in said.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert [line["status"] for line in requests] == [201, 200, 200, 401, 401, 422, 401]
    assert {"ts", "level", "request_id", "route", "status", "ms", "user_id", "method"} <= requests[0].keys()
    assert [line["level"] for line in lines if line["event"] == "refresh_reuse"] == ["warning"]


def test_the_log_names_the_template_of_a_route(
    parts: Parts, capsys: pytest.CaptureFixture[str], real_logs: Callable[[], None]
) -> None:
    real_logs()
    api = Api(parts.app())
    api.sign_in()
    till = api.account()
    capsys.readouterr()
    api.get(f"/v1/accounts/{till}")
    api.get("/nowhere/at/all")
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    lines = [line for line in said if line["event"] == "request"]
    assert [line["route"] for line in lines] == ["/v1/accounts/{account_id}", "unmatched"]
    assert lines[0]["user_id"] == api.get("/v1/me").json()["id"]
