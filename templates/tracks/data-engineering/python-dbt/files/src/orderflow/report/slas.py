"""Measure what sla.yml promises, against the pipeline's clock and never against the wall's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from orderflow.domain.clock import MINUTE_MS, utc, utc_date
from orderflow.domain.sla import Observation, Promise, Verdict, percentile
from orderflow.warehouse.port import Warehouse

P95 = 0.95
PER_FILE = """
select file, lines, good, quarantined, state from raw.load_ledger order by load_seq
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """All promises at one moment of the pipeline's clock."""

    as_of_ms: int
    behind_minutes: float
    verdicts: tuple[Verdict, ...]

    @property
    def overspent(self) -> bool:
        """Is one budget overspent?"""
        return any(verdict.overspent for verdict in self.verdicts)

    def body(self) -> dict[str, Any]:
        """Return what reports/sla.json holds."""
        return {
            "as_of": utc(self.as_of_ms).isoformat(),
            "behind_minutes": round(self.behind_minutes, 1),
            "promises": [
                {
                    "name": each.promise.name,
                    "says": each.promise.says,
                    "observed": {seen.day: round(seen.value, 2) for seen in each.observations},
                    "missed": [seen.day for seen in each.missed],
                    "budget": each.budget,
                    "overspent": each.overspent,
                }
                for each in self.verdicts
            ],
        }


def read_promises(path: Path) -> dict[str, Promise]:
    """Return the promises by name."""
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {
        name: Promise(
            name=name,
            says=spec["says"],
            unit=spec["unit"],
            limit=spec.get("at_least", spec.get("at_most")),
            at_least="at_least" in spec,
            good_days=spec["good_days"],
            of_days=spec["of_days"],
        )
        for name, spec in found.items()
    }


def judge(warehouse: Warehouse, promises: dict[str, Promise]) -> Judged:
    """Judge every promise. The clock is the latest delivery: on it, a rerun next year says the same."""
    loaded = warehouse.has_table("raw", "cdc_events")
    events = warehouse.rows("select ts_ms, delivered_at_ms from raw.cdc_events") if loaded else []
    now = max((delivered for _, delivered in events), default=0)
    newest = max((happened for happened, _ in events), default=now)
    ledger = warehouse.rows(PER_FILE)
    seen = {
        "freshness": by_day(events),
        "completeness": [
            Observation(file, 100.0 if state == "loaded" and (good or not lines) else 0.0)
            for file, lines, good, _, state in ledger
        ],
        "quarantine": [Observation(file, 100 * bad / lines if lines else 0.0) for file, lines, _, bad, _ in ledger],
    }
    return Judged(
        now,
        (now - newest) / MINUTE_MS,
        # A promise for 14 days speaks of the last 14: a bad day is not held against us for ever.
        tuple(Verdict(promise, tuple(seen[name][-promise.of_days :])) for name, promise in promises.items()),
    )


def by_day(events: Sequence[tuple[int, int]]) -> list[Observation]:
    """Return each day's 95th percentile of minutes between change and delivery.

    A mean of 20 minutes can hide that every tenth change is three hours late; this does not.
    """
    delays: dict[str, list[float]] = defaultdict(list)
    for happened, delivered in events:
        delays[utc_date(happened).isoformat()].append((delivered - happened) / MINUTE_MS)
    return [Observation(day, percentile(each, P95)) for day, each in sorted(delays.items())]
