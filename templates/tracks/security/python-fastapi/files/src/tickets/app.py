"""The application: routes, refusals and what holds for every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from tickets.middleware import BodyLimit, SafeHeaders
from tickets.problems import Refusal, problem
from tickets.routes import router
from tickets.session import authenticated

if TYPE_CHECKING:
    from fastapi import Request
    from starlette.responses import Response

    from tickets.context import Context


class Json(JSONResponse):
    """Says its encoding, like every other answer."""

    media_type = "application/json; charset=utf-8"


async def _invalid(request: Request, why: Exception) -> Response:
    # FastAPI reads JSON before it asks who sent it; a stranger's broken JSON still gets the stranger's answer.
    if request.url.path != "/login":
        try:
            authenticated(request)
        except Refusal as refusal:
            return await _refused(request, refusal)
    return await _refused(request, why)


async def _refused(_request: Request, why: Exception) -> Response:
    if isinstance(why, Refusal):
        return problem(why.status, why.detail, why.headers)
    if isinstance(why, HTTPException):
        return problem(why.status_code, headers=why.headers)
    return problem(422, "The request does not have the right form.")


def create_app(context: Context) -> FastAPI:
    """Build it. No documentation routes: each would be open to everybody."""
    app = FastAPI(openapi_url=None, default_response_class=Json)
    app.state.context = context
    app.include_router(router)
    app.add_middleware(BodyLimit)
    app.add_middleware(SafeHeaders)
    for kind in (Refusal, HTTPException):
        app.add_exception_handler(kind, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    return app
