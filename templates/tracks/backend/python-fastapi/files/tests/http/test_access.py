"""Who may do how much: rate limits, client addresses, metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.http.client import PASSWORD, Api

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.wiring import Parts


def knock(api: Api, email: str = "mira@example.com", **headers: str) -> int:
    body = {"email": email, "password": PASSWORD}
    return api("POST", "/v1/auth/token", json=body, headers=headers).status_code


def test_sign_in_is_limited_by_address_and_e_mail(make_parts: Callable[..., Parts]) -> None:
    parts = make_parts(rate_limits="auth:120,signin:2,write:300")
    app = parts.app()
    here, there = Api(app), Api(app, "192.0.2.7")
    assert [knock(here) for _ in range(3)] == [401, 401, 429]
    assert knock(here, "MIRA@example.com") == 429, "case makes no other address"
    assert knock(here, "noor@example.com") == 401
    assert knock(there) == 401


def test_all_of_auth_is_limited_by_address(make_parts: Callable[..., Parts]) -> None:
    api = Api(make_parts(rate_limits="auth:2,signin:10,write:300").app())
    assert [knock(api, f"user{number}@example.com") for number in range(3)] == [401, 401, 429]


def test_writes_are_limited_by_user(make_parts: Callable[..., Parts]) -> None:
    app = make_parts(rate_limits="auth:120,signin:10,write:2").app()
    mira, noor = Api(app), Api(app)
    mira.sign_in()
    noor.sign_in("noor@example.com")
    wish = {"name": "Till", "currency": "EUR"}
    answers = [mira.post("/v1/accounts", wish) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert 29 <= int(answers[2].headers["retry-after"]) <= 30
    assert noor.post("/v1/accounts", wish).status_code == 201
    assert mira.get("/v1/accounts").status_code == 200, "reading is not limited"


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "limited"),
    [
        ([], "10.0.0.1", ["198.51.100.1", "198.51.100.2"], True),
        (["10.0.0.0/8"], "10.0.0.1", ["198.51.100.1", "198.51.100.2"], False),
        (["10.0.0.0/8"], "203.0.113.5", ["198.51.100.1", "198.51.100.2"], True),
        (["10.0.0.0/8"], "10.0.0.1", ["1.1.1.1, 198.51.100.1, 10.0.0.9", "2.2.2.2, 198.51.100.1, 10.0.0.9"], True),
        (["10.0.0.0/8"], "10.0.0.1", ["nonsense", "nonsense"], True),
    ],
)
def test_addresses_of_clients_come_from_trusted_proxies_only(
    make_parts: Callable[..., Parts], proxies: list[str], peer: str, forwarded: list[str], *, limited: bool
) -> None:
    parts = make_parts(rate_limits="auth:120,signin:1,write:300", trusted_proxies=proxies)
    api = Api(parts.app(), peer)
    first, second = (knock(api, **{"X-Forwarded-For": header}) for header in forwarded)
    assert (first, second) == (401, 429 if limited else 401)


def test_metrics_are_open_in_development(parts: Parts) -> None:
    api = Api(parts.app())
    api.sign_in()
    api.move(api.account("Owner", "funding"), api.account(), 500)
    text = api("GET", "/metrics").text
    assert 'ledger_jobs{state="queued"} 1.0' in text
    assert 'route="/v1/transfers",status="201"' in text
    for name in ("ledger_write_wait_seconds", "ledger_idempotent_replays", "ledger_pool_connections", "oldest_queued"):
        assert name in text


def test_metrics_need_their_token_where_there_is_one(make_parts: Callable[..., Parts]) -> None:
    api = Api(make_parts(metrics_token="let the scraper in").app())
    assert api("GET", "/metrics").status_code == 404
    assert api("GET", "/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert api("GET", "/metrics", headers={"Authorization": "Bearer let the scraper in"}).status_code == 200


def test_metrics_are_hidden_in_production_without_a_token(make_parts: Callable[..., Parts]) -> None:
    api = Api(make_parts(env="production").app())
    assert api("GET", "/metrics").json()["type"] == "/problems/not-found"


def test_the_reference_page_loads_nothing_from_elsewhere(parts: Parts) -> None:
    page = Api(parts.app())("GET", "/docs").text
    assert "/v1/transfers/{transfer_id}/reversal" in page
    assert "://" not in page
    assert "<script" not in page


def test_the_token_of_a_user_who_is_gone_opens_nothing(parts: Parts) -> None:
    api = Api(parts.app())
    api.token = parts.auth._signer.sign(parts.around.new_id(), parts.around.now_ms())
    assert api.get("/v1/me").status_code == 401
    assert api.post("/v1/accounts", {"name": "Till", "currency": "EUR"}).status_code == 401
    assert api.get("/v1/accounts").json()["items"] == []
