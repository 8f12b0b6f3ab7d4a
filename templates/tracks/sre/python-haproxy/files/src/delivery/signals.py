"""What Prometheus knows about the canary, always as differences of raw counters.

`increase()` extrapolates to the ends of its window; over a handful of requests that invents a third of them.
"""

from __future__ import annotations

import json
import math
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from delivery.verdict import Sample, quantile

SECONDS = 2.0
RESPONSES = "haproxy_server_http_responses_total"
DURATIONS = "quotes_request_duration_seconds_bucket"
P95 = 0.95

Series = frozenset[tuple[str, str]]
Counters = dict[Series, float]


class Prometheus:
    """The HTTP API, as little of it as is needed."""

    def __init__(self, url: str) -> None:
        self._url = url

    def query(self, expression: str) -> list[dict[str, Any]] | None:
        """Ask an instant query; None where nobody answers, an empty list where nothing is known."""
        address = f"{self._url}/api/v1/query?{urllib.parse.urlencode({'query': expression})}"
        try:
            with urllib.request.urlopen(address, timeout=SECONDS) as reply:
                found: list[dict[str, Any]] = json.load(reply)["data"]["result"]
        except (OSError, ValueError, KeyError):
            return None
        return found

    def value(self, expression: str) -> float | None:
        """Ask for one number; None where there is none."""
        found = self.query(expression)
        number = float(found[0]["value"][1]) if found else math.nan
        return None if math.isnan(number) else number

    def counters(self, expression: str) -> Counters | None:
        """Ask for raw counters by their labels."""
        found = self.query(expression)
        if found is None:
            return None
        return {frozenset(row["metric"].items()): float(row["value"][1]) for row in found}


class Signals:
    """Turns counters into what happened since the step began."""

    def __init__(self, prometheus: Prometheus, *, stable: str, canary: str) -> None:
        self._prometheus = prometheus
        self._stable, self._canary = stable, canary
        self._expression = (
            f'{RESPONSES}{{proxy="quotes",server="canary"}} or {DURATIONS}{{release=~"{stable}|{canary}"}}'
        )
        self._base: Counters | None = None

    def begin(self) -> None:
        """Start counting anew: whatever the counters say now happened before."""
        self._base = self._look()

    def sample(self) -> Sample | None:
        """Return what happened since `begin`, or None where nothing is known about it."""
        if self._base is None:
            # Prometheus was away when the step began. What it counted meanwhile is unknown, so start here.
            self.begin()
            return None
        now = self._look()
        if now is None:
            return None
        grown = {series: growth(self._base.get(series, 0.0), value) for series, value in now.items()}
        codes = {dict(series)["code"]: count for series, count in grown.items() if _name(series) == RESPONSES}
        return Sample(
            requests=round(sum(codes.values())),
            bad=round(codes.get("5xx", 0.0)),
            p95=quantile(P95, _buckets(grown, self._canary)),
            stable_p95=quantile(P95, _buckets(grown, self._stable)),
        )

    def _look(self) -> Counters | None:
        """Take all counters, or None when those of the edge are not among them."""
        found = self._prometheus.counters(self._expression)
        return found if found and any(_name(series) == RESPONSES for series in found) else None


def growth(before: float, now: float) -> float:
    """Return how far a counter went; one that is lower than it was began again at zero."""
    return now - before if now >= before else now


def _name(series: Series) -> str:
    return dict(series).get("__name__", "")


def _buckets(grown: Counters, release: str) -> dict[float, float]:
    """Add the buckets of one release up over routes, codes and processes."""
    sums: dict[float, float] = {}
    for series, count in grown.items():
        labels = dict(series)
        if _name(series) == DURATIONS and labels.get("release") == release:
            bound = float(labels["le"])
            sums[bound] = sums.get(bound, 0.0) + count
    return sums
