"""What the owner of a source table promises, and how a line is held to it.

A bad line is refused alone: the good lines of its file go on. An extra field is no fault but drift:
it is kept in raw and reported, because a source may grow before its consumers do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from orderflow.domain.event import ChangeEvent, LandingLine, Op, Row

# `bool` is a subclass of `int` in Python, so types are compared by name and never by isinstance.
TYPES = {"integer": "int", "text": "str", "boolean": "bool"}
EVENT_TYPES = {"lsn": "int", "ts_ms": "int", "op": "str", "table": "str", "pk": "str"}
# One number that a column of the warehouse cannot hold would fail every load from then on.
BIGINT = range(-(2**63), 2**63)
TIMES = range(253_402_300_800_000)  # milliseconds, until the end of the year 9999


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a source table."""

    name: str
    type: str
    nullable: bool = False
    allowed: tuple[str, ...] = ()
    min: int | None = None
    max: int | None = None
    pii: bool = False


@dataclass(frozen=True, slots=True)
class Contract:
    """One version of what a source table holds."""

    table: str
    version: int
    owner: str
    primary_key: str
    fields: tuple[Field, ...]

    @property
    def pii(self) -> frozenset[str]:
        """Names of the fields that say who somebody is."""
        return frozenset(each.name for each in self.fields if each.pii)

    def faults(self, row: Row) -> str | None:
        """Return the first reason why this row breaks the contract."""
        for each in self.fields:
            if each.name not in row:
                return f"{self.table}.{each.name} is missing"
            if why := fault_of(each, row[each.name]):
                return f"{self.table}.{each.name} {why}"
        return None

    def drift(self, row: Row) -> list[str]:
        """Return a sentence for each field that the contract does not know."""
        known = {each.name for each in self.fields}
        return [f"{self.table}.{name} is not in contract v{self.version}" for name in row if name not in known]


@dataclass(frozen=True, slots=True)
class Reject:
    """A line that was refused, whole, so that it can be looked at."""

    reason: str
    file: str
    line: int
    raw: str


@dataclass(slots=True)
class Checked:
    """A landing file after the contract: what goes on, what stays, and what is new."""

    good: list[tuple[int, LandingLine]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    drift: set[str] = field(default_factory=set)

    @property
    def lines(self) -> int:
        """Lines of the file, good and bad."""
        return len(self.good) + len(self.rejects)


class BadLineError(Exception):
    """Why one line is refused."""


def fault_of(spec: Field, value: Any) -> str | None:
    """Return what is wrong with one value."""
    if value is None:
        return None if spec.nullable else "is null"
    if type(value).__name__ != TYPES[spec.type]:
        return f"is not {spec.type}: {value!r}"
    if spec.min is not None and value < spec.min:
        return f"is below {spec.min}: {value}"
    if spec.type == "integer" and value not in BIGINT:
        return "has more than 64 bits"
    if spec.max is not None and value > spec.max:
        return f"is above {spec.max}: {value}"
    if spec.allowed and value not in spec.allowed:
        return f"is not allowed: {value!r}"
    return None


def parse(text: str) -> LandingLine:
    """Read one landing line, or say what its shape lacks."""
    try:
        line = json.loads(text)
        # NaN and half of a character pass this reader; the next one may choke on them.
        json.dumps(line, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise BadLineError("not JSON") from None
    event = line.get("event") if isinstance(line, dict) else None
    if not isinstance(event, dict) or type(line.get("delivered_at_ms")) is not int:
        raise BadLineError("no event with a delivery time")
    for name, kind in EVENT_TYPES.items():
        if name not in event:
            raise BadLineError(f"event.{name} is missing")
        if type(event[name]).__name__ != kind:
            raise BadLineError(f"event.{name} is not {kind}: {event[name]!r}")
    if event["lsn"] not in BIGINT:
        raise BadLineError("event.lsn has more than 64 bits")
    if event["ts_ms"] not in TIMES or line["delivered_at_ms"] not in TIMES:
        raise BadLineError("ts_ms or delivered_at_ms is no time")
    if event["op"] not in set(Op):
        raise BadLineError(f"op is unknown: {event['op']!r}")
    op = Op(event["op"])
    before, after = event.get("before"), event.get("after")
    if not isinstance(before if op is Op.DELETE else after, dict):
        raise BadLineError("the row is missing")
    change = ChangeEvent(event["lsn"], event["ts_ms"], op, event["table"], event["pk"], before, after)
    return LandingLine(line["delivered_at_ms"], change)


def check_line(text: str, contracts: Mapping[str, Contract]) -> tuple[LandingLine, list[str]]:
    """Return the line and its drift, or raise why it is refused."""
    line = parse(text)
    event = line.event
    contract = contracts.get(event.table)
    if contract is None:
        raise BadLineError(f"table is unknown: {event.table!r}")
    if why := contract.faults(event.row):
        raise BadLineError(why)
    if str(event.row[contract.primary_key]) != event.pk:
        raise BadLineError(f"pk {event.pk!r} is not the row's {contract.primary_key}")
    if event.ts_ms > line.delivered_at_ms:
        raise BadLineError("ts_ms is later than the delivery")
    return line, contract.drift(event.row)


def check_file(file: str, text: str, contracts: Mapping[str, Contract]) -> Checked:
    """Hold every line of a file to the contract of its table."""
    result = Checked()
    # Not splitlines(): a name may hold a character that Python takes for the end of a line.
    lines = text.removesuffix("\n").split("\n") if text else []
    for number, raw in enumerate(lines, 1):
        try:
            line, drift = check_line(raw, contracts)
        except BadLineError as why:
            result.rejects.append(Reject(str(why), file, number, raw))
        else:
            result.good.append((number, line))
            result.drift.update(drift)
    return result
