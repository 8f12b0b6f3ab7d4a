"""What a table of flights must look like. Written out, because a check that one can read is a check that one believes."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from departures.domain.calendar import DAYS, YEAR
from departures.domain.errors import ConfigError


class SchemaError(ConfigError):
    """The table is not what this product was made for."""


@dataclass(frozen=True)
class Column:
    """The range of a number or the length of a text, and the share that may be missing."""

    low: float
    high: float
    missing: float = 0.0
    text: bool = False


COLUMNS = {
    "year": Column(YEAR, YEAR),
    "month": Column(1, 12),
    "day": Column(1, 31),
    "dep_time": Column(1, 2400, missing=0.03),
    "sched_dep_time": Column(1, 2359),
    "dep_delay": Column(-60, 1500, missing=0.03),
    "arr_time": Column(1, 2400, missing=0.03),
    "sched_arr_time": Column(1, 2359),
    "arr_delay": Column(-120, 1500, missing=0.03),
    "carrier": Column(2, 2, text=True),
    "flight": Column(1, 9999),
    "tailnum": Column(5, 6, missing=0.01, text=True),
    "origin": Column(3, 3, text=True),
    "dest": Column(3, 3, text=True),
    "air_time": Column(10, 900, missing=0.03),
    "distance": Column(10, 6000),
    "hour": Column(0, 23),
    "minute": Column(0, 59),
    "time_hour": Column(20, 20, text=True),
}
UNIQUE = ["month", "day", "carrier", "flight", "origin", "sched_dep_time"]


def check(frame: pd.DataFrame) -> None:
    """Stop at the first thing that is not as it should be, and name it."""
    if set(frame.columns) != COLUMNS.keys():
        raise SchemaError(f"columns differ: {', '.join(sorted(set(frame.columns) ^ COLUMNS.keys()))}")
    for name, column in COLUMNS.items():
        values = frame[name]
        if column.text == pd.api.types.is_numeric_dtype(values):
            raise SchemaError(f"{name}: expected {'text' if column.text else 'numbers'}")
        if (share := float(values.isna().mean())) > column.missing:
            raise SchemaError(f"{name}: {share:.1%} missing, at most {column.missing:.1%}")
        size = values.dropna().str.len() if column.text else values.dropna()
        if len(size) and not (column.low <= size.min() and size.max() <= column.high):
            raise SchemaError(f"{name}: {size.min()} to {size.max()}, allowed is {column.low} to {column.high}")
    if frame.duplicated(UNIQUE).any():
        twice = frame.loc[frame.duplicated(UNIQUE), UNIQUE].iloc[0].tolist()
        raise SchemaError(f"a flight is there twice: {dict(zip(UNIQUE, twice, strict=True))}")
    if (days := len(frame[["month", "day"]].drop_duplicates())) != DAYS:
        raise SchemaError(f"{days} days, expected all {DAYS} of {YEAR}")
