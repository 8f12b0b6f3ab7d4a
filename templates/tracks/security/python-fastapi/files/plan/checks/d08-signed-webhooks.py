"""Acceptance check of d08-signed-webhooks: a receiver tells our calls from forgeries, replays and old ones.

The service runs in this process; its calls end at a wire that keeps what was sent.
"""

from __future__ import annotations

import hashlib
import hmac
import importlib
import inspect
import re
import time
from typing import TYPE_CHECKING, Any

import httpcore
import pytest
from starlette.testclient import TestClient

from tickets.app import create_app
from tickets.context import Context
from tickets.outbound import Outbound
from tickets.seeding import PEOPLE
from tickets.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ADMIN = {"handle": PEOPLE[0][1], "password": PEOPLE[0][4]}
BODY = b'{"event": "test"}'


class Wire(httpcore.MockStream):
    """Takes whatever is sent, and answers 204."""

    def __init__(self, sent: list[bytes]) -> None:
        super().__init__([b"HTTP/1.1 204 No Content\r\n\r\n"])
        self._sent = sent

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - httpcore's signature
        self._sent.append(buffer)


class Desk:
    def __init__(self, folder: Path) -> None:
        self.log = folder / "audit.jsonl"
        self.sent: list[bytes] = []
        self.context = Context.of(Settings(database=folder / "tickets.db", audit_log=self.log))
        self.context.outbound = Outbound(lambda _host: ["93.184.216.34"], lambda *_: Wire(self.sent))
        self.client = TestClient(create_app(self.context), client=("127.0.0.1", 50_000))
        token = self.client.post("/login", json=ADMIN).json()["token"]
        self.client.headers["Authorization"] = f"Bearer {token}"

    def webhook(self) -> tuple[int, str]:
        made = self.client.post("/webhooks", json={"url": "https://hooks.alpine.example/in"}).json()
        assert "secret" in made, "POST /webhooks does not answer with a secret"
        return made["id"], made["secret"]

    def deliver(self, number: int) -> tuple[dict[str, str], bytes]:
        self.sent.clear()
        assert self.client.post(f"/webhooks/{number}/test").status_code == 200
        head, _, body = b"".join(self.sent).partition(b"\r\n\r\n")
        lines = (line.partition(": ") for line in head.decode().split("\r\n")[1:])
        return {name: value for name, _, value in lines}, body


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    with made.client:
        yield made
    made.context.store.close()


def receiver(secret: str, now: Any = time.time) -> Any:
    try:
        module = importlib.import_module("tickets.receiver")
    except ModuleNotFoundError:
        pytest.fail("src/tickets/receiver.py is missing: class Receiver(secret, now) with accept(headers, body)")
    return module.Receiver(secret, now)


def signed(secret: str, at: float, delivery: str, body: bytes = BODY) -> dict[str, str]:
    value = hmac.new(secret.encode(), f"{int(at)}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Tickets-Signature": f"t={int(at)},v1={value}", "Tickets-Delivery": delivery}


def test_a_delivery_is_signed_over_its_time_and_body(desk: Desk) -> None:
    number, secret = desk.webhook()
    headers, body = desk.deliver(number)
    assert "Tickets-Signature" in headers, "a delivery has no header Tickets-Signature"
    match = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", headers["Tickets-Signature"])
    assert match, headers["Tickets-Signature"]
    assert abs(time.time() - int(match[1])) < 60
    assert headers["Tickets-Signature"] == signed(secret, int(match[1]), "", body)["Tickets-Signature"]
    again, _ = desk.deliver(number)
    assert headers["Tickets-Delivery"] != again["Tickets-Delivery"], "a delivery id is used once"
    assert receiver(secret).accept(headers, body) is True


def test_secrets_are_one_per_webhook_shown_once_and_never_logged(desk: Desk) -> None:
    first, second = desk.webhook(), desk.webhook()
    assert first[1] != second[1]
    assert min(len(first[1]), len(second[1])) >= 32
    desk.deliver(first[0])
    log = desk.log.read_text(encoding="utf-8")
    assert first[1] not in log
    assert first[1] not in desk.client.post(f"/webhooks/{first[0]}/test").text


def test_forgeries_and_replays_are_refused(desk: Desk) -> None:
    _, secret = desk.webhook()
    now = 1_790_000_000.0
    ours = receiver(secret, lambda: now)
    good = signed(secret, now, "one")
    assert ours.accept(good, BODY + b" ") is False, "another body"
    assert ours.accept(signed(secret[::-1], now, "two"), BODY) is False, "another secret"
    assert ours.accept(good, BODY) is True
    assert ours.accept(good, BODY) is False, "the same delivery twice"
    assert ours.accept({}, BODY) is False, "no header at all"
    assert ours.accept(good | {"Tickets-Signature": "t=x,v1=y", "Tickets-Delivery": "three"}, BODY) is False


def test_an_old_delivery_and_one_from_the_future_are_refused(desk: Desk) -> None:
    _, secret = desk.webhook()
    now = 1_790_000_000.0
    ours = receiver(secret, lambda: now)
    assert ours.accept(signed(secret, now - 299, "a"), BODY) is True
    assert ours.accept(signed(secret, now - 301, "b"), BODY) is False
    assert ours.accept(signed(secret, now + 301, "c"), BODY) is False


def test_a_forgery_does_not_use_up_a_delivery(desk: Desk) -> None:
    _, secret = desk.webhook()
    ours = receiver(secret)
    at = time.time()
    assert ours.accept(signed("somebody else's secret", at, "one"), BODY) is False
    assert ours.accept(signed(secret, at, "one"), BODY) is True, "whoever cannot sign cannot block a delivery"


def test_signatures_are_compared_in_constant_time(desk: Desk) -> None:
    _, secret = desk.webhook()
    source = inspect.getsource(type(receiver(secret)))
    assert "compare_digest" in source
