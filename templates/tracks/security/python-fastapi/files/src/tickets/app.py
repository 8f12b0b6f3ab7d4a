"""The application: routes, refusals and what holds for every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from tickets.middleware import BodyLimit, SafeHeaders
from tickets.problems import Refusal, problem
from tickets.routes import router

if TYPE_CHECKING:
    from fastapi import Request
    from starlette.responses import Response

    from tickets.context import Context


async def _refused(_request: Request, why: Exception) -> Response:
    if isinstance(why, Refusal):
        return problem(why.status, why.detail, why.headers)
    if isinstance(why, HTTPException):
        return problem(why.status_code, headers=why.headers)
    return problem(422, "The request does not have the right form.")


def create_app(context: Context) -> FastAPI:
    """Build it. No documentation routes: each would be open to everybody."""
    app = FastAPI(openapi_url=None)
    app.state.context = context
    app.include_router(router)
    app.add_middleware(BodyLimit)
    app.add_middleware(SafeHeaders)
    for kind in (Refusal, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, _refused)
    return app
