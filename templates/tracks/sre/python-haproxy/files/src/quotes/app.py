"""The service over HTTP: one question, three pages about itself, and problem documents for whatever goes wrong."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from opentelemetry.propagate import extract
from opentelemetry.trace import SpanKind, Status, StatusCode
from prometheus_client.exposition import choose_encoder
from starlette.exceptions import HTTPException

from quotes import pricing
from quotes.telemetry import Metrics, tracing

if TYPE_CHECKING:
    from opentelemetry import trace
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from quotes.settings import Settings

LOG = logging.getLogger("quotes")
ABOUT_ITSELF = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked by machines every second; they would drown the customers in every metric and trace."""


@dataclass
class Readiness:
    """Whether the edge may send requests here."""

    ready: bool = field(default=True)


def create(settings: Settings, readiness: Readiness) -> FastAPI:
    """Put the service together."""
    app = FastAPI(title="Quotes", version=settings.release, docs_url=None, redoc_url=None, openapi_url=None)
    metrics = Metrics(settings.release)
    tracer = tracing(settings).get_tracer("quotes")
    app.add_middleware(Telemetry, metrics=metrics, tracer=tracer)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)

    @app.get("/quotes")
    def quote(sku: Annotated[str, Query(max_length=64)], quantity: Annotated[int, Query()] = 1) -> Response:
        with tracer.start_as_current_span("price", attributes={"sku": sku, "quantity": quantity}):
            try:
                found = pricing.quote(sku, quantity)
            except pricing.UnknownSkuError:
                return problem(HTTPStatus.NOT_FOUND, "unknown-sku", "The shop does not sell this product.")
            except pricing.BadQuantityError:
                return problem(
                    HTTPStatus.UNPROCESSABLE_ENTITY, "bad-quantity", f"A quantity is 1 to {pricing.LARGEST_QUANTITY}."
                )
        return answer(HTTPStatus.OK, asdict(found) | {"release": settings.release})

    @app.get("/healthz")
    def healthz() -> Response:
        return answer(HTTPStatus.OK, {"status": "alive"})

    @app.get("/readyz")
    def readyz() -> Response:
        if readiness.ready:
            return answer(HTTPStatus.OK, {"status": "ready"})
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, "leaving", "This process is about to stop.")

    @app.get("/metrics")
    def page(request: Request) -> Response:
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(metrics.registry), media_type=content_type)

    return app


class Telemetry:
    """Wraps every request of a customer: one span, one observation, and never a stack trace in the answer."""

    def __init__(self, app: ASGIApp, metrics: Metrics, tracer: trace.Tracer) -> None:
        self._app = app
        self._metrics = metrics
        self._tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] in ABOUT_ITSELF:
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        with self._tracer.start_as_current_span("GET /quotes", extract(headers), kind=SpanKind.SERVER) as span:
            try:
                await self._app(scope, receive, watched)
            except Exception:
                LOG.exception("request failed")
                if not status:
                    failed = problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "The fault is ours.")
                    await failed(scope, receive, watched)
            route = _template(scope)
            span.update_name(f"{scope['method']} {route}")
            span.set_attributes({"http.route": route, "http.response.status_code": status})
            if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                span.set_status(Status(StatusCode.ERROR))
            trace_id = f"{span.get_span_context().trace_id:032x}"
            self._metrics.observe(route, status, time.perf_counter() - began, trace_id)


def _template(scope: Scope) -> str:
    """Name the route, never the path: a stranger who tries a thousand paths must not make a thousand series."""
    return getattr(scope.get("route"), "path", "unmatched")


def answer(status: int, body: dict[str, Any], media_type: str = "application/json") -> Response:
    """Make a JSON answer."""
    return Response(json.dumps(body), status, media_type=media_type)


def problem(status: HTTPStatus, kind: str, detail: str) -> Response:
    """Make a problem document (RFC 9457); it repeats nothing that the caller sent."""
    body = {"type": f"/problems/{kind}", "title": status.phrase, "status": status.value, "detail": detail}
    return answer(status, body, "application/problem+json")


async def _invalid(_request: Request, fault: Exception) -> Response:
    errors = fault.errors() if isinstance(fault, RequestValidationError) else []
    names = sorted({str(error["loc"][-1]) for error in errors if error["loc"][-1] in {"sku", "quantity"}})
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", f"Missing or malformed: {', '.join(names)}.")


async def _refused(_request: Request, fault: Exception) -> Response:
    status = HTTPStatus(fault.status_code) if isinstance(fault, HTTPException) else HTTPStatus.BAD_REQUEST
    return problem(status, status.name.lower().replace("_", "-"), "There is one question here: GET /quotes.")
