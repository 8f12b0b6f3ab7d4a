"""Logging in, and guessing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from argon2 import extract_parameters

from tickets import passwords
from tickets.ratelimit import SlidingWindow

from .conftest import PASSWORDS

if TYPE_CHECKING:
    from .conftest import Desk


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def quick_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the hashing where only the counting matters."""
    monkeypatch.setattr(
        passwords, "matches", lambda password, stored: stored is not None and password in PASSWORDS.values()
    )


def test_the_right_password_opens(desk: Desk) -> None:
    answer = desk.login("jonas.frei", PASSWORDS["jonas.frei"])
    assert answer.status_code == 200
    token = answer.json()["token"]
    assert desk.client.get("/tickets", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_a_wrong_password_and_an_unknown_user_look_and_cost_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified = []
    real = passwords._HASHER.verify

    def counting(stored: str, password: str) -> bool:
        verified.append(stored)
        return real(stored, password)

    monkeypatch.setattr(passwords, "_HASHER", type("Counting", (), {"verify": staticmethod(counting)})())
    wrong = desk.login("jonas.frei", "not the password")
    unknown = desk.login("nobody.here", "not the password")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.content == unknown.content
    assert wrong.headers == unknown.headers
    assert len(verified) == 2
    assert [event["reason"] for event in desk.log()] == ["wrong_password", "unknown_user"]


def test_the_eleventh_guess_has_to_wait(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    quick_failures(monkeypatch)
    for number in range(10):
        assert desk.login("jonas.frei", f"guess number {number}").status_code == 401
    answer = desk.login("jonas.frei", PASSWORDS["jonas.frei"])
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert desk.log()[-1]["reason"] == "rate_limited"
    assert desk.login("petra.vogt", PASSWORDS["petra.vogt"]).status_code == 200
    assert desk.login("jonas.frei", PASSWORDS["jonas.frei"], "198.51.100.99").status_code == 200


def test_a_success_does_not_forgive_the_failures(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    quick_failures(monkeypatch)
    for number in range(9):
        desk.login("jonas.frei", f"guess number {number}")
    assert desk.login("jonas.frei", PASSWORDS["jonas.frei"]).status_code == 200
    assert desk.login("jonas.frei", "one more guess").status_code == 401
    assert desk.login("jonas.frei", PASSWORDS["jonas.frei"]).status_code == 429


def test_guesses_that_arrive_together_are_counted_together(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    answers: list[int] = []

    def guess() -> None:
        answers.append(desk.login("jonas.frei", f"guess number {len(checked)}").status_code)

    def checking(password: str, _stored: str | None) -> bool:
        checked.append(password)
        if len(checked) < 15:
            guess()  # the next one arrives while this one is still being checked
        return False

    monkeypatch.setattr(passwords, "matches", checking)
    guess()
    assert len(checked) == 10
    assert answers == [429, *[401] * 10]


def test_the_window_slides() -> None:
    clock = Clock()
    window = SlidingWindow(3, 60, clock)
    for _ in range(3):
        assert window.take("key") == 0
        clock.now += 10
    assert window.take("key") == 30
    clock.now += 30
    assert window.take("key") == 0
    assert window.take("key") == 10
    assert window.take("other") == 0


def test_passwords_are_kept_by_argon2id_and_have_a_length() -> None:
    stored = passwords.hash_password("twelve chars")
    parameters = extract_parameters(stored)
    assert (parameters.type.name, parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (
        "ID",
        19 * 1024,
        2,
        1,
    )
    assert passwords.matches("twelve chars", stored)
    assert not passwords.matches("twelve chars", None)
    for bad in ("eleven char", "x" * 129):
        with pytest.raises(passwords.PasswordLengthError):
            passwords.hash_password(bad)
