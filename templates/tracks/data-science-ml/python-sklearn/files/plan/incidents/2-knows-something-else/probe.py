"""Scores days on which routes come back that had not been flown for weeks, by the service and by the evaluation."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np

from departures.domain.calendar import Period
from departures.features import state
from departures.features.build import CATEGORIES, prior_of
from departures.wiring import Project
from tests.conftest import flights_of

HEALTHY, SYMPTOM = 0, 3
DAYS = (303, 353)
TRAINING = Period(14, 240)

project = Project(Path.cwd())
params, frame = project.params, project.frame
features = project.build(frame, TRAINING)
numbers = [name for name in features.columns if name not in CATEGORIES]
found = 0
for day in DAYS:
    flights = flights_of(frame, day)
    with tempfile.TemporaryDirectory(prefix="departures-incident-") as folder:
        state.write(frame, Path(folder), day - 2, params.horizon, params.serve.schedule_days)
        rows = len((Path(folder) / state.SUMS).read_text(encoding="utf-8").splitlines()) - 1
        served = state.State(Path(folder), day - 2).features(
            flights, params.horizon, params.history, prior_of(frame, TRAINING)
        )
    gap = np.abs(served[numbers].to_numpy() - features.loc[(frame["day_index"] == day).to_numpy(), numbers].to_numpy())
    off = gap.max(axis=1) > 1e-12
    routes = sorted({f"{flight.origin}-{flight.dest}" for flight, bad in zip(flights, off, strict=True) if bad})
    print(
        f"day {day}: {off.sum()} of {len(off)} flights differ, by up to {gap.max():.2f} in log-odds; state {rows} rows"
    )
    if routes:
        print(f"  on {', '.join(routes[:8])}")
    found += off.sum()

sys.exit(SYMPTOM if found else HEALTHY)
