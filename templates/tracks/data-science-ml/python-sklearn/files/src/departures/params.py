"""The settings of params.toml, typed. A missing or unknown one is an error that names it."""

from __future__ import annotations

import dataclasses
import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from departures.domain.calendar import Horizon
from departures.domain.decision import Costs
from departures.domain.errors import ConfigError

Made = TypeVar("Made")


class ParamsError(ConfigError):
    """params.toml does not say what it has to."""


@dataclass(frozen=True)
class SplitParams:
    """What is fitted on, and what it is judged by."""

    warm_up_days: int
    development_months: list[int]
    test_from: date
    share_of_rows: float
    seed: int


@dataclass(frozen=True)
class HistoryParams:
    """Which past rates there are, and how careful they are with few flights."""

    strength: float
    windows: dict[str, list[int]]


@dataclass(frozen=True)
class IntervalParams:
    """How intervals are drawn."""

    rounds: int
    seed: int


@dataclass(frozen=True)
class LogisticParams:
    """The served kind of model."""

    c: float
    min_frequency: int


@dataclass(frozen=True)
class BoostingParams:
    """A challenger."""

    max_iter: int
    max_leaf_nodes: int
    learning_rate: float


@dataclass(frozen=True)
class GuardParams:
    """From where on a guard raises its hand."""

    single_feature_auc: float
    random_gap: float
    permuted_runs: int
    permuted_tolerance: float
    pure_n: int


@dataclass(frozen=True)
class MonitorParams:
    """The promise about calibration."""

    window_days: int
    limit: float
    promised_share: float


@dataclass(frozen=True)
class ServeParams:
    """What is kept for serving."""

    schedule_days: int
    keep_versions: int


@dataclass(frozen=True)
class Params:
    """All settings, and the hash of the file they came from."""

    horizon: Horizon
    costs: Costs
    ratios: list[int]
    split: SplitParams
    history: HistoryParams
    intervals: IntervalParams
    logistic: LogisticParams
    boosting_small: BoostingParams
    boosting_default: BoostingParams
    guards: GuardParams
    too_few: int
    monitor: MonitorParams
    serve: ServeParams
    sha256: str


def load(path: Path) -> Params:
    """Read params.toml."""
    try:
        raw = path.read_bytes()
        told: dict[str, Any] = tomllib.loads(raw.decode("utf-8"))
        costs, models = told["costs"], told["models"]
        return Params(
            horizon=_make(Horizon, "horizon", told["horizon"]),
            costs=Costs(act=float(costs["act"]), miss=float(costs["miss"])),
            ratios=list(costs["ratios"]),
            split=_make(SplitParams, "split", told["split"]),
            history=_make(HistoryParams, "history", told["history"]),
            intervals=_make(IntervalParams, "intervals", told["intervals"]),
            logistic=_make(LogisticParams, "models.logistic", models["logistic"]),
            boosting_small=_make(BoostingParams, "models.boosting_small", models["boosting_small"]),
            boosting_default=_make(BoostingParams, "models.boosting_default", models["boosting_default"]),
            guards=_make(GuardParams, "guards", told["guards"]),
            too_few=int(told["slices"]["too_few"]),
            monitor=_make(MonitorParams, "monitor", told["monitor"]),
            serve=_make(ServeParams, "serve", told["serve"]),
            sha256=hashlib.sha256(raw).hexdigest(),
        )
    except KeyError as why:
        raise ParamsError(f"{path}: {why.args[0]} is missing") from why
    except (OSError, ValueError) as why:
        raise ParamsError(f"{path}: {why}") from why


def _make(kind: type[Made], name: str, told: dict[str, Any]) -> Made:
    wanted = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    if wanted != told.keys():
        off = ", ".join(sorted(wanted ^ told.keys()))
        raise ParamsError(f"params.toml: [{name}] has too much or too little: {off}")
    return kind(**told)
