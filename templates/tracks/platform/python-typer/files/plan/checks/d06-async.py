"""`AsyncPlatform` keeps every promise of `Platform`: a table of faults is played to both, and they must not differ."""

from __future__ import annotations

import ast
import asyncio
import importlib
import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from pave.sdk import Platform, PlatformError, Retry, Timeouts
from pave.sdk.transport import World

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
BODY = {
    "id": "dep-1",
    "service": "a",
    "version": "1",
    "state": "started",
    "name": "a",
    "owner": "@a",
    "created_at": "x",
}
FAULTS: list[Any] = [408, 429, 502, 503, 504, httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError]
TABLE = [
    *([fault] for fault in FAULTS),
    *([fault, fault] for fault in (503, httpx.ConnectError)),
    *([fault] * 4 for fault in (503, 429, httpx.ReadTimeout)),
    [400], [401], [404], [409], [422], [500], [307],
    ["after"], ["html"], ["broken"], ["empty"],
]  # fmt: skip


def sdk(name: str) -> Any:
    module, _, attribute = name.rpartition(".")
    try:
        return getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError):
        pytest.fail(f"{attribute} is missing from {module}", pytrace=False)


@dataclass
class Play:
    """Answers by a script and keeps what was seen."""

    script: list[Any]
    takes: float = 0.0
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.seconds += self.takes
        step = self.script.pop(0) if self.script else 200
        if isinstance(step, type):
            raise step("as the script says", request=request)
        known = {
            "after": httpx.Response(429, headers={"Retry-After": "3"}),
            "html": httpx.Response(200, html="<html></html>"),
            "broken": httpx.Response(200, content=b"{"),
            "empty": httpx.Response(200, json={}),
        }
        return known[step] if step in known else httpx.Response(step, json=BODY if step < 300 else {"title": "no"})

    def sleep(self, seconds: float) -> None:
        self.waits.append(round(seconds, 6))
        self.seconds += seconds

    async def asleep(self, seconds: float) -> None:
        self.sleep(seconds)

    def words(self) -> dict[str, Any]:
        return {"clock": lambda: self.seconds, "chance": lambda: 0.5, "now": lambda: NOW}

    def seen(self, end: str) -> dict[str, Any]:
        keys = [request.headers.get("Idempotency-Key") for request in self.requests]
        return {
            "attempts": len(self.requests),
            "waits": self.waits,
            "one key": len(set(keys)) == 1,
            "has a key": keys[0] is not None,
            "request ids": len({request.headers["X-Request-Id"] for request in self.requests}),
            "paths": {request.url.raw_path for request in self.requests},
            "end": end,
        }


def sync(play: Play, method: str) -> dict[str, Any]:
    world = World(sleep=play.sleep, **play.words())
    with Platform("http://p.test", "t", transport=httpx.MockTransport(play), world=world) as platform:
        try:
            end = repr(platform.deployments.start("a", "1") if method == "start" else platform.services.get("a"))
        except PlatformError as fault:
            end = type(fault).__name__
    return play.seen(end)


def build(play: Play, **more: Any) -> Any:
    world = sdk("pave.sdk.aio.AsyncWorld")(sleep=play.asleep, **play.words())
    return sdk("pave.sdk.AsyncPlatform")("http://p.test", "t", transport=httpx.MockTransport(play), world=world, **more)


async def later(play: Play, method: str) -> dict[str, Any]:
    async with build(play) as platform:
        try:
            if method == "start":
                end = repr(await platform.deployments.start("a", "1"))
            else:
                end = repr(await platform.services.get("a"))
        except PlatformError as fault:
            end = type(fault).__name__
    return play.seen(end)


def test_the_table_has_24_scenarios() -> None:
    assert len(TABLE) == 24


@pytest.mark.parametrize("method", ["start", "get"])
@pytest.mark.parametrize("script", TABLE, ids=str)
def test_both_clients_do_the_same(script: list[Any], method: str) -> None:
    assert asyncio.run(later(Play(list(script)), method)) == sync(Play(list(script)), method)


def test_the_limit_of_a_call_holds() -> None:
    async def run() -> int:
        play = Play([httpx.ReadTimeout] * 9, takes=10.0)
        async with build(play) as platform:
            with pytest.raises(PlatformError):
                await platform.services.get("a")
        return len(play.requests)

    assert asyncio.run(run()) == 3


def test_a_list_is_walked_as_it_is_needed() -> None:
    async def run() -> tuple[list[str], int]:
        play = Play([])
        pages = itertools.count(1)

        def answer(request: httpx.Request) -> httpx.Response:
            play.requests.append(request)
            return httpx.Response(200, json={"items": [BODY, BODY], "next_cursor": str(next(pages))})

        platform = sdk("pave.sdk.AsyncPlatform")("http://p.test", "t", transport=httpx.MockTransport(answer))
        names = []
        async with platform:
            async for service in platform.services.list(page_size=2):
                names.append(service.name)
                if len(names) == 3:
                    break
        return names, len(play.requests)

    assert asyncio.run(run()) == (["a", "a", "a"], 2)


def test_a_cancelled_call_sends_nothing_more() -> None:
    async def run() -> int:
        count = 0
        begun = asyncio.Event()

        async def answer(_: httpx.Request) -> httpx.Response:
            nonlocal count
            count += 1
            begun.set()
            await asyncio.sleep(3600)
            return httpx.Response(200, json=BODY)

        platform = sdk("pave.sdk.AsyncPlatform")("http://p.test", "t", transport=httpx.MockTransport(answer))
        async with platform:
            task = asyncio.create_task(platform.services.get("a"))
            await asyncio.wait_for(begun.wait(), 30)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(task, 30)
            await asyncio.sleep(0.05)
        return count

    assert asyncio.run(run()) == 1


def test_a_hundred_calls_at_once_stay_within_ten_connections() -> None:
    async def run() -> int:
        client = sdk("pave.sdk.AsyncPlatform")
        here = most = 0
        body = b'{"name": "a", "owner": "@a", "created_at": "x"}'
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal here, most
            here += 1
            most = max(most, here)
            try:
                while await reader.readuntil(b"\r\n\r\n"):
                    await asyncio.sleep(0.005)
                    writer.write(head + body)
                    await writer.drain()
            except (asyncio.IncompleteReadError, ConnectionError):
                pass
            finally:
                here -= 1
                writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        retry, times = Retry(), Timeouts(connect=30, read=30, total=60)
        async with client(f"http://127.0.0.1:{port}", "t", times, retry) as platform:
            found = await asyncio.gather(*(platform.services.get("a") for _ in range(100)))
        server.close()
        assert len(found) == 100
        return most

    assert asyncio.run(run()) <= 10


def test_the_policy_is_one_and_waits_for_nothing() -> None:
    text = (ROOT / "src" / "pave" / "sdk" / "retry.py").read_text("utf-8")
    assert not any(isinstance(node, ast.Await | ast.AsyncFunctionDef) for node in ast.walk(ast.parse(text)))
    users = [path.name for path in (ROOT / "src/pave/sdk").glob("*.py") if "next_step(" in path.read_text("utf-8")]
    assert len(users) >= 3, "both clients decide by pave.sdk.retry.next_step"
