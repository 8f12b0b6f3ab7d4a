"""Reading a JSON body: its type, its size and its form are checked before a validator sees it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from fastapi import Request
from fastapi.routing import APIRoute

from ledger.http.problems import ProblemError, ProblemType

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from starlette.responses import Response

MOST_BYTES = 64 * 1024


class JsonRequest(Request):
    """A request whose body is read by our rules. FastAPI asks for `body()` first and then for `json()`."""

    async def body(self) -> bytes:
        """Read the body, and stop reading as soon as it is too large."""
        if not hasattr(self, "_body"):
            self._check_type()
            self._body = await self._read()
        return self._body

    async def json(self) -> Any:  # noqa: ANN401 - JSON may be anything
        """Parse the body; what is not JSON by the standard is refused, `NaN` too."""
        if not hasattr(self, "_json"):
            body = await self.body()
            try:
                self._json = json.loads(body.decode("utf-8"), parse_constant=_refuse)
            except (ValueError, RecursionError):
                raise ProblemError(ProblemType.MALFORMED_BODY, "The body is not JSON.") from None
        return self._json

    def _check_type(self) -> None:
        media_type = self.headers.get("content-type", "").split(";")[0].strip().lower()
        if media_type != "application/json":
            raise ProblemError(ProblemType.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json.")

    async def _read(self) -> bytes:
        announced = self.headers.get("content-length", "0")
        if not announced.isdecimal() or int(announced) > MOST_BYTES:
            raise _too_large()
        chunks, size = [], 0
        async for chunk in self.stream():
            size += len(chunk)
            if size > MOST_BYTES:
                raise _too_large()
            chunks.append(chunk)
        body = b"".join(chunks)
        if not body:
            raise ProblemError(ProblemType.MALFORMED_BODY, "The body is empty.")
        return body


class Route(APIRoute):
    """A route that hands its endpoint a `JsonRequest`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the request before FastAPI looks at it."""
        handle = super().get_route_handler()

        async def handle_json(request: Request) -> Response:
            wrapped = JsonRequest(request.scope, request.receive)
            if self.body_field is not None:
                await wrapped.json()  # here, because FastAPI would turn our problems into its own
            return await handle(wrapped)

        return handle_json


def _too_large() -> ProblemError:
    return ProblemError(ProblemType.BODY_TOO_LARGE, "The body is larger than 64 KiB.")


def _refuse(_constant: str) -> NoReturn:
    message = "not JSON"
    raise ValueError(message)
