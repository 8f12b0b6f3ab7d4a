"""Guards that shuffle: rows between training and test, or the outcomes among the rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from departures.data.source import in_days
from departures.domain.calendar import Period
from departures.evaluate.split import Fold
from departures.evaluate.walk_forward import training_rows
from departures.features.build import Builder
from departures.models.catalog import make
from departures.params import Params


@dataclass(frozen=True)
class Gap:
    """The same flights, judged by a model that saw only the past and by one that saw a mix of days."""

    model: str
    in_time: float
    shuffled: float

    @property
    def gap(self) -> float:
        """How much better a random split makes the model look."""
        return self.shuffled - self.in_time


def random_gap(names: list[str], build: Builder, frame: pd.DataFrame, fold: Fold, params: Params) -> list[Gap]:
    """Compare both ways to split in a matched design: the same test flights, equally many training flights.

    The judged flights are a random half of the fold's test days; the other half may be trained on by the shuffled way,
    as it would be in a random split.
    """
    chance = np.random.default_rng(params.split.seed)
    features, late = build(frame, fold.train), frame["late"].to_numpy()
    in_test = np.flatnonzero(in_days(frame, fold.test.first, fold.test.last))
    judged = np.sort(chance.choice(in_test, len(in_test) // 2, replace=False))
    past = np.flatnonzero(training_rows(frame, fold, params))
    anywhere = np.setdiff1d(np.flatnonzero(in_days(frame, fold.train.first, fold.test.last)), judged)
    mixed = np.sort(chance.choice(anywhere, min(len(past), len(anywhere)), replace=False))
    gaps = []
    for name in names:
        scores = []
        for rows in (past, mixed):
            model = make(name, params)
            model.fit(features.iloc[rows], late[rows])
            scores.append(float(roc_auc_score(late[judged], model.predict(features.iloc[judged]))))
        gaps.append(Gap(name, *scores))
    return gaps


def permuted(name: str, build: Builder, frame: pd.DataFrame, fold: Fold, params: Params, rows: int = 6000) -> float:
    """Fit on outcomes that were shuffled among the rows; the mean AUC of several runs has to be a half.

    One run proves nothing: single runs scatter far to both sides, because neighbouring days look alike.
    """
    features, late = build(frame, fold.train), frame["late"].to_numpy()
    past = np.flatnonzero(training_rows(frame, fold, params))
    asked = np.flatnonzero(in_days(frame, fold.test.first, fold.test.last))
    scores = []
    for run in range(params.guards.permuted_runs):
        chance = np.random.default_rng([params.split.seed, run])
        chosen = chance.choice(past, min(rows, len(past)), replace=False)
        model = make(name, params)
        model.fit(features.iloc[chosen], chance.permutation(late[chosen]))
        scores.append(roc_auc_score(late[asked], model.predict(features.iloc[asked])))
    return float(np.mean(scores))


def short_fold(fold: Fold, days: int = 14) -> Fold:
    """Keep the first days of the test period, for guards that need no more."""
    return Fold(fold.train, Period(fold.test.first, min(fold.test.last, fold.test.first + days - 1)))
