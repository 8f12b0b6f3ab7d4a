"""The stages: train, evaluate, develop. Each reads what the one before it left, and says what it leaves."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from departures.domain.calendar import DAYS
from departures.domain.errors import DeparturesError
from departures.evaluate import openings
from departures.evaluate.describe import describe, rounded
from departures.evaluate.null import month_residuals
from departures.evaluate.split import Fold, development, final
from departures.evaluate.walk_forward import Predictions, ask, fit, training_rows, walk
from departures.features import state
from departures.features.build import NUMBERS, Builder, prior_of
from departures.guards import shuffled, values
from departures.models import registry
from departures.models.catalog import DEFAULT, NAMES, REFERENCES, SERVED, file_of, make
from departures.monitor import drift, residuals
from departures.params import Params

DEVELOPMENT, METRICS, PREDICTIONS, FITTED = "development.json", "metrics.json", "predictions.npz", "fitted"
PRINTED = ["carrier", "origin", "dest", *NUMBERS]


class PipelineError(DeparturesError):
    """A stage was asked for what it may not, or cannot, do."""


@dataclass(frozen=True)
class Places:
    """Where stages read and write; `var` is never committed, the openings are."""

    root: Path
    var: Path
    models: Path

    @property
    def openings(self) -> Path:
        """The list of looks at the test period."""
        return self.root / "reports/openings.md"


def train(
    frame: pd.DataFrame, build: Builder, params: Params, places: Places, names: tuple[str, ...] = NAMES
) -> dict[str, Any]:
    """Walk through the development months, fit each model once for the test, and publish the served one."""
    last = final(params)
    features = build(frame, last.train)
    rows = training_rows(frame, last, params)
    refuse_leaks(features[rows], frame["late"].to_numpy()[rows], params)
    folds = development(params)
    made = walk(names, build, frame, folds, params)
    gaps = shuffled.random_gap([name for name in (SERVED, DEFAULT) if name in names], build, frame, folds[-1], params)
    told = describe(made, frame, params) | {
        "random_gap": rounded([asdict(gap) | {"gap": gap.gap} for gap in gaps]),
        "single_feature": rounded(values.single_feature(features[rows], frame["late"].to_numpy()[rows])),
        "left_out_months": rounded(month_residuals(SERVED, features, frame, last, params)),
    }
    told["residual"] = watched(made, params, alarm_limit(told))
    fitted = places.var / FITTED
    shutil.rmtree(fitted, ignore_errors=True)
    fitted.mkdir(parents=True)
    for name in names:
        fit(name, features, frame, last, params).save(fitted / file_of(name))
    write_json(places.var / DEVELOPMENT, told)
    publish(frame, fitted / file_of(SERVED), last, params, places)
    return told


def refuse_leaks(features: pd.DataFrame, late: np.ndarray, params: Params) -> None:
    """Stop before anything is fitted when a feature is better, or surer, than anything honest."""
    for name, score in values.too_good(features, late, params.guards.single_feature_auc).items():
        raise PipelineError(f"{name} alone reaches an AUC of {score:.3f}; nothing known a day before does")
    for value in values.pure(features, late, params.guards.pure_n):
        raise PipelineError(f"{value} is always or never late; nothing known a day before is")


def publish(frame: pd.DataFrame, model: Path, last: Fold, params: Params, places: Places) -> Path:
    """Publish the served model with the state of the last day that can be known within the data."""
    staged = places.models / f".staged-{file_of(SERVED)}"
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    shutil.copyfile(model, staged / registry.MODEL)
    as_of = params.horizon.last_known(DAYS - 1)
    state.write(frame, staged, as_of, params.horizon, params.serve.schedule_days)
    about = {
        "model": SERVED,
        "as_of": as_of,
        "prior": prior_of(frame, last.train),
        "lag_days": params.horizon.lag_days,
        "costs": asdict(params.costs),
        "history": asdict(params.history),
        "params": params.sha256,
    }
    version = openings.fingerprint(places.root)
    return registry.publish(places.models, version, staged, about, params.serve.keep_versions)


def evaluate(frame: pd.DataFrame, build: Builder, params: Params, places: Places) -> dict[str, Any]:
    """Open the test period, write down that it was opened, and measure. Nothing is fitted here."""
    fitted = places.var / FITTED
    if not (fitted / file_of(SERVED)).is_file() or not (places.var / DEVELOPMENT).is_file():
        raise PipelineError("there are no fitted models yet: make train")
    models = {name: make(name, params) for name in NAMES if (fitted / file_of(name)).is_file()}
    for name, model in models.items():
        model.load(fitted / file_of(name))
    last = final(params)
    made = ask(models, build(frame, last.train), frame, last)
    told = describe(made, frame, params)
    served = told["models"][SERVED]
    openings.record(
        places.openings,
        openings.fingerprint(places.root),
        f"{SERVED}: cost {served['cost']:.3f}, AUC {served['auc']:.3f}",
    )
    before = json.loads((places.var / DEVELOPMENT).read_text(encoding="utf-8"))
    told["residual"] = watched(made, params, alarm_limit(before))
    result = {
        "development": before,
        "test": told,
        "openings": openings.count(places.openings.read_text(encoding="utf-8")),
        "costs": asdict(params.costs),
        "ratios": params.ratios,
    }
    save(made, places.var / PREDICTIONS)
    return result


def alarm_limit(development: dict[str, Any]) -> float:
    """Give the limit of the alarm: as far as the farthest training month was off when it was left out."""
    return max(abs(float(residual)) for residual in development["left_out_months"].values())


def watched(made: Predictions, params: Params, limit: float) -> dict[str, Any]:
    """Look at a period as `make monitor` would have, day by day."""
    found = residuals.residuals(made.day, made.late, made.said[SERVED], params.horizon, params.monitor.window_days)
    told: dict[str, Any] = rounded(residuals.told(found, params.monitor, limit))
    return told


def looked_at(frame: pd.DataFrame, build: Builder, params: Params, places: Places) -> pd.DataFrame:
    """Give what the schedule prints of every flight and what the served model says, for the checks without outcomes.

    Past rates are left out: they are made of outcomes, and those have a check of their own. So are weekday and holiday,
    which no flight can change.
    """
    fitted, model = places.var / FITTED / file_of(SERVED), make(SERVED, params)
    if not fitted.is_file():
        raise PipelineError("there are no fitted models yet: make train")
    model.load(fitted)
    features = build(frame, final(params).train)
    return features[PRINTED].assign(**{drift.FORECAST: model.predict(features)})


def develop(frame: pd.DataFrame, build: Builder, params: Params, out: Path) -> None:
    """Leave what the served model and its references say about the development months, for `make compare`."""
    save(walk((SERVED, *REFERENCES), build, frame, development(params), params), out)


def save(made: Predictions, path: Path) -> None:
    """Write predictions."""
    path.parent.mkdir(parents=True, exist_ok=True)
    said = {f"said/{name}": p for name, p in made.said.items()}
    np.savez(path, rows=made.rows, day=made.day, late=made.late, **said)  # type: ignore[arg-type]


def restore(path: Path) -> Predictions:
    """Read predictions."""
    with np.load(path, allow_pickle=False) as stored:
        said = {name.removeprefix("said/"): stored[name] for name in stored.files if name.startswith("said/")}
        return Predictions(stored["rows"], stored["day"], stored["late"], said)


def write_json(path: Path, told: dict[str, Any]) -> None:
    """Write the same bytes for the same figures."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")
