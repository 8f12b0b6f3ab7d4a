"""Acceptance check of d03-key-ring: two signing keys during a rotation, one before and after, and no session lost."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import jwt
import pytest

from attacks.lab import Answer, Lab, service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OLD_SECRET, NEW_SECRET = (f"the {word} key of the check, long enough" for word in ("first", "second"))
OLD = {"kid": "k1", "secret": OLD_SECRET, "not_after": None}
NEW = {"kid": "k2", "secret": NEW_SECRET, "not_after": None}
ADDRESS = "198.51.100.10"
PERSON = ("jonas.frei", "timber-saddle-orbit-77")


class Ring:
    """A service with a key file that a test writes."""

    def __init__(self, lab: Lab, file: Path) -> None:
        self.lab, self.file = lab, file

    def write(self, *keys: dict[str, Any]) -> None:
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps({"keys": list(keys)}), encoding="utf-8")
        fresh.chmod(0o600)
        fresh.replace(self.file)

    def login(self) -> str:
        token = self.lab.client.login(*PERSON, ADDRESS)
        assert token, "nobody can log in"
        return token

    def ask(self, token: str) -> Answer:
        return self.lab.client.call("GET", "/tickets", ADDRESS, token)

    def reason(self) -> str:
        return str(json.loads(self.lab.log.read_text(encoding="utf-8").splitlines()[-1])["reason"])


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ring]:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"keys": [OLD]}), encoding="utf-8")
    file.chmod(0o600)
    monkeypatch.setenv("KEY_FILE", str(file))
    monkeypatch.setattr("attacks.lab.MOST_SECONDS", 300.0)  # a busy machine is no finding
    with service(tmp_path / "data") as lab:
        yield Ring(lab, file)


def header(token: str) -> dict[str, Any]:
    found: dict[str, Any] = jwt.get_unverified_header(token)
    return found


def forged(token: str, key: str, **head: Any) -> str:
    claims = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(claims, key, algorithm="HS256", headers=head)


def test_tokens_name_their_key_and_the_old_one_verifies_until_its_end(ring: Ring) -> None:
    first = ring.login()
    assert header(first).get("kid") == "k1", "a token does not name its key: kid is missing in its header"
    ring.write(OLD | {"not_after": time.time() + 600}, NEW)
    assert ring.ask(first).status == 200, "a token of the previous key is refused before its not_after"
    second = ring.login()
    assert header(second)["kid"] == "k2", "the key without not_after signs"
    ring.write(OLD | {"not_after": time.time() - 1}, NEW)
    assert ring.ask(second).status == 200
    answer = ring.ask(first)
    assert answer.status == 401
    assert ring.reason() == "key_retired"


def test_an_unknown_key_gets_the_one_answer(ring: Ring) -> None:
    token = ring.login()
    assert header(token).get("kid") == "k1", "a token does not name its key: kid is missing in its header"
    bodies = [ring.ask("not.a.token").body]
    for head in ({"kid": "k9"}, {"kid": "../../etc/passwd"}, {"kid": ""}, {}):
        answer = ring.ask(forged(token, str(OLD["secret"]), **head))
        assert answer.status == 401, head
        assert ring.reason() == "unknown_key", head
        bodies.append(answer.body)
    assert all(body == bodies[0] for body in bodies)
    assert ring.ask(forged(token, "another key, and long enough as well", kid="k1")).status == 401
    assert ring.reason() == "tampered"


def test_a_rotation_under_traffic_loses_no_session(ring: Ring) -> None:
    tokens = [ring.login() for _ in range(2)]
    rotation = None
    failed = 0
    start = time.monotonic()
    for beat in range(50):
        time.sleep(max(0.0, start + beat * 0.05 - time.monotonic()))
        if beat == 10:
            rotation = subprocess.Popen(
                [sys.executable, "-m", "tickets", "rotate-key"],
                env=ring.lab.env,
                stderr=subprocess.PIPE,
                encoding="utf-8",
            )
        failed += ring.ask(tokens[beat % len(tokens)]).status != 200
        if beat % 15 == 14:
            tokens.append(ring.login())
    assert rotation
    _, said = rotation.communicate(timeout=20)
    assert rotation.returncode == 0, f"tickets rotate-key ended with {rotation.returncode}: {said[-200:]}"
    assert failed == 0, f"{failed} requests of valid sessions were refused during the rotation"
    keys = json.loads(ring.file.read_text(encoding="utf-8"))["keys"]
    signing = [key for key in keys if key["not_after"] is None]
    assert len(keys) == 2, "the ring holds the current key and the one before"
    assert len(signing) == 1
    assert signing[0]["kid"] != "k1"
    assert header(ring.login())["kid"] == signing[0]["kid"]
    retired = next(key for key in keys if key["kid"] == "k1")
    assert retired["not_after"] >= time.time() + 800, "the old key lives as long as its last token"
    assert ring.file.stat().st_mode & 0o777 == 0o600


def test_a_key_file_that_others_can_read_is_refused(ring: Ring) -> None:
    assert header(ring.login()).get("kid") == "k1", "a token does not name its key: kid is missing in its header"
    ring.file.chmod(0o644)
    done = subprocess.run(
        [sys.executable, "-m", "tickets", "serve"],
        env=ring.lab.env,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=20,
    )
    assert done.returncode == 2, "the service starts with a key file that others can read"
    assert "KEY_FILE" in done.stderr
