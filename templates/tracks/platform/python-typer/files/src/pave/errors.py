"""What can go wrong for a user, with the exit code and the command that helps."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes; they are part of what `pave` promises."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    PRECONDITION = 3
    PLATFORM = 4
    BUG = 70
    INTERRUPTED = 130


class PaveError(Exception):
    """A fault that has one line, perhaps a cause, and a hint with a command that works."""

    exit = Exit.PRECONDITION

    def __init__(self, message: str, *, hint: str = "", cause: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.cause = cause


class UsageError(PaveError):
    """What was asked for cannot be meant."""

    exit = Exit.USAGE


class PreconditionError(PaveError):
    """Something has to be there first."""


class ApiError(PaveError):
    """The platform API failed or refused."""

    exit = Exit.PLATFORM
