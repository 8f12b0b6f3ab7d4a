"""The process: how it starts, and how it ends whatever its clients do."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tickets.__main__ import main
from tickets.middleware import RAW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

IMPATIENT = "import tickets.__main__ as it; it.GRACE = 1; raise SystemExit(it.main(['serve']))"
HALF = b"POST /login HTTP/1.1\r\nHost: tickets\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n"


@pytest.fixture
def child(root: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    env = dict(os.environ) | {"PYTHONPATH": "src", "PORT": "0"}
    env |= {"DATABASE": str(tmp_path / "tickets.db"), "AUDIT_LOG": str(tmp_path / "audit.jsonl")}
    with subprocess.Popen(
        [sys.executable, "-c", IMPATIENT],
        cwd=root,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout
        try:
            yield process, int(json.loads(process.stdout.readline())["port"])
        finally:
            process.kill()


def ask(port: int, request: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.sendall(request)
    return connection


def test_a_port_that_is_taken_is_named_and_ctrl_c_is_no_error(
    child: tuple[subprocess.Popen[str], int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    process, port = child
    with ask(port, b"GET /healthz HTTP/1.1\r\nHost: tickets\r\nConnection: close\r\n\r\n") as connection:
        assert b"200 OK" in connection.recv(1_000)
    monkeypatch.setenv("PORT", str(port))
    assert main(["serve"]) == 2
    assert f"PORT={port}: Address already in use" in capsys.readouterr().err
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")


def test_what_is_no_http_is_refused_with_the_same_headers(child: tuple[subprocess.Popen[str], int]) -> None:
    _, port = child
    with ask(port, b"no request at all\r\n\r\n") as connection, connection.makefile("rb") as reader:
        head, body = reader.read().split(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    lines = head.lower().split(b"\r\n")
    assert b"content-type: application/problem+json; charset=utf-8" in lines
    assert {name + b": " + value.lower() for name, value in RAW} <= set(lines)
    assert json.loads(body) == {"type": "about:blank", "title": "Bad Request", "status": 400}


def test_half_a_request_does_not_keep_the_process(child: tuple[subprocess.Popen[str], int]) -> None:
    process, port = child
    with ask(port, HALF) as connection:
        assert b"100 Continue" in connection.recv(1_000)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
    assert process.returncode == -signal.SIGTERM
