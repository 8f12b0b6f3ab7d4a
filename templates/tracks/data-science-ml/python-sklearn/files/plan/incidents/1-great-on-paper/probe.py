"""Takes the future away, once from the table and once from the state, and looks which features notice."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np

from departures.domain.calendar import Period
from departures.features import state
from departures.features.build import prior_of
from departures.guards.horizon import changed
from departures.wiring import Project
from tests.conftest import flights_of

HEALTHY, SYMPTOM = 0, 3
DAY = 180
NOON = DAY - 2
TRAINING = Period(14, 100)

project = Project(Path.cwd())
params = project.params
# One flight in ten is enough to see a rate change.
frame = project.frame[np.random.default_rng(5).random(len(project.frame)) < 0.1].reset_index(drop=True)

noticed = changed(project.build, frame, TRAINING, [DAY], params.horizon, cut=False).get(DAY, [])
print(f"features of day {DAY} that change with outcomes of day {DAY - 1} and later: {', '.join(noticed) or 'none'}")

evaluated = project.build(frame, TRAINING)[(frame["day_index"] == DAY).to_numpy()].reset_index(drop=True)
with tempfile.TemporaryDirectory(prefix="departures-incident-") as folder:
    state.write(frame, Path(folder), NOON, params.horizon, params.serve.schedule_days)
    served = state.State(Path(folder), NOON).features(
        flights_of(frame, DAY), params.horizon, params.history, prior_of(frame, TRAINING)
    )
differ = [name for name in evaluated.columns if served[name].tolist() != evaluated[name].tolist()]
print(f"features that the service has otherwise at noon of day {DAY - 1}: {', '.join(differ) or 'none'}")

sys.exit(SYMPTOM if noticed or differ else HEALTHY)
