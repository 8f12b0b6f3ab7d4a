"""Three layers around the routes, as plain ASGI: the request's id and log line, CORS, and the last net for bugs.

From the outside in: `RequestTrace`, `Cors`, `CatchBugs`. The net hangs inside CORS, because a browser shows an
answer without CORS headers as a network error and hides that the server had said 500.
"""

from __future__ import annotations

import re
import time
import uuid
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from structlog.contextvars import bind_contextvars, clear_contextvars

from ledger import telemetry
from ledger.http import problems
from ledger.http.problems import ProblemError, ProblemType
from ledger.store.engine import Unavailable

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_log = telemetry.logger("ledger.http")

ALLOWED_HEADERS = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id"
EXPOSED_HEADERS = "ETag, Location, Idempotent-Replayed, Retry-After, WWW-Authenticate, X-Request-Id"
ALLOWED_METHODS = "GET, POST, PATCH"


def header_of(scope: Scope, name: bytes) -> str | None:
    """Read one header of a request."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value.decode("latin-1"))
    return None


class RequestTrace:
    """Gives each request an id, and leaves one log line and one measurement behind."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begin = time.perf_counter()
        asked = header_of(scope, b"x-request-id") or ""
        request_id = asked if _REQUEST_ID.fullmatch(asked) else uuid.uuid4().hex
        state: MutableMapping[str, object] = scope.setdefault("state", {})
        state["request_id"] = request_id
        clear_contextvars()
        bind_contextvars(request_id=request_id)
        status = 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        finally:
            seconds = time.perf_counter() - begin
            route = getattr(scope.get("route"), "path", "unmatched")
            telemetry.LATENCY.labels(scope["method"], route, str(status)).observe(seconds)
            _log.info(
                "request",
                method=scope["method"],
                route=route,
                status=status,
                ms=round(seconds * 1000, 1),
                user_id=state.get("user_id"),
            )


class Cors:
    """Lets pages of the listed origins call the API with a bearer token; cookies are never involved."""

    def __init__(self, app: ASGIApp, origins: Sequence[str], *, loopback: bool) -> None:
        self._app = app
        self._origins = frozenset(origins)
        self._loopback = loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, or add the headers to an answer."""
        origin = header_of(scope, b"origin") if scope["type"] == "http" else None
        if origin is None:
            await self._app(scope, receive, send)
            return
        added = [(b"vary", b"Origin")]
        if self._is_allowed(origin):
            added.append((b"access-control-allow-origin", origin.encode("latin-1")))
            added.append((b"access-control-expose-headers", EXPOSED_HEADERS.encode()))
        if scope["method"] == "OPTIONS" and header_of(scope, b"access-control-request-method"):
            added.append((b"access-control-allow-methods", ALLOWED_METHODS.encode()))
            added.append((b"access-control-allow-headers", ALLOWED_HEADERS.encode()))
            added.append((b"access-control-max-age", b"600"))
            await send({"type": "http.response.start", "status": 204, "headers": added})
            await send({"type": "http.response.body", "body": b""})
            return

        async def send_with_cors(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app(scope, receive, send_with_cors)

    def _is_allowed(self, origin: str) -> bool:
        if origin in self._origins or "*" in self._origins:
            return True
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        return self._loopback and parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"}


class CatchBugs:
    """Turns whatever nobody expected into a problem that says nothing of what broke; the log says it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request; an answer that has begun cannot be taken back, so then the connection is dropped."""
        begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Exception as fault:
            if begun or scope["type"] != "http":
                raise
            if isinstance(fault, Unavailable):
                _log.error("database_unavailable", exc_info=fault)
                problem = ProblemError(ProblemType.UNAVAILABLE, "Try again in a moment.", {"Retry-After": "1"})
            else:
                _log.error("unexpected_fault", exc_info=fault)
                problem = ProblemError(
                    ProblemType.INTERNAL,
                    "Something broke here; the request id finds it in the log.",
                )
            await problems.answer(problem, scope["state"]["request_id"])(scope, receive, send)
