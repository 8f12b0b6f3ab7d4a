"""Versions as ETags, and what clients say about the versions they have (RFC 9110, section 13)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.responses import Response

from ledger.domain.errors import PreconditionRequired

if TYPE_CHECKING:
    from ledger.http.schemas import Account, Transfer

PRIVATE = {"Cache-Control": "private, no-cache"}
NEVER = {"Cache-Control": "no-store"}
_TAG = re.compile(r'(W/)?("[^"]*")')


def etag(version: int) -> str:
    """Write a version as a strong ETag."""
    return f'"v{version}"'


def is_unchanged(if_none_match: str | None, version: int) -> bool:
    """Tell whether the client's copy is current; for reading, a weak tag is as good as a strong one."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or etag(version) in {tag for _weak, tag in _TAG.findall(if_none_match)}


def may_change(if_match: str, version: int) -> bool:
    """Tell whether the client has seen this version; for writing, a weak tag proves nothing."""
    strong = {tag for weak, tag in _TAG.findall(if_match) if not weak}
    return if_match.strip() == "*" or etag(version) in strong


def required(if_match: str | None) -> str:
    """Return the header, without which a change is refused: nobody overwrites what they have not seen."""
    if if_match is None:
        message = "Send If-Match with the ETag that was read."
        raise PreconditionRequired(message)
    return if_match


def conditional(shown: Account | Transfer, if_none_match: str | None) -> Response:
    """Send a resource, or only the news that the client's copy is current."""
    headers = PRIVATE | {"ETag": etag(shown.version)}
    if is_unchanged(if_none_match, shown.version):
        return Response(status_code=304, headers=headers)
    return Response(shown.encode(), 200, headers, "application/json")
