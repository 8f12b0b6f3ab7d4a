"""The fields of the log. A name outside this list is an error, in a rule and in a line alike.

A detection that asks for a field that is never written matches nothing, forever, and silently.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

TEXT: Final = (
    "timestamp",
    "event_id",
    "event_action",
    "event_outcome",
    "reason",
    "source_ip",
    "user_name",
    "user_tenant",
    "user_role",
    "token_id",
    "token_alg",
    "resource_type",
    "resource_id",
    "resource_tenant",
    "destination_host",
    "destination_ip",
)
FIELDS: Final = (*TEXT[:5], "http_status", *TEXT[5:])
ALWAYS: Final = frozenset({"timestamp", "event_id", "event_action", "event_outcome", "reason", "source_ip"})
Event = dict[str, str | int | None]


def seconds(timestamp: object) -> float:
    """Return the seconds since 1970 of a time in the log."""
    return datetime.fromisoformat(str(timestamp)).timestamp()


def fault_of(event: object) -> str:
    """Say what is wrong with a line, or nothing."""
    if not isinstance(event, dict):
        return "not an object"
    if unknown := sorted(event.keys() - set(FIELDS)):
        return f"unknown field {', '.join(unknown)}"
    if missing := [name for name in FIELDS if name not in event]:
        return f"missing field {', '.join(missing)}"
    for name in FIELDS:
        value = event[name]
        if value is None and name not in ALWAYS and name != "http_status":
            continue
        if not isinstance(value, int if name == "http_status" else str):
            return f"{name} is {value!r}"
    try:
        zone = datetime.fromisoformat(event["timestamp"]).tzinfo
    except ValueError:
        zone = None
    return "" if zone is not None else f"timestamp is {event['timestamp']!r}"
