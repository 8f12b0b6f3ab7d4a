from __future__ import annotations

import os

# Before numpy is loaded: on tables this small, threads mostly wait for each other.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import dataclasses
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from departures import pipeline
from departures.domain.calendar import Period, date_of
from departures.domain.schedule import ScheduledFlight
from departures.evaluate.split import final
from departures.evaluate.walk_forward import fit
from departures.features.build import Features
from departures.models.catalog import SERVED
from departures.models.fitted import Fitted
from departures.params import Params
from departures.pipeline import Places
from departures.wiring import Project

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    var = tmp_path_factory.mktemp("project")
    return Project(ROOT, var, var / "models")


@pytest.fixture(scope="session")
def params(project: Project) -> Params:
    return project.params


@pytest.fixture(scope="session")
def frame(project: Project) -> pd.DataFrame:
    return project.frame


@pytest.fixture(scope="session")
def build(project: Project) -> Features:
    return project.build


@pytest.fixture(scope="session")
def training(params: Params) -> Period:
    return final(params).train


@pytest.fixture(scope="session")
def features(frame: pd.DataFrame, build: Features, training: Period) -> pd.DataFrame:
    return build(frame, training)


@pytest.fixture(scope="session")
def sample(frame: pd.DataFrame) -> pd.DataFrame:
    """One flight in twenty, the same ones every time: enough to look at the shape of things."""
    return frame[np.random.default_rng(5).random(len(frame)) < 0.05].reset_index(drop=True)


@pytest.fixture(scope="session")
def small(params: Params) -> Params:
    """Settings for the sample: fewer months, every row."""
    return dataclasses.replace(
        params,
        split=dataclasses.replace(params.split, development_months=[7, 8], share_of_rows=1.0),
        logistic=dataclasses.replace(params.logistic, min_frequency=20),
        intervals=dataclasses.replace(params.intervals, rounds=200),
    )


@pytest.fixture(scope="session")
def model(features: pd.DataFrame, frame: pd.DataFrame, params: Params) -> Fitted:
    """The served kind of model, fitted on few rows: how good it is does not matter here."""
    few = dataclasses.replace(params, split=dataclasses.replace(params.split, share_of_rows=0.05))
    fitted = fit(SERVED, features, frame, final(params), few)
    assert isinstance(fitted, Fitted)
    return fitted


@pytest.fixture(scope="session")
def published(model: Fitted, frame: pd.DataFrame, params: Params, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models with one version in it; nobody changes it."""
    folder = tmp_path_factory.mktemp("published")
    model.save(folder / "fitted")
    places = Places(ROOT, folder / "var", folder / "models")
    pipeline.publish(frame, folder / "fitted", final(params), params, places)
    return places.models


def checkout(folder: Path) -> Places:
    """Make a folder with the settings of this checkout, and with openings of its own."""
    (folder / "reports").mkdir(parents=True)
    for name in ("params.toml", "known_at.toml"):
        shutil.copyfile(ROOT / name, folder / name)
    return Places(folder, folder / "var", folder / "models")


@pytest.fixture(scope="session")
def metrics() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((ROOT / "reports/metrics.json").read_text(encoding="utf-8"))
    return told


def flights_of(frame: pd.DataFrame, day: int) -> list[ScheduledFlight]:
    """Give the flights of a day as the service is asked about them."""
    return [
        ScheduledFlight(date_of(day), r.carrier, r.flight, r.origin, r.dest, r.hour * 60 + r.minute, r.distance)
        for r in frame[frame["day_index"] == day].itertuples()
    ]


@pytest.fixture(scope="session")
def scheduled(frame: pd.DataFrame) -> Callable[[int], list[ScheduledFlight]]:
    """Ask for the flights of a day."""
    return lambda day: flights_of(frame, day)
