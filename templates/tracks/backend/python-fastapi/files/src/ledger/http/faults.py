"""Faults of the input, from the validator's words to the contract's. The input itself is never repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger.http.problems import FieldFault, ProblemError, ProblemType

if TYPE_CHECKING:
    from collections.abc import Sequence

_CODES = {
    "missing": ("missing", "Is required."),
    "greater_than_equal": ("too_small", "Must be at least {ge}."),
    "less_than_equal": ("too_large", "Must be at most {le}."),
    "string_too_short": ("too_short", "Must have at least {min_length} characters."),
    "string_too_long": ("too_long", "Must have at most {max_length} characters."),
    "too_short": ("too_short", "Must change something."),
    "string_pattern_mismatch": ("pattern", "Does not have the required form."),
    "string_unicode": ("pattern", "Holds a character that is not valid Unicode."),
    "uuid_format": ("format", "Must be a UUID with dashes."),
    "date_format": ("format", "Must be a day that exists, like 2026-01-31."),
    "enum": ("enum", "Must be one of {expected}."),
    "extra_forbidden": ("unknown_field", "Is not a field of this request."),
}
_KEY_HEADER = ("header", "Idempotency-Key")


def problem_of(faults: Sequence[Any]) -> ProblemError:
    """Turn all faults of one request into one problem."""
    if any(tuple(fault["loc"][:2]) == _KEY_HEADER for fault in faults):
        detail = "Idempotency-Key must be 8 to 128 characters of A-Z a-z 0-9 . _ ~ -"
        return ProblemError(ProblemType.IDEMPOTENCY_KEY_REQUIRED, detail)
    found = [_fault(fault) for fault in faults]
    detail = "1 field is invalid." if len(found) == 1 else f"{len(found)} fields are invalid."
    return ProblemError(ProblemType.VALIDATION, detail, faults=found)


def _fault(fault: dict[str, Any]) -> FieldFault:
    place, *path = fault["loc"]
    code, text = _CODES.get(fault["type"], ("type", "Has the wrong type."))
    pointer = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
    if place != "body" and not pointer:
        pointer = "/"
    return FieldFault(str(place), _printable(pointer), code, text.format(**fault.get("ctx", {})))


def _printable(pointer: str) -> str:
    """Names of unknown fields come from the client; half a surrogate pair in one has no UTF-8."""
    return pointer.encode("utf-8", "replace").decode()[:200]
