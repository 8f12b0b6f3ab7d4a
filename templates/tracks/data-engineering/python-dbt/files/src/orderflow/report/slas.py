"""Measure what sla.yml promises, against the pipeline's clock and never against the wall's."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import yaml

from orderflow.domain.clock import MINUTE_MS, utc_date
from orderflow.domain.sla import Observation, Promise, Verdict, percentile
from orderflow.warehouse.port import Warehouse


def read_promise(path: Path) -> Promise:
    """Return the promise of freshness."""
    spec = yaml.safe_load(path.read_text(encoding="utf-8"))["freshness_p95_minutes"]
    return Promise("freshness", "p95", "min", spec["limit"], False, spec["good_days"], spec["of_days"])


def freshness(warehouse: Warehouse, promise: Promise) -> Verdict:
    """Judge each day's 95th percentile of delivery after change."""
    delays: dict[str, list[float]] = defaultdict(list)
    found = warehouse.rows("select ts_ms, delivered_at_ms from raw.cdc_events")
    for ts_ms, delivered_at_ms in found:
        delays[utc_date(ts_ms).isoformat()].append((delivered_at_ms - ts_ms) / MINUTE_MS)
    return Verdict(
        promise,
        tuple(Observation(day, percentile(each, 0.95)) for day, each in sorted(delays.items())),
    )
