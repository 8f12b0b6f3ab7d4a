"""Browsers of other origins: what they may send, and what they may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.contract.client import CONTRACT, Client, Person, new_key

if TYPE_CHECKING:
    from tests.contract.validate import Answer

ORIGIN = "http://localhost:5173"
ALLOWED = {"authorization", "content-type", "idempotency-key", "if-match", "if-none-match", "x-request-id"}
EXPOSED = {"etag", "location", "idempotent-replayed", "retry-after", "www-authenticate", "x-request-id"}
ID = "019aaf3c-7b1e-7c40-8f0e-2d9a6a1f0c11"


def names(text: str) -> set[str]:
    """Split a header that lists names."""
    return {name.strip().lower() for name in text.split(",") if name.strip()}


def readable(answer: Answer) -> bool:
    """Tell whether a browser shows this answer to the page that asked."""
    exposed = names(answer.headers.get("access-control-expose-headers", ""))
    return answer.headers.get("access-control-allow-origin") in {ORIGIN, "*"} and exposed >= EXPOSED


@pytest.mark.parametrize(
    ("method", "path"),
    [
        (method, path.replace("{account_id}", ID).replace("{transfer_id}", ID))
        for path in sorted(CONTRACT.document["paths"])
        for method in sorted(CONTRACT.methods(path))
    ],
)
def test_asking_first_needs_no_token(client: Client, method: str, path: str) -> None:
    # Not validated: the contract does not list preflight requests as operations.
    answer = httpx.options(
        client.base_url + path,
        headers={
            "origin": ORIGIN,
            "access-control-request-method": method,
            "access-control-request-headers": ", ".join(sorted(ALLOWED)),
        },
        trust_env=False,
    )
    assert answer.status_code in {200, 204}
    assert answer.headers["access-control-allow-origin"] in {ORIGIN, "*"}
    assert method in answer.headers["access-control-allow-methods"].upper()
    assert names(answer.headers["access-control-allow-headers"]) >= ALLOWED
    assert "access-control-allow-credentials" not in answer.headers


def test_refusals_can_be_read_as_well_as_answers(client: Client, alice: Person) -> None:
    origin = {"origin": ORIGIN}
    keyed = origin | {"idempotency-key": new_key()}
    answers = [
        client.send("GET", "/healthz", headers=origin),
        client.send("GET", "/v1/me", token=alice.token, headers=origin),
        client.send("GET", "/v1/me", headers=origin),
        client.send("GET", "/nowhere", headers=origin),
        client.send("DELETE", "/v1/me", headers=origin),
        client.send("GET", f"/v1/accounts/{ID}", token=alice.token, headers=origin),
        client.send("POST", "/v1/transfers", token=alice.token, raw=b"{", headers=keyed),
        client.send("POST", "/v1/transfers", token=alice.token, body={}, headers=keyed),
        client.send("POST", "/v1/transfers", token=alice.token, raw=b" " * 70_000, headers=keyed),
    ]
    assert [answer.status for answer in answers] == [200, 200, 401, 404, 405, 404, 400, 422, 413]
    assert all(readable(answer) for answer in answers), [answer.status for answer in answers if not readable(answer)]
    assert not any("access-control-allow-credentials" in answer.headers for answer in answers)


def test_a_page_from_elsewhere_may_not_read(client: Client) -> None:
    for origin in ("https://evil.example", "http://localhost.evil.example", "null"):
        answer = client.send("GET", "/healthz", headers={"origin": origin})
        assert answer.headers.get("access-control-allow-origin") is None
