"""Scores days on which routes come back that had not been flown for weeks, by the service and by the evaluation."""

from __future__ import annotations

import sys
import tempfile
import traceback
from datetime import timedelta
from pathlib import Path

HEALTHY, SYMPTOM, UNKNOWN = 0, 1, 125
DAYS = (303, 353)


def probe(folder: Path) -> bool:
    """Compare; say whether all is well."""
    import numpy as np

    from departures.domain.calendar import FIRST_DAY, Period
    from departures.domain.schedule import ScheduledFlight
    from departures.features import state
    from departures.features.build import CATEGORIES, prior_of
    from departures.wiring import Project

    project = Project(Path.cwd(), folder / "var", folder / "models")
    params, training, frame = project.params, Period(14, 240), project.frame
    everything = project.build(frame, training)
    good = True
    for day in DAYS:
        rows = frame[frame["day_index"] == day]
        flights = [
            ScheduledFlight(
                FIRST_DAY + timedelta(days=day),
                r.carrier,
                r.flight,
                r.origin,
                r.dest,
                r.hour * 60 + r.minute,
                r.distance,
            )
            for r in rows.itertuples()
        ]
        state.write(frame, folder, day - 2, params.horizon, params.serve.schedule_days)
        served = state.State(folder, day - 2).features(
            flights, params.horizon, params.history, prior_of(frame, training)
        )
        offline = everything.loc[rows.index].reset_index(drop=True)
        numbers = [name for name in offline.columns if name not in CATEGORIES]
        gap = np.abs(served[numbers].to_numpy() - offline[numbers].to_numpy())
        off = gap.max(axis=1) > 1e-12
        routes = sorted({f"{flight.origin}-{flight.dest}" for flight, bad in zip(flights, off, strict=True) if bad})
        size = sum(1 for _ in (folder / state.SUMS).open(encoding="utf-8")) - 1
        print(
            f"day {day}: {off.sum()} of {len(off)} flights differ, by up to {gap.max():.2f} in log-odds; state {size} rows"
        )
        if routes:
            print(f"  on {', '.join(routes[:8])}")
        good = good and not off.any()
    return good


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
