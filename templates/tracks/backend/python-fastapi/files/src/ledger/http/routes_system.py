"""Probes, metrics, and the contract itself."""

from __future__ import annotations

import hmac
from functools import cache
from pathlib import Path

import yaml
from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from ledger import telemetry
from ledger.http import schemas
from ledger.http.deps import Have
from ledger.http.docs import refused
from ledger.http.etags import NEVER, PRIVATE
from ledger.http.problems import ProblemError, ProblemType
from ledger.http.reference import reference_page

router = APIRouter(tags=["system"])
CONTRACT = Path(__file__).resolve().parents[3] / "contract" / "openapi.yaml"


@cache
def contract() -> dict[str, object]:
    """Read the contract; it is the document that is served, the code only has to agree with it."""
    parsed: dict[str, object] = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    return parsed


@router.get("/healthz", operation_id="health", response_model=schemas.Health)
async def health() -> Response:
    """Say that the process answers. It runs on the event loop and needs neither thread nor database."""
    return Response(schemas.Health(status="ok").encode(), 200, PRIVATE, "application/json")


@router.get("/readyz", operation_id="ready", response_model=schemas.Health, responses=refused(503))
def ready(have: Have) -> Response:
    """Say whether this process should be given requests."""
    if not have.is_ready():
        detail = "Draining, or the database is not reachable, or its schema is older than this release."
        raise ProblemError(ProblemType.UNAVAILABLE, detail, {"Retry-After": "5"})
    return Response(schemas.Health(status="ok").encode(), 200, PRIVATE, "application/json")


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request, have: Have) -> Response:
    """Show the measurements of all processes, to whoever holds the token."""
    expected = have.metrics_token
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not (have.metrics_open or (expected and hmac.compare_digest(given.encode(), expected.encode()))):
        raise ProblemError(ProblemType.NOT_FOUND, "There is nothing here.")
    text = telemetry.exposition(have.gauges(), have.multiprocess_dir)
    return Response(text, 200, NEVER, "text/plain; version=0.0.4; charset=utf-8")


@router.get("/openapi.json", include_in_schema=False)
def openapi() -> Response:
    """Serve the contract."""
    return JSONResponse(contract())


@router.get("/docs", include_in_schema=False)
def reference() -> Response:
    """Serve the API reference; it loads nothing from anywhere else."""
    return HTMLResponse(reference_page(contract()))
