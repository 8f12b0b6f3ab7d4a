"""How far off is a forecast in a month like any other? The limit of an alarm comes from that, and from no textbook."""

from __future__ import annotations

import numpy as np
import pandas as pd

from departures.evaluate.split import Fold
from departures.evaluate.walk_forward import training_rows
from departures.models.catalog import make
from departures.params import Params


def month_residuals(
    name: str, features: pd.DataFrame, frame: pd.DataFrame, fold: Fold, params: Params, rows: int = 20_000
) -> dict[str, float]:
    """Leave out each month of the training days in turn, fit on the others, and say what happened minus what was said.

    Only a mean is asked for, so few rows are enough.
    """
    chosen = np.flatnonzero(training_rows(frame, fold, params))
    chance = np.random.default_rng(params.split.seed)
    chosen = np.sort(chance.choice(chosen, min(rows, len(chosen)), replace=False))
    month, late = frame["month"].to_numpy()[chosen], frame["late"].to_numpy()[chosen]
    found = {}
    for number in sorted(set(month.tolist())):
        out = month == number
        model = make(name, params)
        model.fit(features.iloc[chosen[~out]], late[~out])
        found[str(number)] = float(late[out].mean() - model.predict(features.iloc[chosen[out]]).mean())
    return found
