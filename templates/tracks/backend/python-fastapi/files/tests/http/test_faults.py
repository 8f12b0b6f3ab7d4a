"""Answers to what nobody planned for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.responses import StreamingResponse

from ledger.domain import errors
from ledger.http.problems import REFUSALS, STATUS, ProblemType, title_of
from tests.http.client import Api

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ledger.wiring import Parts

ORIGIN = "http://127.0.0.1:5173"


def test_a_bug_is_a_problem_that_tells_nothing_and_can_be_read_by_a_page(
    parts: Parts,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    real_logs: Callable[[], None],
) -> None:
    real_logs()

    def break_down(*_given: object) -> None:
        raise RuntimeError("the secret plan")

    api = Api(parts.app())
    api.sign_in()
    monkeypatch.setattr(type(parts.accounts), "page", break_down)
    answer = api.get("/v1/accounts", Origin=ORIGIN, **{"X-Request-Id": "find-me"})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/internal"
    assert answer.json()["request_id"] == answer.headers["x-request-id"] == "find-me"
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "secret plan" not in answer.text
    assert "secret plan" in capsys.readouterr().out, "the log has what the answer has not"


def test_an_answer_that_broke_off_is_not_mended(parts: Parts) -> None:
    def half() -> Iterator[bytes]:
        yield b"half of "
        raise RuntimeError

    app = parts.app()
    app.add_api_route("/half", lambda: StreamingResponse(half()))
    assert Api(app)("GET", "/half").text == "half of "


def test_a_database_that_is_away_is_said_to_be_away(
    make_parts: Callable[..., Parts], tmp_path: object, real_logs: Callable[[], None]
) -> None:
    real_logs()
    parts = make_parts(database_url=f"sqlite:///{tmp_path}/empty.db")
    api = Api(parts.app())
    answer = api("POST", "/v1/auth/token", json={"email": "a@example.com", "password": "x"})
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
    assert answer.headers["retry-after"] == "1"
    ready = api("GET", "/readyz")
    assert (ready.status_code, ready.headers["retry-after"]) == (503, "5")
    measured = api("GET", "/metrics")
    assert 'route="/readyz",status="503"' in measured.text
    assert "ledger_jobs" not in measured.text


def test_a_process_that_is_leaving_says_so(parts: Parts) -> None:
    api = Api(parts.app())
    assert api("GET", "/readyz").status_code == 200
    parts.drain()
    assert api("GET", "/readyz").status_code == 503
    assert api("GET", "/healthz").status_code == 200


def test_every_type_has_a_status_and_every_refusal_a_type() -> None:
    assert set(STATUS) == set(ProblemType)
    refusals = {thing for thing in vars(errors).values() if isinstance(thing, type)} - {errors.Refusal}
    assert set(REFUSALS) == refusals
    assert title_of(ProblemType.IDEMPOTENCY_KEY_REUSED) == "Idempotency-Key reused"


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1:5173"])
def test_loopback_pages_may_call_in_development(parts: Parts, origin: str) -> None:
    answer = Api(parts.app())("GET", "/healthz", headers={"Origin": origin})
    assert answer.headers["access-control-allow-origin"] == origin


@pytest.mark.parametrize("origin", ["http://localhost.example.com", "https://[", "https://evil.example.com"])
def test_other_pages_may_not(parts: Parts, origin: str) -> None:
    answer = Api(parts.app())("GET", "/healthz", headers={"Origin": origin})
    assert "access-control-allow-origin" not in answer.headers


def test_a_list_of_origins_replaces_the_default(make_parts: Callable[..., Parts]) -> None:
    api = Api(make_parts(cors_origins=["https://books.example.com"]).app())
    for origin, allowed in (("https://books.example.com", True), ("http://localhost:3000", False)):
        headers = {"Origin": origin, "Access-Control-Request-Method": "PATCH"}
        answer = api("OPTIONS", "/v1/accounts", headers=headers)
        assert answer.status_code == 204
        assert (answer.headers.get("access-control-allow-origin") == origin) is allowed
        assert "Idempotency-Key" in answer.headers["access-control-allow-headers"]
