"""Sigma rules, read by pySigma unchanged and held to what this repository asks of a rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from sigma.backends.sqlite import sqliteBackend
from sigma.collection import SigmaCollection
from sigma.rule import SigmaDetection, SigmaDetectionItem, SigmaRule
from sigma.types import SigmaFieldReference

from watch.schema import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class RuleError(Exception):
    """This rule would not do what it says."""


@dataclass(frozen=True)
class Rule:
    """One detection: what raises alerts, together with the base rules below it."""

    name: str
    title: str
    id: str
    level: str
    techniques: tuple[str, ...]
    falsepositives: tuple[str, ...]
    description: str
    query: str
    base_queries: tuple[str, ...]
    group_by: tuple[str, ...]
    """Fields that hold one alert together; empty for a rule about single events."""
    documents: tuple[str, ...]
    """Ids of all documents in the file, base rules included."""


def _items(detection: SigmaDetection) -> Iterator[SigmaDetectionItem]:
    for item in detection.detection_items:
        if isinstance(item, SigmaDetection):
            yield from _items(item)
        else:
            yield item


def _fields(rule: SigmaRule) -> Iterator[str]:
    for detection in rule.detection.detections.values():
        for item in _items(detection):
            if item.field:
                yield item.field
            yield from (value.field for value in item.value if isinstance(value, SigmaFieldReference))


def _known(file: Path, name: str, fields: set[str]) -> None:
    if unknown := sorted(fields - set(FIELDS)):
        raise RuleError(f"{file.name}: rule {name}: unknown field {', '.join(unknown)}")


def _referenced(document: dict[str, Any]) -> list[str]:
    found: list[str] = document.get("correlation", {}).get("rules", [])
    return found


def _base_queries(file: Path, documents: list[dict[str, Any]]) -> tuple[str, ...]:
    queries = []
    for document in documents:
        if "correlation" in document:
            continue
        alone = SigmaCollection.from_dicts([document])
        rule = alone.rules[0]
        if not isinstance(rule, SigmaRule):
            raise RuleError(f"{file.name}: {document.get('title')} is not a rule")
        _known(file, str(document.get("name", rule.title)), set(_fields(rule)))
        queries += [str(query) for query in sqliteBackend().convert(alone)]
    return tuple(queries)


def read_rule(file: Path) -> Rule:
    """Read one file: any number of base rules, and exactly one that raises alerts."""
    documents = list(yaml.safe_load_all(file.read_text(encoding="utf-8")))
    below = {name for document in documents for name in _referenced(document)}
    tops = [document for document in documents if document.get("name") not in below]
    if len(tops) != 1:
        raise RuleError(f"{file.name}: {len(tops)} rules raise alerts, one file has one")
    top = tops[0]
    for document in documents:
        _known(file, str(document.get("name")), set(document.get("correlation", {}).get("group-by", [])))
        counted = document.get("correlation", {}).get("condition", {})
        _known(file, str(document.get("name")), {counted["field"]} if "field" in counted else set())
        for key in ("id", "title", "status", "level", "description"):
            if not document.get(key):
                raise RuleError(f"{file.name}: rule {document.get('name')}: {key} is missing")
    base = _base_queries(file, documents)
    queries = sqliteBackend().convert(SigmaCollection.from_dicts(documents))
    if len(queries) != 1:
        raise RuleError(f"{file.name}: {len(queries)} queries instead of one")
    tags = [tag for tag in top.get("tags", []) if re.fullmatch(r"attack\.t\d{4}(\.\d{3})?", tag)]
    if not tags or not top.get("falsepositives"):
        raise RuleError(f"{file.name}: rule {top['name']}: a technique and known false positives are missing")
    return Rule(
        name=top["name"],
        title=top["title"],
        id=top["id"],
        level=top["level"],
        techniques=tuple(tag.removeprefix("attack.").upper() for tag in tags),
        falsepositives=tuple(top["falsepositives"]),
        description=" ".join(top["description"].split()),
        query=str(queries[0]),
        base_queries=base,
        group_by=tuple(top.get("correlation", {}).get("group-by", [])),
        documents=tuple(document["id"] for document in documents),
    )


def read_rules(folder: Path) -> list[Rule]:
    """Read every rule of a folder, in the order of their files."""
    rules = [read_rule(file) for file in sorted(folder.glob("*.yml"))]
    ids = [each for rule in rules for each in rule.documents]
    if len(set(ids)) != len(ids):
        raise RuleError("two rules share one id")
    return rules
