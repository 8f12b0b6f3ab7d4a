"""Refusals as problem documents (RFC 9457), with nothing inside that helps to get further."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from collections.abc import Mapping

TYPE: Final = "application/problem+json; charset=utf-8"


class Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """Ends a request with this answer."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers


def problem(status: int, detail: str = "", headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Make the answer."""
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    if detail:
        content["detail"] = detail
    return JSONResponse(content, status, dict(headers or {}), media_type=TYPE)
