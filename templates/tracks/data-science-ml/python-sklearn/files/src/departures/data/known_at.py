"""When is a column known? The answer is in known_at.toml, for every column, with its reason."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import pandas as pd

from departures.domain.errors import ConfigError


class KnownAtError(ConfigError):
    """A column of which nobody said when it is known."""


class Known(StrEnum):
    """When a column is known."""

    SCHEDULE = "schedule"
    OUTCOME = "outcome"
    NEVER = "never"


class KnownAt:
    """The columns of one raw table."""

    def __init__(self, path: Path, table: str = "flights") -> None:
        try:
            told = tomllib.loads(path.read_text(encoding="utf-8"))[table]
            self.columns = {name: Known(entry["known"]) for name, entry in told.items()}
        except (OSError, ValueError, KeyError, TypeError) as why:
            raise KnownAtError(f"{path}, table {table}: {why}") from why

    def check(self, columns: Iterable[str]) -> None:
        """Stop at a column that is not listed: silence is no permission."""
        unlisted = sorted(set(columns) - self.columns.keys())
        if unlisted:
            raise KnownAtError(f"known_at.toml does not say when {', '.join(unlisted)} is known")

    def schedule(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Give the columns that may reach features as they are."""
        return frame[[name for name in frame.columns if self.columns.get(name) is Known.SCHEDULE]]
