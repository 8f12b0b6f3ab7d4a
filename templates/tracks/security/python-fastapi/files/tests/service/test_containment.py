"""Putting somebody out, and letting them back in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tickets import __main__ as command

from .conftest import KEY, PASSWORDS

if TYPE_CHECKING:
    from .conftest import Desk


@pytest.fixture
def environment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("DATABASE", str(desk.context.settings.database))
    monkeypatch.setenv("AUDIT_LOG", str(desk.context.settings.audit_log))
    monkeypatch.setenv("SIGNING_KEY", KEY)
    return desk


def test_no_token_from_before_is_accepted_afterwards(desk: Desk) -> None:
    held = {"Authorization": f"Bearer {desk.token('mira.stone')}"}
    assert desk.client.get("/tickets", headers=held).status_code == 200
    assert desk.call("POST", "/users/3/contain", "ines.keller").status_code == 204
    assert [desk.client.get("/tickets", headers=held).status_code for _ in range(3)] == [401, 401, 401]
    assert desk.log()[-1]["reason"] == "session_ended"
    assert desk.login("mira.stone", PASSWORDS["mira.stone"]).status_code == 401
    assert desk.log()[-1]["reason"] == "contained"
    assert desk.call("GET", "/tickets", "jonas.frei").status_code == 200


def test_the_command_line_contains_and_restores(environment: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk = environment
    held = {"Authorization": f"Bearer {desk.token('mira.stone')}"}
    assert command.main(["contain", "--user", "mira.stone"]) == 0
    assert desk.client.get("/tickets", headers=held).status_code == 401
    assert command.main(["restore", "--user", "mira.stone"]) == 0
    assert desk.client.get("/tickets", headers=held).status_code == 401
    assert desk.login("mira.stone", PASSWORDS["mira.stone"]).status_code == 200
    assert command.main(["contain", "--user", "nobody.here"]) == 1
    actions = [event["event_action"] for event in desk.log() if event["resource_id"] == "3"]
    assert actions == ["user.contain", "user.restore"]
    assert "no user is called nobody.here" in capsys.readouterr().err


def test_logging_out_everywhere_ends_all_sessions_but_not_the_account(desk: Desk) -> None:
    first = {"Authorization": f"Bearer {desk.token('jonas.frei')}"}
    second = {"Authorization": f"Bearer {desk.token('jonas.frei')}"}
    assert desk.client.post("/logout-everywhere", headers=first).status_code == 204
    assert desk.client.get("/tickets", headers=second).status_code == 401
    assert desk.call("GET", "/tickets", "jonas.frei").status_code == 200


def test_only_tokens_from_before_are_too_old(desk: Desk) -> None:
    desk.context.store.end_sessions("alpine", 2)
    assert desk.call("GET", "/tickets", "jonas.frei").status_code == 200
