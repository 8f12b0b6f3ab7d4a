"""A server that always sends a little more in time must not hold a caller beyond the limit of the call."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING, Any

import httpcore
import httpx
import pytest

from pave.sdk import Platform, Retry, Timeouts, Unavailable
from pave.sdk.deadline import Deadline, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator

PACE = 0.05
PIECES = 200


class Wire(httpcore.NetworkStream):
    """Notes how long each wait may be; each takes four seconds."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.allowed: list[float | None] = []

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self.allowed.append(timeout)
        self.seconds += 4
        return b" " * min(1, max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        assert buffer
        self.allowed.append(timeout)
        self.seconds += 4

    def start_tls(self, *_: Any) -> httpcore.NetworkStream:
        return self


def test_each_wait_gets_at_most_what_is_left_of_the_call() -> None:
    wire = Wire()
    deadline = Deadline(lambda: wire.seconds)
    deadline.until = 14
    stream: httpcore.NetworkStream = Stream(wire, deadline)
    stream.write(b"GET", 10)
    stream = stream.start_tls(httpx.create_ssl_context(trust_env=False), "platform.test", 10)
    for _ in range(3):
        stream.read(1, 10)
    assert wire.allowed == [10, 10, 6, 2]
    # Even what has arrived already comes too late.
    with pytest.raises(httpcore.ReadTimeout):
        stream.read(1, 10)
    assert len(wire.allowed) == 4


def test_the_calls_of_other_threads_have_limits_of_their_own() -> None:
    deadline = Deadline(lambda: 5.0)
    deadline.until = 6
    seen: list[float] = []
    other = threading.Thread(target=lambda: seen.append(deadline.cut(10)))
    other.start()
    other.join(10)
    assert seen == [10]
    assert deadline.cut(10) == 1


@pytest.fixture(params=[b"HTTP/1.1 200 OK\r\nX-Filler: ", b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n"])
def trickling(request: pytest.FixtureRequest) -> Iterator[str]:
    """A server whose headers, or whose body, come one byte at a time and would end in a good answer."""
    listener = socket.create_server(("127.0.0.1", 0))
    end = threading.Event()

    def serve() -> None:
        with contextlib.suppress(OSError), listener.accept()[0] as peer:
            peer.recv(65536)
            peer.sendall(request.param)
            for _ in range(PIECES):
                peer.sendall(b" ")
                if end.wait(PACE):
                    return

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    end.set()
    thread.join(10)
    listener.close()


def test_an_answer_that_trickles_ends_with_the_time_of_the_call(trickling: str) -> None:
    timeouts = Timeouts(connect=5, read=5, total=0.4)
    with (
        Platform(trickling, "t0ken", timeouts, Retry(attempts=1)) as platform,
        pytest.raises(Unavailable, match="time-out"),
    ):
        platform.services.get("parcel-labels")
