"""A seeded week of a support desk: 20,000 events, 40 attack episodes among them, each labelled.

Some episodes are loud, some slow, some spread over addresses. Ordinary people make mistakes too, and a few of
their mistakes look like attacks: that is what false alerts are made of.
"""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, cast

from watch.schema import FIELDS, Event, seconds

if TYPE_CHECKING:
    from collections.abc import Callable

START: Final = datetime(2026, 1, 5, tzinfo=UTC).timestamp()
UNSIGNED: Final = "none"
WEEK: Final = 7 * 86_400
EVENTS: Final = 20_000
PEOPLE: Final = tuple(
    (f"{first}.{last}", "alpine" if number % 2 else "harbor", "admin" if number < 4 else "agent")  # noqa: PLR2004
    for number, (first, last) in enumerate(
        (f, n)
        for f in ("anna", "ben", "cleo", "dario", "elif", "finn", "greta", "hugo")
        for n in ("maier", "novak", "orsini", "park")
    )
)


@dataclass(frozen=True)
class Episode:
    """One attack of the week."""

    id: str
    kind: str
    shape: str
    lines: tuple[int, ...]
    first: float


def _stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Week:
    """Collects events with their labels, and sorts them at the end."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a repeatable week, nothing secret  # nosec B311
        self._rows: list[tuple[float, int, Event, str]] = []
        self._shapes: dict[str, tuple[str, str]] = {}

    def add(self, at: float, fields: dict[str, object], label: str = "") -> None:
        """Add one event."""
        event: Event = dict.fromkeys(FIELDS)
        event |= {"timestamp": _stamp(at), "event_id": str(uuid.UUID(int=self.chance.getrandbits(128), version=4))}
        event |= {"source_ip": "198.51.100.10", "http_status": 200, "event_outcome": "success", "reason": "allowed"}
        event |= cast("Event", fields)
        self._rows.append((at, len(self._rows), event, label))

    def episode(self, kind: str, shape: str, act: Callable[[str, float], None]) -> None:
        """Place one attack somewhere in the week."""
        label = f"{kind}-{1 + sum(each[0] == kind for each in self._shapes.values()):02}"
        self._shapes[label] = (kind, shape)
        act(label, START + self.chance.uniform(3_600, WEEK - 3 * 3_600))

    def finish(self) -> tuple[list[Event], list[Episode]]:
        """Return events in order of time, and which lines each attack wrote."""
        self._rows.sort(key=lambda row: row[:2])
        lines: dict[str, list[int]] = {}
        for number, (_, _, _, label) in enumerate(self._rows, 1):
            if label:
                lines.setdefault(label, []).append(number)
        events = [row[2] for row in self._rows]
        episodes = [
            Episode(label, *self._shapes[label], tuple(found), seconds(events[found[0] - 1]["timestamp"]))
            for label, found in sorted(lines.items())
        ]
        return events, episodes

    def __len__(self) -> int:
        return len(self._rows)


def _who(person: tuple[str, str, str]) -> dict[str, object]:
    return {"user_name": person[0], "user_tenant": person[1], "user_role": person[2]}


def _failure(week: Week, at: float, person: tuple[str, str, str], address: str, label: str = "") -> None:
    wrong: dict[str, object] = {"event_outcome": "failure", "reason": "wrong_password", "http_status": 401}
    week.add(at, {"event_action": "login", "source_ip": address} | _who(person) | wrong, label)


def _guessing(week: Week, step: float, addresses: int, tries: int) -> Callable[[str, float], None]:
    def act(label: str, at: float) -> None:
        person = week.chance.choice(PEOPLE[4:])
        for number in range(tries):
            at += step * week.chance.uniform(0.8, 1.2)
            _failure(week, at, person, f"203.0.113.{20 + number % addresses}", label)
        last = f"203.0.113.{20 + tries % addresses}"
        week.add(at + step, {"event_action": "login", "source_ip": last} | _who(person), label)

    return act


def _walking(week: Week, step: float, people: int, reads: int) -> Callable[[str, float], None]:
    def act(label: str, at: float) -> None:
        chosen = week.chance.sample([each for each in PEOPLE[4:] if each[1] == "alpine"], people)
        for number in range(reads):
            at += step * week.chance.uniform(0.8, 1.2)
            fields: dict[str, object] = {"event_outcome": "denied", "reason": "other_tenant", "http_status": 404}
            fields |= {"resource_type": "ticket", "resource_id": str(2 * number + 2), "resource_tenant": "harbor"}
            week.add(at, {"event_action": "ticket.read"} | _who(chosen[number % people]) | fields, label)

    return act


def _singles(
    week: Week, count: int, step: float, fields: dict[str, object], role: str = ""
) -> Callable[[str, float], None]:
    def act(label: str, at: float) -> None:
        person = week.chance.choice([each for each in PEOPLE if role in {"", each[2]}])
        who = _who(person) if role else {}
        for number in range(count):
            week.add(at + number * step * week.chance.uniform(0.8, 1.2), fields | who, label)

    return act


def _denied(action: str, reason: str, status: int, **more: str) -> dict[str, object]:
    return {"event_action": action, "event_outcome": "denied", "reason": reason, "http_status": status} | more


def attacks(week: Week) -> None:
    """Add the forty episodes."""
    forged = _denied("session.check", "wrong_algorithm", 401, token_alg=UNSIGNED)
    session = _denied("session.check", "session_ended", 401, source_ip="203.0.113.60")
    plan: list[tuple[str, str, int, Callable[[str, float], None]]] = [
        ("guess", "loud", 6, _guessing(week, 4, 1, 8)),
        ("guess", "slow", 3, _guessing(week, 150, 1, 8)),
        ("guess", "spread", 3, _guessing(week, 20, 4, 12)),
        ("walk", "loud", 5, _walking(week, 3, 1, 12)),
        ("walk", "slow", 2, _walking(week, 480, 1, 8)),
        ("walk", "spread", 1, _walking(week, 240, 4, 8)),
        ("forge", "loud", 4, _singles(week, 3, 2, forged)),
        ("export", "loud", 5, _singles(week, 2, 5, _denied("ticket.export", "role", 403), "agent")),
        ("webhook", "loud", 5, _singles(week, 3, 8, _denied("webhook.create", "host_is_no_name", 422), "admin")),
        ("session", "loud", 4, _singles(week, 6, 5, session, "agent")),
        ("session", "slow", 2, _singles(week, 5, 200, session, "agent")),
    ]
    for kind, shape, times, act in plan:
        for _ in range(times):
            week.episode(kind, shape, act)


def ordinary(week: Week) -> None:
    """Fill the week with work, and with what goes wrong in it."""
    chance = week.chance
    while len(week) < EVENTS:
        person = chance.choice(PEOPLE)
        at = START + chance.uniform(0, WEEK)
        address = f"198.51.100.{10 + PEOPLE.index(person) % 3}"
        luck = chance.random()
        if luck < 0.02:  # noqa: PLR2004 - a share of the work
            for number in range(chance.choice((1, 1, 1, 2, 2, 3, 4))):
                _failure(week, at + 9 * number, person, address)
            week.add(at + 45, {"event_action": "login", "source_ip": address} | _who(person))
        elif luck < 0.023:  # noqa: PLR2004 - an open browser tab after a logout everywhere
            stale = _denied("session.check", "session_ended", 401, source_ip=address)
            for number in range(chance.choice((1, 1, 1, 2, 2, 3))):
                week.add(at + 30 * number, stale | _who(person))
        elif luck < 0.0235 and person[2] == "agent":  # noqa: PLR2004 - the manual for administrators has a link
            week.add(at, _denied("ticket.export", "role", 403, source_ip=address) | _who(person))
        elif luck < 0.026:  # noqa: PLR2004 - a number mistyped
            other = "harbor" if person[1] == "alpine" else "alpine"
            wrong = _denied("ticket.read", "other_tenant", 404, resource_type="ticket", resource_tenant=other)
            week.add(at, wrong | {"source_ip": address} | _who(person))
        else:
            action = chance.choice(("ticket.list", "ticket.read", "ticket.read", "ticket.update", "ticket.create"))
            work = {"event_action": action, "source_ip": address, "resource_tenant": person[1]}
            week.add(at, work | _who(person))


def make_week(seed: int) -> tuple[list[Event], list[Episode]]:
    """Return the week of this seed."""
    week = Week(seed)
    attacks(week)
    ordinary(week)
    return week.finish()
