"""Errors as problem+json (RFC 9457): one shape, and a `type` that a program can switch on."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from departures.features.state import StaleStateError, UnpublishedError

TITLES = {401: "Unauthorized", 404: "Not found", 405: "Method not allowed"}


class Unauthorized(Exception):  # noqa: N818 - it is an answer, not a fault
    """The token is missing or wrong."""


def problem(status: int, kind: str, title: str, detail: str, **more: Any) -> JSONResponse:
    """Make an answer."""
    content = {"type": f"/problems/{kind}", "title": title, "status": status, "detail": detail, **more}
    return JSONResponse(content, status, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    """Turn every way to fail into a problem."""

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, why: RequestValidationError) -> JSONResponse:
        # The value that was sent is not repeated: an answer that echoes is an answer that leaks.
        errors = [{"at": "/".join(map(str, error["loc"][1:])), "says": error["msg"]} for error in why.errors()]
        return problem(422, "invalid-request", "The request does not hold", f"{len(errors)} errors", errors=errors[:20])

    @app.exception_handler(StaleStateError)
    def stale(_: Request, why: StaleStateError) -> JSONResponse:
        return problem(409, "state-stale", "The state ends too early", str(why))

    @app.exception_handler(UnpublishedError)
    def unpublished(_: Request, why: UnpublishedError) -> JSONResponse:
        return problem(409, "schedule-missing", "No schedule of that day", str(why))

    @app.exception_handler(Unauthorized)
    def unauthorized(_: Request, __: Unauthorized) -> JSONResponse:
        answer = problem(401, "unauthorized", TITLES[401], "send Authorization: Bearer <API_TOKEN>")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    @app.exception_handler(HTTPException)
    def other(_: Request, why: HTTPException) -> JSONResponse:
        title = TITLES.get(why.status_code, "Not possible")
        return problem(why.status_code, title.lower().replace(" ", "-"), title, str(why.detail))

    @app.exception_handler(Exception)
    def broken(_: Request, __: Exception) -> JSONResponse:
        return problem(500, "internal", "Something is broken", "the log of the service says more")
