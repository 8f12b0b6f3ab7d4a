"""Typed errors of the SDK: a caller chooses by class, a person reads the sentence.

The names say what happened and carry no "Error": `except NotFound` reads as it is meant.
"""

from __future__ import annotations


class PlatformError(Exception):
    """Whatever a call to the platform API can end with."""

    def __init__(self, message: str, *, request_id: str = "", status: int | None = None) -> None:
        super().__init__(f"{message} (request {request_id})" if request_id else message)
        self.message = message
        self.request_id = request_id
        self.status = status


class NotFound(PlatformError):
    """There is no such thing."""


class Conflict(PlatformError):
    """It contradicts what is there already."""


class Invalid(PlatformError):
    """The request was refused; `fields` says which part of it and why."""

    def __init__(self, message: str, fields: dict[str, str], *, request_id: str, status: int) -> None:
        super().__init__(message, request_id=request_id, status=status)
        self.fields = fields


class Unauthorized(PlatformError):
    """The token is missing, wrong or expired."""


class RateLimited(PlatformError):
    """Too many requests, still after the last attempt."""


class Unavailable(PlatformError):
    """No usable answer in the time given. The effect of a write is not known; the same call may be made again."""


class ProtocolError(PlatformError):
    """An answer that the contract does not know: a proxy's page, broken JSON, a missing field."""
