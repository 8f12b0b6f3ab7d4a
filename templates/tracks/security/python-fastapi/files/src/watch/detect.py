"""Asks the rules' queries of a log, and makes one alert of each thing that happened."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from watch.load import table
from watch.schema import seconds

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from watch.rules import Rule
    from watch.schema import Event

SAME: Final = ("user_name", "source_ip")
"""What holds alerts of single events together, for rules that name no grouping."""
QUIET: Final = 600.0
"""Seconds of silence after which the same thing is news again."""


@dataclass(frozen=True)
class Alert:
    """Something that somebody should look at, with the lines of the log that say so."""

    rule: str
    level: str
    group: tuple[tuple[str, str], ...]
    time: float
    """When the rule could first know: the time of the line that completed it."""
    until: float
    lines: tuple[int, ...]

    @property
    def who(self) -> str:
        """Name the group in one line."""
        return ", ".join(f"{name}={value}" for name, value in self.group)


def _rows(database: sqlite3.Connection, query: str) -> list[dict[str, Any]]:
    cursor = database.execute(query)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _base_lines(database: sqlite3.Connection, rule: Rule) -> set[int]:
    lines: set[int] = set()
    for query in rule.base_queries:
        numbered = re.sub(r"^SELECT \* FROM", "SELECT rowid FROM", query)
        lines |= {int(row[0]) for row in database.execute(numbered).fetchall()}
    return lines


def _windows(database: sqlite3.Connection, rule: Rule, events: Sequence[Event]) -> list[Alert]:
    """Make one raw alert per window. Its evidence is every line of a base rule in it; the back end names some."""
    found = []
    base = sorted(_base_lines(database, rule))
    for row in _rows(database, rule.query):
        keys = {name: str(value) for name, value in json.loads(row["group_keys"]).items()}
        start, end = float(row["window_start"]), float(row["window_end"])
        lines = tuple(
            line
            for line in base
            if start <= seconds(events[line - 1]["timestamp"]) <= end
            and all(str(events[line - 1][name]).lower() == value.lower() for name, value in keys.items())
        )
        found.append(Alert(rule.name, rule.level, tuple(sorted(keys.items())), end, end, lines))
    return found


def _singles(database: sqlite3.Connection, rule: Rule, events: Sequence[Event]) -> list[Alert]:
    found = []
    for line in sorted(_base_lines(database, rule)):
        event = events[line - 1]
        group = tuple((name, str(event[name] or "-")) for name in SAME)
        at = seconds(event["timestamp"])
        found.append(Alert(rule.name, rule.level, group, at, at + QUIET, (line,)))
    return found


def _merged(alerts: list[Alert]) -> list[Alert]:
    """Make one alert of those that share rule and group and touch in time or evidence."""
    done: list[Alert] = []
    for alert in sorted(alerts, key=lambda each: (each.group, each.time)):
        last = done[-1] if done else None
        together = (
            last and last.group == alert.group and (alert.time <= last.until or set(alert.lines) & set(last.lines))
        )
        if last and together:
            lines = tuple(sorted({*last.lines, *alert.lines}))
            done[-1] = replace(last, until=max(last.until, alert.until), lines=lines)
        else:
            done.append(alert)
    return done


def detect(events: Sequence[Event], rules: Sequence[Rule]) -> list[Alert]:
    """Return the alerts of a log, oldest first."""
    database = table(events)
    found: list[Alert] = []
    for rule in rules:
        raw = _windows(database, rule, events) if rule.group_by else _singles(database, rule, events)
        found += _merged(raw)
    database.close()
    return sorted(found, key=lambda each: (each.time, each.rule))
