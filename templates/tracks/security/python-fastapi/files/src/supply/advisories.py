"""Matches versions against advisories in the OSV form, offline.

The advisories here are a dated sample. They prove this code; they are no audit, `make audit` is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from packaging.version import Version

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Finding:
    """A component that an advisory is about."""

    component: str
    version: str
    advisory: str
    fixed: str


def _ranges(events: list[dict[str, str]]) -> list[tuple[Version, Version | None]]:
    found: list[tuple[Version, Version | None]] = []
    for event in events:
        if "introduced" in event:
            found.append((Version(event["introduced"]), None))
        elif "fixed" in event and found:
            found[-1] = (found[-1][0], Version(event["fixed"]))
    return found


def read_advisories(folder: Path) -> list[dict[str, Any]]:
    """Read every advisory of a folder."""
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))]


def match(components: Mapping[str, str], advisories: list[dict[str, Any]]) -> list[Finding]:
    """Return what is affected: from `introduced` on, and before `fixed`."""
    found = []
    for advisory in advisories:
        for affected in advisory["affected"]:
            name = affected["package"]["name"].lower()
            if name not in components:
                continue
            version = Version(components[name])
            for ranged in affected["ranges"]:
                for first, fixed in _ranges(ranged["events"]):
                    if first <= version and (fixed is None or version < fixed):
                        found.append(Finding(name, str(version), advisory["id"], str(fixed or "no release yet")))
    return found
