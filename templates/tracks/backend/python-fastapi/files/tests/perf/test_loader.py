"""The load generator tells the truth about a server that stalls."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import threading
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING

import pytest

from perf.loader import Hit, Target, closed_loop, open_loop, percentile, shot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@contextlib.contextmanager
def stub(answer: Callable[[int], bytes]) -> Iterator[Target]:
    """Serve answers by their number from a thread with its own event loop; a slow answer stalls all connections."""
    numbers = itertools.count(1)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(answer(next(numbers)))
        writer.close()

    bound: Future[tuple[Target, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def run() -> None:
        done = asyncio.Event()
        async with await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1_000) as server:
            bound.set_result((Target(*server.sockets[0].getsockname()), asyncio.get_running_loop(), done))
            await done.wait()

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    target, loop, done = bound.result(10)
    try:
        yield target
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(10)


def stalling_once(seconds: float, at: int) -> Callable[[int], bytes]:
    """Answer at once, except that one request holds up everybody."""

    def answer(number: int) -> bytes:
        if number == at:
            time.sleep(seconds)
        return OK

    return answer


def seconds_of(hits: list[Hit]) -> list[float]:
    """Return the latencies of requests that succeeded."""
    return [hit.seconds for hit in hits if not hit.failed]


def test_a_stall_is_seen_by_everybody_who_was_due() -> None:
    with stub(stalling_once(1.0, at=60)) as target:
        shots = itertools.repeat(shot("get", target, "GET", "/", {}))
        hits = asyncio.run(open_loop(target, shots, rate=100, seconds=2))
    assert len(hits) == 200
    assert not any(hit.failed for hit in hits)
    assert percentile(seconds_of(hits), 99) > 0.8
    assert sum(hit.seconds > 0.1 for hit in hits) >= 80


def test_a_closed_loop_hides_the_same_stall() -> None:
    # This is why `make perf` is open-loop: the same server, the same stall, and one slow request.
    with stub(stalling_once(1.0, at=100)) as target:
        shots = itertools.repeat(shot("get", target, "GET", "/", {}))
        hits = asyncio.run(closed_loop(target, shots, clients=1, seconds=1.5))
    assert len(hits) >= 100
    assert sum(hit.seconds > 0.8 for hit in hits) == 1


def test_refusals_and_broken_connections_are_errors() -> None:
    def answer(number: int) -> bytes:
        return (
            OK,
            b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: x\r\n\r\n",
        )[number % 3]

    with stub(answer) as target:
        shots = itertools.repeat(shot("get", target, "GET", "/", {}))
        hits = asyncio.run(open_loop(target, shots, rate=300, seconds=0.1))
    assert sorted({hit.status for hit in hits}) == [0, 200, 503]
    assert sum(hit.failed for hit in hits) == 20


def test_nobody_listening_is_an_error_and_not_a_crash() -> None:
    with stub(lambda _: OK) as target:
        gone = target
    shots = itertools.repeat(shot("get", gone, "GET", "/", {}))
    hits = asyncio.run(open_loop(gone, shots, rate=50, seconds=0.1))
    assert [hit.status for hit in hits] == [0] * 5


def test_a_body_is_announced_and_sent() -> None:
    made = shot("post", Target("127.0.0.1", 80), "POST", "/v1/x", {"A": "b"}, b'{"c": 1}')
    assert made.data == (
        b"POST /v1/x HTTP/1.1\r\nHost: 127.0.0.1:80\r\nA: b\r\n"
        b'Content-Type: application/json\r\nContent-Length: 8\r\n\r\n{"c": 1}'
    )


@pytest.mark.parametrize(
    ("percent", "expected"), [(0, 1), (1, 1), (50, 50), (95, 95), (99, 99), (99.5, 100), (100, 100)]
)
def test_a_percentile_is_a_value_that_was_seen(percent: float, expected: float) -> None:
    assert percentile([float(value) for value in range(100, 0, -1)], percent) == expected
    assert percentile([7.0], percent) == 7.0
