"""The service in a throw-away place, and a client that can reach nothing else."""

from __future__ import annotations

import http.client
import ipaddress
import json
import os
import secrets
import signal
import subprocess  # starts the service and nothing else  # nosec B404
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_REQUESTS: Final = 300
MOST_SECONDS: Final = 30.0
# Addresses for documentation (RFC 5737): nobody's, so no log of this drill accuses anybody.
OFFICE: Final = "198.51.100.10"


class LabError(Exception):
    """The exercise was stopped before it could do something that it must not."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: Any


class Client:
    """Plays the proxy in front of the service: it says which address a request came from."""

    def __init__(self, host: str, port: int) -> None:
        if not ipaddress.ip_address(host).is_loopback:
            raise LabError(f"{host} is not this machine; the exercise calls loopback only")
        self._host, self._port = host, port
        self._end = time.monotonic() + MOST_SECONDS
        self.requests = 0

    def call(self, method: str, path: str, address: str, token: str | None = None, body: object = None) -> Answer:
        """Send one request."""
        self.requests += 1
        if self.requests > MOST_REQUESTS or time.monotonic() > self._end:
            raise LabError(f"more than {MOST_REQUESTS} requests or {MOST_SECONDS:.0f} s")
        headers = {"X-Forwarded-For": address}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection(self._host, self._port, timeout=10)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        kind = answer.headers.get_content_subtype()
        return Answer(answer.status, json.loads(text) if kind.endswith("json") and text else text.decode())

    def login(self, handle: str, password: str, address: str) -> str:
        """Log in; return the token, or nothing."""
        answer = self.call("POST", "/login", address, body={"handle": handle, "password": password})
        return str(answer.body["token"]) if answer.status == http.client.OK else ""


@dataclass(frozen=True)
class Lab:
    """A running service and the files it writes."""

    client: Client
    log: Path
    env: dict[str, str]


def _listening(child: subprocess.Popen[str]) -> int:
    line = child.stdout.readline() if child.stdout else ""
    if not line:
        raise LabError(f"the service did not start, it ended with {child.wait(timeout=10)}")
    return int(json.loads(line)["port"])


@contextmanager
def service(folder: Path, hosts: str = "", code: Path = Path("src")) -> Iterator[Lab]:
    """Start the service with data of its own on a free port, and end it whatever happens."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in ("audit.jsonl", "tickets.db"):
        (folder / old).unlink(missing_ok=True)
    env = {name: value for name, value in os.environ.items() if name not in {"ENV", "HOST"}} | {
        "DATABASE": str(folder / "tickets.db"),
        "AUDIT_LOG": str(folder / "audit.jsonl"),
        "SIGNING_KEY": secrets.token_hex(32),
        "TRUSTED_PROXY": "127.0.0.1",
        "LAB_HOSTS": hosts,
        "PORT": "0",
        "PYTHONPATH": str(code),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    child = subprocess.Popen(  # this interpreter, fixed words  # nosec B603
        [sys.executable, "-m", "tickets", "serve"],
        env=env,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        yield Lab(Client("127.0.0.1", _listening(child)), folder / "audit.jsonl", env)
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
            try:
                child.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        if child.stdout:
            child.stdout.close()
