"""What real people needed. Machine seconds say nothing about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pave.errors import PreconditionError, UsageError
from pave.measure.stats import Sample

if TYPE_CHECKING:
    from pathlib import Path

ROUTES = ("golden", "by-hand")
FEWEST_FOR_MEDIAN = 5
_HEADER = "route\tminutes\tstuck\n"


@dataclass(frozen=True)
class Person:
    """One person, one route, one stopwatch."""

    route: str
    minutes: float
    stuck: str


def add(path: Path, person: Person) -> None:
    """Append one line."""
    if person.route not in ROUTES:
        raise UsageError(f"no route is called {person.route}", hint=f"--route {' or '.join(ROUTES)}")
    if not 0 < person.minutes <= 24 * 60:
        raise UsageError(f"{person.minutes:g} minutes cannot be meant", hint="--minutes 14.5")
    path.parent.mkdir(parents=True, exist_ok=True)
    text = " ".join(person.stuck.split()) or "-"
    with path.open("a", encoding="utf-8", newline="\n") as file:
        if file.tell() == 0:
            file.write(_HEADER)
        file.write(f"{person.route}\t{person.minutes:g}\t{text}\n")


def read(path: Path) -> list[Person]:
    """Return all lines."""
    if not path.is_file():
        return []
    people = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], start=2):
        parts = line.split("\t")
        try:
            people.append(Person(parts[0], float(parts[1]), parts[2]))
        except (ValueError, IndexError):
            raise PreconditionError(f"{path.name}:{number} is not route, minutes and text") from None
    return people


def lines(people: list[Person]) -> list[str]:
    """Return what the report says: every value, and a middle only when there are enough to have one."""
    if not people:
        return ["Nobody has been watched yet: `pave measure person` adds a line for each."]
    found = []
    for route in ROUTES:
        values = tuple(person.minutes for person in people if person.route == route)
        if not values:
            continue
        shown = ", ".join(f"{value:g}" for value in values)
        middle = f", median {Sample(values).median:g}" if len(values) >= FEWEST_FOR_MEDIAN else ""
        found.append(f"- {route}: n = {len(values)}, minutes {shown}{middle}")
    found += [f"- stuck at: {person.stuck}" for person in people if person.stuck != "-"]
    return found
