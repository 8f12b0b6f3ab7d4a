"""The API behind a real socket, in this process."""

from __future__ import annotations

import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import uvicorn

from handbook.web.api import create
from handbook.wiring import Parts


@dataclass
class Reply:
    """What came back."""

    status: int
    headers: Any
    text: str

    @property
    def body(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text)
        return found


@dataclass
class Site:
    """A running server whose clock stands until a test moves it."""

    url: str
    clock: list[float] = field(default_factory=lambda: [1000.0])
    server: uvicorn.Server | None = None

    def send(self, path: str, body: object = None, raw: bytes | None = None, **headers: str) -> Reply:
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        given = {"Content-Type": "application/json"} | {name.replace("_", "-"): v for name, v in headers.items()}
        request = urllib.request.Request(self.url + path, data, given)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return Reply(response.status, response.headers, response.read().decode())
        except urllib.error.HTTPError as refused:
            with refused:
                return Reply(refused.code, refused.headers, refused.read().decode())

    def ask(self, question: str, **more: str) -> Reply:
        return self.send("/ask", {"question": question, **more})


Start = Callable[[Parts], Site]


@pytest.fixture
def start() -> Iterator[Start]:
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def begin(parts: Parts) -> Site:
        listener = socket.create_server(("127.0.0.1", 0))
        site = Site(f"http://127.0.0.1:{listener.getsockname()[1]}")
        config = uvicorn.Config(create(parts, lambda: site.clock[0]), log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        running.append((server, thread))
        return site

    yield begin
    for server, thread in running:
        server.should_exit = True
        thread.join(30)


@pytest.fixture
def site(parts: Parts, start: Start) -> Site:
    return start(parts)


def with_token(parts: Parts, token: str) -> Parts:
    """The same product, closed by a token."""
    made = Parts(replace(parts.settings, token=token))
    made.__dict__["model"] = parts.model
    return made
