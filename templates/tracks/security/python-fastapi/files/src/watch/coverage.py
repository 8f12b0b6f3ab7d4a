"""What is seen and what is not: one page, made of the rules and of their fixtures."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watch.detect import detect
from watch.load import read_log
from watch.rules import Rule, RuleError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Fixture:
    """A piece of log, and how many alerts of one rule it must raise."""

    rule: str
    name: str
    file: Path
    alerts: int


@dataclass(frozen=True)
class Expected:
    """What is written down about one rule."""

    phase: str
    blind_spot: str
    fixtures: tuple[Fixture, ...]


def read_expected(folder: Path, rule: Rule) -> Expected:
    """Read a rule's fixtures; every rule has an attack, ordinary data and at least one edge."""
    place = folder / rule.name.replace("_", "-")
    file = place / "expected.toml"
    if not file.is_file():
        raise RuleError(f"{rule.name}: {file} is missing")
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    counts: dict[str, int] = data["alerts"]
    there = {each.stem for each in place.glob("*.jsonl")}
    if there != set(counts):
        raise RuleError(f"{rule.name}: fixtures {sorted(there)}, expected {sorted(counts)}")
    if not {"attack", "ordinary"} <= there or not any(name.startswith("edge-") for name in there):
        raise RuleError(f"{rule.name}: an attack, ordinary data and an edge are needed")
    fixtures = tuple(Fixture(rule.name, name, place / f"{name}.jsonl", count) for name, count in sorted(counts.items()))
    return Expected(data["phase"], data["blind_spot"], fixtures)


def raised(fixture: Fixture, rules: Sequence[Rule]) -> int:
    """Count the alerts that a rule raises on a fixture."""
    return sum(alert.rule == fixture.rule for alert in detect(read_log(fixture.file), rules))


def page(rules: Sequence[Rule], fixtures: Path) -> str:
    """Write the page."""
    lines = [
        "# What the detections cover",
        "",
        "Written by `make coverage` from the rules and their fixtures. A number is the exact count of alerts.",
        "",
        "| phase of `make run` | rule | level | technique | fixtures | blind spot |",
        "|---|---|---|---|---|---|",
    ]
    for rule in rules:
        expected = read_expected(fixtures, rule)
        counts = ", ".join(f"{each.name} {raised(each, [rule])}" for each in expected.fixtures)
        technique = ", ".join(rule.techniques)
        lines.append(
            f"| {expected.phase} | [{rule.name}](../detections/rules/{rule.name.replace('_', '-')}.yml) | {rule.level} "
            f"| {technique} | {counts} | {expected.blind_spot} |"
        )
    lines += ["", "## Known false positives", ""]
    lines += [f"- `{rule.name}`: {' '.join(rule.falsepositives)}" for rule in rules]
    return "\n".join(lines) + "\n"
