"""Does the dashboard show anything? Every query of it is asked while a drill has traffic."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from delivery.signals import Prometheus


@dataclass(frozen=True)
class Panel:
    """One picture and the queries behind it."""

    title: str
    queries: tuple[str, ...]


def panels(path: Path) -> list[Panel]:
    """Read the panels of a Grafana dashboard."""
    board = json.loads(path.read_text("utf-8"))
    return [Panel(each["title"], tuple(target["expr"] for target in each["targets"])) for each in board["panels"]]


def blank(prometheus: Prometheus, shown: list[Panel]) -> list[str]:
    """Name the panels with a query that finds nothing: no error, no line, only an empty picture."""
    return [panel.title for panel in shown if not all(prometheus.query(query) for query in panel.queries)]
