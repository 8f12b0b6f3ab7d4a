"""A change as the source's log tells it. The shape is Debezium's, so a connector can take over."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Row = dict[str, Any]


class Op(StrEnum):
    """What happened to the row."""

    CREATE = "c"
    UPDATE = "u"
    DELETE = "d"


@dataclass(frozen=True, slots=True)
class ChangeEvent:
    """One change of one row. `lsn` is the source's own sequence: it orders changes, times do not."""

    lsn: int
    ts_ms: int
    op: Op
    table: str
    pk: str
    before: Row | None
    after: Row | None

    @property
    def row(self) -> Row:
        """The row that a contract speaks about: the new one, and of a deleted row the last one."""
        return (self.before if self.op is Op.DELETE else self.after) or {}


@dataclass(frozen=True, slots=True)
class LandingLine:
    """One delivered line: a change, and when it reached the landing zone."""

    delivered_at_ms: int
    event: ChangeEvent

    def to_json(self) -> str:
        """Return the line as it stands in a landing file, with a fixed order of keys."""
        event = self.event
        body = {
            "lsn": event.lsn,
            "ts_ms": event.ts_ms,
            "op": event.op.value,
            "table": event.table,
            "pk": event.pk,
            "before": event.before,
            "after": event.after,
        }
        return json.dumps({"delivered_at_ms": self.delivered_at_ms, "event": body}, ensure_ascii=False)
