"""How a request is written and an answer read; shared by every kind of client, so they cannot differ."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, TypeVar

from pave.sdk.errors import (
    Conflict,
    Invalid,
    NotFound,
    PlatformError,
    ProtocolError,
    RateLimited,
    Unauthorized,
    Unavailable,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

T = TypeVar("T")

AGENT = "pave-sdk"
_BY_STATUS: dict[int, type[PlatformError]] = {
    401: Unauthorized,
    403: Unauthorized,
    404: NotFound,
    409: Conflict,
    429: RateLimited,
}


def new_key() -> str:
    """Return a fresh idempotency key: one per call, whatever happens inside it."""
    return str(uuid.uuid4())


def headers(token: str, request_id: str, key: str | None) -> dict[str, str]:
    """Return the headers of every attempt of one call."""
    found = {
        "Accept": "application/json, application/problem+json",
        "Authorization": f"Bearer {token}",
        "User-Agent": AGENT,
        "X-Request-Id": request_id,
    }
    if key is not None:
        found["Idempotency-Key"] = key
    return found


def decode(response: httpx.Response, request_id: str, parse: Callable[[Any], T]) -> T:
    """Return what a good answer says, read by `parse`; raise the typed error of any other."""
    request_id = response.headers.get("X-Request-Id", request_id)
    status = response.status_code
    if response.is_success:
        try:
            return parse(response.json())
        except ProtocolError as fault:
            raise ProtocolError(fault.message, request_id=request_id, status=status) from None
        except ValueError:
            message = f"the answer is no JSON but {_kind(response)}"
            raise ProtocolError(message, request_id=request_id, status=status) from None
    if response.is_redirect:
        # Followed, it could carry the token to another host.
        message = "the platform API answered with a redirect, which is not followed"
        raise ProtocolError(message, request_id=request_id, status=status)
    raise _problem(response, request_id)


def _problem(response: httpx.Response, request_id: str) -> PlatformError:
    status = response.status_code
    try:
        document = response.json()
    except ValueError:
        document = None
    if not isinstance(document, dict):
        if status in _BY_STATUS or status >= 500:  # noqa: PLR2004  all server errors
            kind = _BY_STATUS.get(status, Unavailable)
            return kind(f"status {status} with {_kind(response)}", request_id=request_id, status=status)
        return ProtocolError(f"status {status} with {_kind(response)}", request_id=request_id, status=status)
    title = str(document.get("detail") or document.get("title") or f"status {status}")
    if status in {400, 422}:
        listed = document.get("fields")
        fields = {str(name): str(why) for name, why in listed.items()} if isinstance(listed, dict) else {}
        return Invalid(title, fields, request_id=request_id, status=status)
    kind = _BY_STATUS.get(status, Unavailable if status >= 500 else ProtocolError)  # noqa: PLR2004
    return kind(title, request_id=request_id, status=status)


def _kind(response: httpx.Response) -> str:
    return str(response.headers.get("Content-Type", "an unnamed type")).split(";")[0]
