"""The log: complete, in time, and without anything that should not be in it."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

import pytest

from tickets.audit import AuditEvent, AuditLog
from watch.load import read_log
from watch.schema import FIELDS, fault_of

from .conftest import PASSWORDS

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Desk


def test_the_line_is_there_before_the_answer(desk: Desk) -> None:
    for method, path, who in (
        ("GET", "/tickets", "jonas.frei"),
        ("GET", "/export", "jonas.frei"),
        ("GET", "/export", ""),
    ):
        before = len(desk.log())
        desk.call(method, path, who)
        assert len(desk.log()) == before + 1, path
    desk.login("jonas.frei", "not the password")
    assert desk.log()[-1]["event_action"] == "login"


@pytest.mark.parametrize(("method", "path"), [("GET", "/tickets/1"), ("PATCH", "/tickets/1"), ("GET", "/export")])
def test_a_full_disk_fails_closed(desk: Desk, monkeypatch: pytest.MonkeyPatch, method: str, path: str) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tickets.audit.os.write", full)
    body = {"state": "closed"} if method == "PATCH" else None
    answer = desk.call(method, path, "ines.keller", json=body)
    assert answer.status_code == 500
    assert "subject" not in answer.text
    ticket = desk.context.store.ticket("alpine", 1)
    assert ticket
    assert ticket.state == "open"


def test_a_disk_that_fills_within_a_line_leaves_no_half_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "audit.jsonl"
    log, event = AuditLog(path), AuditEvent("login", "failure", "wrong_password", 401, "198.51.100.1")
    log.write(event)
    before, real, written = path.read_bytes(), os.write, list[int]()

    def filling(file: int, data: bytes) -> int:
        if written:
            raise OSError(28, "No space left on device")
        written.append(real(file, data[:40]))
        return 40

    with monkeypatch.context() as full:
        full.setattr("tickets.audit.os.write", filling)
        with pytest.raises(OSError, match="No space left"):
            log.write(event)
    assert written == [40]
    assert path.read_bytes() == before
    log.write(event)
    assert len(read_log(path)) == 2


def test_every_line_has_exactly_the_agreed_fields(desk: Desk) -> None:
    desk.call("GET", "/tickets/1", "jonas.frei")
    desk.call("GET", "/tickets/2", "jonas.frei")
    desk.call("GET", "/tickets", "")
    desk.login("jonas.frei", "not the password")
    assert len(desk.log()) == 4
    for event in desk.log():
        assert tuple(sorted(event)) == tuple(sorted(FIELDS))
        assert fault_of(event) == ""
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event["timestamp"])


def test_a_value_cannot_add_a_line_or_colour_a_terminal(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit.jsonl")
    name = 'x"}\n{"event_action":"login"}\r\x1b[31m\u2028\x00' + "y" * 1_000
    log.write(AuditEvent("login", "failure", "unknown_user", 401, "198.51.100.1", user_name=name))
    raw = (tmp_path / "audit.jsonl").read_bytes()
    assert raw.count(b"\n") == 1
    assert raw.endswith(b"\n")
    assert not re.search(rb"[^\x20-\x7e\n]", raw)
    assert json.loads(raw)["user_name"] == name[:256]


def test_no_password_token_key_or_body_reaches_the_log(desk: Desk) -> None:
    token = desk.login("ines.keller", PASSWORDS["ines.keller"]).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    desk.client.post("/tickets", headers=headers, json={"subject": "planted subject", "body": "planted body"})
    planted = "planted-secret"
    desk.client.post("/webhooks", headers=headers, json={"url": f"https://me:{planted}@hooks.example/planted-path"})
    desk.login("ines.keller", "planted password")
    desk.client.get("/tickets", headers={"Authorization": f"Bearer {token[:-4]}AAAA"})
    desk.client.post("/login", json={"handle": "planted password typed into the name", "password": "x" * 12})
    text = desk.context.settings.audit_log.read_text(encoding="utf-8")
    words = [token, token.rpartition(".")[2], "planted", PASSWORDS["ines.keller"], desk.context.settings.signing_key]
    assert [word for word in words if word in text] == []
    assert not re.search(r"[\w.]+@[\w.]+", text)
