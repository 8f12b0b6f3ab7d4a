"""Takes the future away, once from the table and once from the state, and looks which features notice."""

from __future__ import annotations

import sys
import tempfile
import traceback
from datetime import timedelta
from pathlib import Path

HEALTHY, SYMPTOM, UNKNOWN = 0, 1, 125
DAY = 180


def probe(folder: Path) -> bool:
    """Compare; say whether all is well."""
    import numpy as np

    from departures.domain.calendar import FIRST_DAY, Period
    from departures.domain.schedule import ScheduledFlight
    from departures.features import state
    from departures.features.build import prior_of
    from departures.guards.horizon import changed
    from departures.wiring import Project

    project = Project(Path.cwd(), folder / "var", folder / "models")
    params, training = project.params, Period(14, 100)
    # One flight in ten is enough to see a rate change.
    frame = project.frame[np.random.default_rng(5).random(len(project.frame)) < 0.1].reset_index(drop=True)
    noticed = changed(project.build, frame, training, [DAY], params.horizon, cut=False).get(DAY, [])
    print(f"features of day {DAY} that change with outcomes of day {DAY - 1} and later: {', '.join(noticed) or 'none'}")

    rows = frame[frame["day_index"] == DAY]
    flights = [
        ScheduledFlight(
            FIRST_DAY + timedelta(days=DAY), r.carrier, r.flight, r.origin, r.dest, r.hour * 60 + r.minute, r.distance
        )
        for r in rows.itertuples()
    ]
    as_of = DAY - 2
    state.write(frame, folder, as_of, params.horizon, params.serve.schedule_days)
    served = state.State(folder, as_of).features(flights, params.horizon, params.history, prior_of(frame, training))
    offline = project.build(frame, training).loc[rows.index].reset_index(drop=True)
    differ = [name for name in offline.columns if served[name].tolist() != offline[name].tolist()]
    print(f"features that the service has otherwise at noon of day {DAY - 1}: {', '.join(differ) or 'none'}")
    return not noticed and not differ


def main() -> int:
    """Judge the worktree."""
    try:
        with tempfile.TemporaryDirectory(prefix="departures-incident-") as folder:
            return HEALTHY if probe(Path(folder)) else SYMPTOM
    except Exception:  # noqa: BLE001 - whatever breaks here says nothing about the symptom
        traceback.print_exc()
        return UNKNOWN


if __name__ == "__main__":
    sys.exit(main())
