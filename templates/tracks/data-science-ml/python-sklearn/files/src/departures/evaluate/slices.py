"""Where is the model good, and where is it not? Groups of flights, with the number that each figure stands on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from departures.domain.calendar import month_of
from departures.evaluate.bootstrap import WEEK, interval
from departures.evaluate.metrics import costs
from departures.params import Params

BANDS = {"05-08": (0, 9), "09-12": (9, 13), "13-16": (13, 17), "17-24": (17, 24)}


def groups(frame: pd.DataFrame) -> dict[str, np.ndarray]:
    """Name the group of each flight, by four ways to look."""
    hour = frame["hour"].to_numpy()
    band = np.array([next(name for name, (low, high) in BANDS.items() if low <= h < high) for h in range(24)])
    return {
        "carrier": frame["carrier"].to_numpy(dtype="U"),
        "origin": frame["origin"].to_numpy(dtype="U"),
        "hours": band[hour],
        "month": np.array([f"{month_of(int(day)):02d}" for day in range(365)])[frame["day_index"].to_numpy()],
    }


def slices(
    frame: pd.DataFrame, late: np.ndarray, model: np.ndarray, reference: np.ndarray, params: Params
) -> list[dict[str, Any]]:
    """Measure each group. Under a few hundred flights a figure is noise, so none is given."""
    day = frame["day_index"].to_numpy().astype(int)
    ours, theirs = (costs(late, p, params.costs) for p in (model, reference))
    rows: list[dict[str, Any]] = []
    for kind, named in groups(frame).items():
        for value in sorted(set(named)):
            here = named == value
            row: dict[str, Any] = {"kind": kind, "value": value, "flights": int(here.sum())}
            if here.sum() >= params.too_few:
                acted, happened = model[here] >= params.costs.threshold, late[here] == 1
                row |= {
                    "base_rate": float(happened.mean()),
                    "cost_reference": float(theirs[here].mean()),
                    "cost_model": float(ours[here].mean()),
                    "act_share": float(acted.mean()),
                    "recall": float(acted[happened].mean()) if happened.any() else None,
                    "difference": asdict(interval((ours - theirs)[here], day[here] // WEEK, params.intervals)),
                }
            rows.append(row)
    return rows
