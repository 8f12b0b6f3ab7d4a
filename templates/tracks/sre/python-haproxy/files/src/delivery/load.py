"""Open-loop load: requests are sent when they are due, whether or not earlier ones were answered.

A closed loop would wait for slow answers and thereby hide them: while the service stalls, nobody would be counted.
"""

from __future__ import annotations

import asyncio
import json
import random
import threading
import time
import urllib.parse
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOST_RPS, MOST_SECONDS = 200, 120
ANSWER_SECONDS = 10.0
OK = 200
SKUS = (
    *("kettle-1l", "mug-blue", "teapot-iron", "tea-assam", "tea-sencha"),
    *("tea-rooibos", "honey-lime", "strainer", "tray-oak", "timer-sand"),
)


class LoadError(Exception):
    """Load that is not allowed here; the message says what is."""


@dataclass(frozen=True)
class Shot:
    """One request: when it was due, what came back (0: nothing), how long it took from then, and who answered."""

    t: float
    status: int
    ms: float
    server: str
    trace_id: str

    def line(self) -> str:
        """Write it as short as it can be read; the trace only where somebody will want to look."""
        data: dict[str, object] = {"t": self.t, "s": self.status, "ms": self.ms, "by": self.server}
        return json.dumps(data if self.status == OK else data | {"trace": self.trace_id}, separators=(",", ":"))

    @classmethod
    def read(cls, line: str) -> Shot:
        """Read a line back."""
        data = json.loads(line)
        return cls(data["t"], data["s"], data["ms"], data["by"], data.get("trace", ""))


def loopback(url: str) -> tuple[str, int]:
    """Return host and port of an address of this machine, and refuse every other: load is never sent to strangers."""
    parts = urllib.parse.urlsplit(url)
    if parts.hostname not in {"127.0.0.1", "::1", "localhost"} or parts.scheme != "http" or not parts.port:
        raise LoadError(f"requests go to this machine only, not to {parts.hostname}")
    return parts.hostname, parts.port


class Load:
    """Quotes for every product in turn, each ten in another order, from a thread of its own.

    The order is shuffled because the edge deals requests out in turn, too: with a fixed order the canary would be
    asked for the same product again and again.
    """

    def __init__(self, url: str, rps: int, clock: Callable[[], float], seconds: float = MOST_SECONDS) -> None:
        self._address = loopback(url)
        if not 1 <= rps <= MOST_RPS or not 0 < seconds <= MOST_SECONDS:
            raise LoadError(f"at most {MOST_RPS} requests a second for {MOST_SECONDS} seconds")
        self._rps, self._seconds, self._clock = rps, seconds, clock
        self._stop = threading.Event()
        self._chance = random.Random(7)  # noqa: S311 - an order that repeats # nosec B311
        self.shots: list[Shot] = []
        self._thread = threading.Thread(target=lambda: asyncio.run(self._send()), daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> list[Shot]:
        """Send nothing more, wait for the answers under way, and return everything in the order of sending."""
        self._stop.set()
        return self.wait()

    def wait(self) -> list[Shot]:
        """Wait until it has run its time."""
        self._thread.join()
        return sorted(self.shots, key=lambda shot: shot.t)

    async def _send(self) -> None:
        under_way: set[asyncio.Task[None]] = set()
        began, number, skus = time.perf_counter(), 0, list[str]()
        while not self._stop.is_set() and number < self._seconds * self._rps:
            wait = began + number / self._rps - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(min(wait, 0.1))
                continue
            skus = skus or self._chance.sample(SKUS, len(SKUS))
            task = asyncio.create_task(self._one(skus.pop(), 1 + number % 30, -wait))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            number += 1
        if under_way:
            await asyncio.wait(under_way)

    async def _one(self, sku: str, quantity: int, late: float) -> None:
        trace_id = f"{self._chance.getrandbits(128):032x}"
        due, began = self._clock() - late, time.perf_counter() - late
        try:
            status, server = await asyncio.wait_for(self._ask(sku, quantity, trace_id), ANSWER_SECONDS)
        except (OSError, ValueError, IndexError, asyncio.IncompleteReadError, TimeoutError):
            status, server = 0, ""
        ms = (time.perf_counter() - began) * 1000
        self.shots.append(Shot(round(due, 3), status, round(ms, 1), server, trace_id))

    async def _ask(self, sku: str, quantity: int, trace_id: str) -> tuple[int, str]:
        reader, writer = await asyncio.open_connection(*self._address)
        try:
            writer.write(
                f"GET /quotes?sku={sku}&quantity={quantity} HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n"
                f"traceparent: 00-{trace_id}-{trace_id[:16]}-01\r\n\r\n".encode()
            )
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            await reader.read()
        finally:
            writer.close()
        served = [line.partition(":")[2].strip() for line in head if line.lower().startswith("x-served-by:")]
        return int(head[0].split()[1]), (served or [""])[0]


def write(shots: list[Shot], path: Path) -> None:
    """Write all shots, one a line."""
    path.write_text("".join(shot.line() + "\n" for shot in shots), encoding="utf-8")


def read(path: Path) -> list[Shot]:
    """Read them back."""
    return [Shot.read(line) for line in path.read_text(encoding="utf-8").splitlines()]


def summary(shots: list[Shot]) -> str:
    """Say in one line what came back."""
    times = sorted(shot.ms for shot in shots)
    failed = sum(shot.status != OK for shot in shots)
    p95 = times[min(len(times) - 1, int(len(times) * 0.95))] if times else 0.0
    return f"{failed:,} of {len(shots):,} requests failed, p95 {p95:.0f} ms"
