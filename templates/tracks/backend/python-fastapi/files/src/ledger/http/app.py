"""Puts routes, layers and error handlers together."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import anyio.to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from ledger.domain.errors import Refusal
from ledger.http import (
    docs,
    problems,
    routes_accounts,
    routes_auth,
    routes_reports,
    routes_system,
    routes_transfers,
)
from ledger.http.faults import problem_of
from ledger.http.middleware import CatchBugs, Cors, RequestTrace
from ledger.http.problems import ProblemError, ProblemType

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from starlette.responses import Response

    from ledger.http.deps import Services

ROUTERS = tuple(
    module.router for module in (routes_auth, routes_accounts, routes_transfers, routes_reports, routes_system)
)


def make_app(services: Services, *, origins: Sequence[str], loopback_origins: bool, threads: int) -> FastAPI:
    """Build the application."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # Fewer threads than the default 40: on few cores they fight for the interpreter more than they help.
        anyio.to_thread.current_default_thread_limiter().total_tokens = threads
        yield

    app = FastAPI(
        title="Ledger",
        version="1.0.0",
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        separate_input_output_schemas=False,
    )
    app.state.services = services
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(Refusal, _refuse)
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)
    app.add_middleware(CatchBugs)
    app.add_middleware(Cors, origins=origins, loopback=loopback_origins)
    app.add_middleware(RequestTrace)
    app.openapi = lambda: docs.document(app)  # type: ignore[method-assign] # FastAPI's documented way
    return app


def _answer(request: Request, problem: ProblemError) -> Response:
    return problems.answer(problem, request.scope["state"]["request_id"])


async def _refuse(request: Request, fault: Exception) -> Response:
    if not isinstance(fault, Refusal):
        raise fault
    return _answer(request, problems.from_refusal(fault))


async def _problem(request: Request, fault: Exception) -> Response:
    if not isinstance(fault, ProblemError):
        raise fault
    return _answer(request, fault)


async def _invalid(request: Request, fault: Exception) -> Response:
    if not isinstance(fault, RequestValidationError):
        raise fault
    return _answer(request, problem_of(fault.errors()))


async def _framework(request: Request, fault: Exception) -> Response:
    """Write what the framework itself refuses, which is unknown paths and methods."""
    if isinstance(fault, HTTPException) and fault.status_code == 405:  # noqa: PLR2004
        allowed = {"Allow": ", ".join(_methods_of(request))}
        return _answer(request, ProblemError(ProblemType.METHOD_NOT_ALLOWED, "See the header Allow.", allowed))
    return _answer(request, ProblemError(ProblemType.NOT_FOUND, "There is nothing at this address."))


def _methods_of(request: Request) -> list[str]:
    """List the methods of a path over all of its routes; the framework names those of the first one only."""
    found: set[str] = set()
    for route in (route for router in ROUTERS for route in router.routes):
        match, _scope = route.matches(request.scope)
        if match is not Match.NONE:
            found |= set(getattr(route, "methods", None) or ())
    return sorted(found)
