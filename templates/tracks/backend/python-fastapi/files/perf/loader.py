"""A small load generator over HTTP/1.1 with connections kept alive, open-loop and closed-loop.

Open-loop means that requests are due by the clock and not by the answers: when the server stalls, the requests that
were due meanwhile have waited too, and their latency counts from the moment they were due. A closed-loop client sends
its next request after the last answer, so a stall of one second costs it one slow request and hides all others.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_CONNECTIONS = 512
PATIENCE_SECONDS = 30.0
NO_ANSWER = 0
ERROR_STATUS = 400


@dataclass(frozen=True)
class Shot:
    """One request, ready to be written to a socket."""

    kind: str
    data: bytes


@dataclass(frozen=True)
class Hit:
    """How one request went; status 0 means that no answer came."""

    kind: str
    seconds: float
    status: int

    @property
    def failed(self) -> bool:
        """Whether this counts as an error."""
        return self.status == NO_ANSWER or self.status >= ERROR_STATUS


@dataclass(frozen=True)
class Target:
    """Where the server listens."""

    host: str
    port: int


def shot(kind: str, target: Target, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Shot:
    """Write out a request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {target.host}:{target.port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return Shot(kind, "\r\n".join([*lines, "", ""]).encode() + body)


class Connections:
    """Idle connections to one server; a new one is opened when all are busy, up to a bound."""

    def __init__(self, target: Target, most: int = MOST_CONNECTIONS) -> None:
        self._target = target
        self._room = asyncio.Semaphore(most)
        self._idle: deque[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = deque()

    async def send(self, data: bytes) -> int:
        """Send one request, read its whole answer and return the status."""
        async with self._room:
            reader, writer = await self._connection()
            try:
                writer.write(data)
                status, keep = await _read_answer(reader)
            except BaseException:
                writer.close()
                raise
            if keep:
                self._idle.append((reader, writer))
            else:
                writer.close()
            return status

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return await asyncio.open_connection(self._target.host, self._target.port)

    async def close(self) -> None:
        """Close what is idle."""
        while self._idle:
            writer = self._idle.pop()[1]
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


async def _read_answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    """Read one answer to its end; return its status and whether the connection may be used again."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split(" ")[1])
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    if "transfer-encoding" in headers:
        message = "the loader reads answers of known length only"
        raise ConnectionError(message)
    await reader.readexactly(int(headers.get("content-length", "0")))
    return status, headers.get("connection", "").lower() != "close"


async def _fire(connections: Connections, one: Shot, since: float) -> Hit:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            status = await connections.send(one.data)
    except (OSError, asyncio.IncompleteReadError, TimeoutError):
        status = NO_ANSWER
    return Hit(one.kind, time.perf_counter() - since, status)


async def open_loop(target: Target, shots: Iterator[Shot], rate: float, seconds: float) -> list[Hit]:
    """Send `rate` requests a second, each at its own moment; latency counts from that moment."""
    connections = Connections(target)
    start = time.perf_counter()
    tasks: list[asyncio.Task[Hit]] = []
    try:
        for number in range(int(rate * seconds)):
            due = start + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(_fire(connections, next(shots), due)))
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await connections.close()


async def closed_loop(target: Target, shots: Iterator[Shot], clients: int, seconds: float) -> list[Hit]:
    """Let clients send one request after the other; latency counts from the sending."""
    connections = Connections(target)
    end = time.perf_counter() + seconds

    async def client() -> list[Hit]:
        hits = []
        while (now := time.perf_counter()) < end:
            hits.append(await _fire(connections, next(shots), now))
        return hits

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(client()) for _ in range(clients)]
        return [hit for task in tasks for hit in task.result()]
    finally:
        await connections.close()


def percentile(values: list[float], percent: float) -> float:
    """Return the smallest value that at least `percent` of all values do not exceed (nearest rank)."""
    ranked = sorted(values)
    rank = -(-len(ranked) * percent // 100)
    return ranked[max(0, int(rank) - 1)]
