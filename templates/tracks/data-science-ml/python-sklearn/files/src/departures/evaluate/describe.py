"""All that is said about one period: every figure of card, page and charts comes from what this gives."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from departures.domain.calendar import month_of
from departures.domain.verdict import Comparison
from departures.evaluate import metrics
from departures.evaluate.bootstrap import WEEK, compare
from departures.evaluate.slices import slices
from departures.evaluate.walk_forward import Predictions
from departures.models.catalog import LEVELLED, REFERENCES, RULE, SERVED
from departures.params import Params

DIGITS = 6


def describe(made: Predictions, frame: pd.DataFrame, params: Params) -> dict[str, Any]:
    """Measure every model on a period, month by month and group by group, and compare the served one."""
    month = np.array([month_of(int(day)) for day in made.day])
    told: dict[str, Any] = {
        "flights": len(made.late),
        "days": len(np.unique(made.day)),
        "weeks": len(np.unique(made.day // WEEK)),
        "base_rate": float(made.late.mean()),
        "models": {name: metrics.summary(made.late, p, params.costs) for name, p in made.said.items()},
        "months": {
            str(number): {
                name: metrics.summary(made.late[month == number], p[month == number], params.costs)
                for name, p in made.said.items()
            }
            for number in sorted(set(month.tolist()))
        },
        "calibration": {
            name: metrics.calibration(made.late, made.said[name]) for name in (SERVED, LEVELLED) if name in made.said
        },
        "cost_by_ratio": {
            name: metrics.cost_by_ratio(made.late, p, params.costs, params.ratios) for name, p in made.said.items()
        },
        "comparisons": [_told(each) for each in comparisons(made, params)],
    }
    if SERVED in made.said:
        told["slices"] = slices(frame.iloc[made.rows], made.late, made.said[SERVED], made.said[RULE], params)
    return rounded(told)


def comparisons(made: Predictions, params: Params) -> list[Comparison]:
    """Compare every other model with each reference; the served one comes first."""
    cost = {name: metrics.costs(made.late, p, params.costs) for name, p in made.said.items()}
    others = [name for name in cost if name not in REFERENCES]
    others.sort(key=lambda name: name != SERVED)
    return [
        compare((name, cost[name]), (reference, cost[reference]), made.day, params.intervals)
        for name in others
        for reference in REFERENCES
        if reference in cost
    ]


def rounded(told: Any) -> Any:
    """Round every number: digits behind these differ between processors and say nothing."""
    if isinstance(told, dict):
        return {key: rounded(value) for key, value in told.items()}
    if isinstance(told, list):
        return [rounded(value) for value in told]
    return round(told, DIGITS) if isinstance(told, float) else told


def _told(each: Comparison) -> dict[str, Any]:
    return {**asdict(each), "verdict": each.verdict.value}
