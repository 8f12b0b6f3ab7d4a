"""The API and its page: ask, open a passage, see whether the service is alive and ready, and what it did."""

from __future__ import annotations

import hmac
import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse

from handbook.observe import log
from handbook.observe.metrics import Metrics
from handbook.web import bodies, problems
from handbook.web.limits import Limiter
from handbook.web.problems import ProblemError
from handbook.wiring import Parts

LOG = logging.getLogger("handbook.web")
PAGE = Path(__file__).parent / "page"
MOST_BYTES = 64 * 1024
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
FILES = {"/": "index.html", "/page.js": "page.js", "/page.css": "page.css"}
STATUS_KINDS = {404: "not-found", 405: "method-not-allowed"}


def create(parts: Parts, clock: Callable[[], float] = time.monotonic) -> FastAPI:
    """Make the application."""
    app = FastAPI(title="handbook", docs_url=None, redoc_url=None, openapi_url=None)
    limiter = Limiter(parts.settings.per_minute, clock)
    metrics = Metrics()

    @app.middleware("http")
    async def headers(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
        answer = await call(request)
        answer.headers.update(HEADERS)
        return answer

    @app.exception_handler(ProblemError)
    async def refused(_request: Request, problem: ProblemError) -> JSONResponse:
        return problems.response(problem)

    @app.exception_handler(HTTPException)
    async def unknown(_request: Request, error: HTTPException) -> JSONResponse:
        return problems.response(ProblemError(STATUS_KINDS.get(error.status_code, "malformed")))

    @app.exception_handler(Exception)
    async def broken(_request: Request, _error: Exception) -> JSONResponse:
        return problems.response(ProblemError("internal"))

    @app.post("/ask")
    async def ask(request: Request) -> dict[str, Any]:
        authorise(parts.settings.token, request)
        client = request.client.host if request.client else "unknown"
        if seconds := limiter.wait(client):
            raise ProblemError("rate-limited", f"try again in {seconds} s", {"Retry-After": str(seconds)})
        question, as_of = bodies.read_question(await body(request))
        if missing := await run_in_threadpool(parts.ready):
            raise ProblemError("not-ready", missing)
        asked = await run_in_threadpool(parts.ask, question, as_of)
        metrics.add(asked)
        LOG.info(log.line(asked, parts.retriever().index.version, question if parts.settings.trace_text else None))
        return bodies.answer(asked)

    @app.get("/passages/{name}")
    async def passage(name: str) -> dict[str, Any]:
        index = (await run_in_threadpool(parts.retriever)).index
        if name not in index.passages:
            raise ProblemError("not-found")
        return bodies.passage(index.passages[name], index)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz")
    async def readyz() -> dict[str, str]:
        if missing := await run_in_threadpool(parts.ready):
            raise ProblemError("not-ready", missing)
        return {"status": "ready", "index": parts.retriever().index.version, "mode": parts.settings.mode.value}

    @app.get("/metrics")
    async def counters() -> PlainTextResponse:
        return PlainTextResponse(metrics.text(), media_type="text/plain; version=0.0.4")

    @app.get("/favicon.ico", status_code=204)
    async def icon() -> Response:
        return Response(
            status_code=204
        )  # browsers ask for one by themselves; an error in their console would look like one

    for path, name in FILES.items():
        app.add_api_route(path, _file(name), methods=["GET"])
    return app


def authorise(token: str | None, request: Request) -> None:
    """Compare the token in constant time; without a configured token the service is open, which production refuses."""
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token and not hmac.compare_digest(given.encode(), token.encode()):
        raise ProblemError("unauthorized", headers={"WWW-Authenticate": "Bearer"})


async def body(request: Request) -> bytes:
    """Read a body up to the limit, whatever its length header claims."""
    read = bytearray()
    async for block in request.stream():
        read += block
        if len(read) > MOST_BYTES:
            raise ProblemError("body-too-large")
    return bytes(read)


def _file(name: str) -> Callable[[], FileResponse]:
    def file() -> FileResponse:
        return FileResponse(PAGE / name)

    return file
