"""Fits each model on the past of a period, and asks it about the period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from departures.data.source import in_days
from departures.evaluate.split import Fold
from departures.features.build import Builder
from departures.models.catalog import make
from departures.models.model import Model
from departures.params import Params


@dataclass(frozen=True)
class Predictions:
    """What each model said about the same flights, and what happened."""

    rows: np.ndarray
    day: np.ndarray
    late: np.ndarray
    said: dict[str, np.ndarray]


def fit(name: str, features: pd.DataFrame, frame: pd.DataFrame, fold: Fold, params: Params) -> Model:
    """Fit one model on the training days of a fold."""
    rows = training_rows(frame, fold, params)
    model = make(name, params)
    model.fit(features[rows], frame["late"].to_numpy()[rows])
    return model


def training_rows(frame: pd.DataFrame, fold: Fold, params: Params) -> np.ndarray:
    """Mark a fixed half of the training rows: measured, the other half costs time and changes nothing."""
    chosen = np.random.default_rng(params.split.seed).random(len(frame)) < params.split.share_of_rows
    return chosen & in_days(frame, fold.train.first, fold.train.last)


def ask(models: dict[str, Model], features: pd.DataFrame, frame: pd.DataFrame, fold: Fold) -> Predictions:
    """Ask fitted models about the test days of a fold."""
    rows = np.flatnonzero(in_days(frame, fold.test.first, fold.test.last))
    asked = features.iloc[rows]
    return Predictions(
        rows,
        frame["day_index"].to_numpy()[rows].astype(int),
        frame["late"].to_numpy()[rows].astype(int),
        {name: model.predict(asked) for name, model in models.items()},
    )


def walk(names: Iterable[str], build: Builder, frame: pd.DataFrame, folds: list[Fold], params: Params) -> Predictions:
    """Walk through the folds; the features are built anew for each, because what is prior knowledge grows."""
    names = list(names)
    parts = []
    for fold in folds:
        features = build(frame, fold.train)
        parts.append(ask({name: fit(name, features, frame, fold, params) for name in names}, features, frame, fold))
    return Predictions(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.day for part in parts]),
        np.concatenate([part.late for part in parts]),
        {name: np.concatenate([part.said[name] for part in parts]) for name in names},
    )
