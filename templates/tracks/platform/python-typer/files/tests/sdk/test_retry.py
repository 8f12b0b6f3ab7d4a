from __future__ import annotations

import logging
from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest

from pave.sdk import (
    Conflict,
    Invalid,
    NotFound,
    PlatformError,
    ProtocolError,
    RateLimited,
    Retry,
    Timeouts,
    Unauthorized,
    Unavailable,
)
from pave.sdk.retry import Attempt, GiveUp, next_step
from tests.sdk.fake import DEPLOYMENT, SERVICE, START, Fake


def start(fake: Fake) -> str:
    return fake.platform().deployments.start("parcel-labels", "1.4.0").id


@pytest.mark.parametrize(
    "fault", [408, 429, 502, 503, 504, httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
def test_a_call_survives_three_faults_under_one_key(fault: int | type[httpx.TransportError]) -> None:
    fake = Fake([fault, fault, fault, 201], DEPLOYMENT)
    assert start(fake) == "dep-1"
    assert len(fake.requests) == 4
    assert len(set(fake.keys)) == 1
    assert fake.keys[0]


def test_two_calls_have_two_keys() -> None:
    fake = Fake([], DEPLOYMENT)
    platform = fake.platform()
    platform.deployments.start("parcel-labels", "1.4.0")
    platform.deployments.start("parcel-labels", "1.4.0")
    assert len(set(fake.keys)) == 2


def test_the_waits_grow_and_the_fourth_attempt_is_the_last() -> None:
    fake = Fake([503] * 9, DEPLOYMENT)
    with pytest.raises(Unavailable, match="status 503"):
        start(fake)
    assert fake.waits == [0.2, 0.4, 0.8]


def test_jitter_is_full() -> None:
    fake = Fake([503] * 9, DEPLOYMENT, chance=0.0)
    with pytest.raises(Unavailable):
        start(fake)
    assert fake.waits == [0.0, 0.0, 0.0]


def test_no_wait_is_longer_than_the_cap() -> None:
    fake = Fake([503] * 9, DEPLOYMENT)
    with pytest.raises(Unavailable):
        fake.platform(retry=Retry(attempts=8)).deployments.start("a", "1")
    assert max(fake.waits) == 5.0


@pytest.mark.parametrize("header", ["7", format_datetime(START + timedelta(seconds=7), usegmt=True)])
def test_retry_after_is_kept_as_seconds_and_as_a_date(header: str) -> None:
    fake = Fake([httpx.Response(429, headers={"Retry-After": header}), 201], DEPLOYMENT)
    start(fake)
    assert fake.waits == [7.2]


@pytest.mark.parametrize(
    "header", ["soon", "\u00b2", "Mon, 99 Jan 2026 08:00:00 GMT", "Mon, 05 Jan 2026 08:00:09 -0000"]
)
def test_a_retry_after_that_says_nothing_changes_nothing(header: str) -> None:
    fake = Fake([httpx.Response(429, headers=[(b"Retry-After", header.encode())]), 201], DEPLOYMENT)
    start(fake)
    assert fake.waits == [0.2]


def test_an_answer_that_cannot_be_unpacked_is_asked_for_again() -> None:
    broken = httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(b"no gzip"))
    fake = Fake([broken, 201], DEPLOYMENT)
    assert start(fake) == "dep-1"
    assert len(set(fake.keys)) == 1


def test_a_retry_after_beyond_the_limit_of_the_call_ends_it_at_once() -> None:
    fake = Fake([httpx.Response(429, headers={"Retry-After": "60"}), 201], DEPLOYMENT)
    with pytest.raises(RateLimited):
        start(fake)
    assert fake.waits == []


def test_the_whole_call_stays_within_its_time() -> None:
    fake = Fake([httpx.ReadTimeout] * 9, takes=10.0)
    with pytest.raises(Unavailable, match="30 s"):
        start(fake)
    assert len(fake.requests) == 3
    # What is left of the call bounds the last attempt, too.
    assert fake.requests[-1].extensions["timeout"]["read"] < 10


def test_a_write_without_a_key_is_never_sent_twice() -> None:
    attempt = Attempt(number=1, elapsed=0.1, repeatable=False, status=503)
    step = next_step(attempt, Retry(), 30, lambda: 1.0, lambda: START)
    assert isinstance(step, GiveUp)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 500])
def test_an_answer_that_will_not_change_is_not_asked_for_again(status: int) -> None:
    fake = Fake([status, 201], DEPLOYMENT)
    with pytest.raises(PlatformError):
        start(fake)
    assert len(fake.requests) == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, Unauthorized), (403, Unauthorized), (404, NotFound), (409, Conflict), (422, Invalid), (500, Unavailable)],
)
def test_errors_are_typed_and_carry_the_request_id(status: int, kind: type[PlatformError]) -> None:
    problem = {"title": "no", "detail": "not today", "fields": {"version": "unknown"}}
    answer = httpx.Response(status, json=problem, headers={"X-Request-Id": "req-7"})
    with pytest.raises(kind) as caught:
        start(Fake([answer]))
    assert str(caught.value) == "not today (request req-7)"
    assert caught.value.status == status
    if isinstance(caught.value, Invalid):
        assert caught.value.fields == {"version": "unknown"}


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, html="<html>sign in</html>"),
        httpx.Response(200, content=b'{"id": '),
        httpx.Response(200, json={"id": "dep-1"}),
        httpx.Response(200, json=[1]),
        httpx.Response(200, content=b'{"id": ' + b"1" * 5000 + b"}"),
        httpx.Response(418, text="teapot"),
    ],
)
def test_an_answer_outside_the_contract_is_said_to_be_one(answer: httpx.Response) -> None:
    with pytest.raises(ProtocolError) as caught:
        start(Fake([answer]))
    assert caught.value.request_id


def test_a_redirect_is_not_followed() -> None:
    fake = Fake([httpx.Response(307, headers={"Location": "http://elsewhere.test/"})])
    with pytest.raises(ProtocolError, match="redirect"):
        start(fake)
    assert [request.url.host for request in fake.requests] == ["platform.test"]


def test_the_token_is_shown_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    fake = Fake([httpx.ConnectError] * 4)
    platform = fake.platform(token=lambda: "s3cret-value")
    with pytest.raises(Unavailable) as caught:
        platform.services.get("parcel-labels")
    assert fake.requests[0].headers["Authorization"] == "Bearer s3cret-value"
    for text in (repr(platform), repr(platform.services), repr(caught.value), str(caught.value), caplog.text):
        assert "s3cret-value" not in text


def test_every_attempt_of_a_call_has_one_request_id() -> None:
    fake = Fake([503, 200], SERVICE)
    fake.platform().services.get("parcel-labels")
    assert len({request.headers["X-Request-Id"] for request in fake.requests}) == 1


def test_time_outs_are_as_asked_for() -> None:
    fake = Fake([], SERVICE)
    fake.platform(timeouts=Timeouts(connect=1, read=2)).services.get("parcel-labels")
    assert fake.requests[0].extensions["timeout"] == {"connect": 1, "read": 2, "write": 2, "pool": 2}


def test_a_name_cannot_leave_its_place_in_the_path() -> None:
    fake = Fake([], SERVICE)
    fake.platform().services.get("../deployments/dep-1")
    assert fake.requests[0].url.raw_path == b"/v1/services/..%2Fdeployments%2Fdep-1"


def test_the_prototype_s_name_still_works_and_says_what_it_is_called_now() -> None:
    platform = Fake([], DEPLOYMENT).platform()
    with pytest.warns(DeprecationWarning, match="deployments.start"):
        assert platform.deployments.create("parcel-labels", "1.4.0").id == "dep-1"
