"""Models that need no library: two that never think, and a table of rates. What is better than these is worth having."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

# A cell of few flights is drawn towards the overall rate.
STRENGTH = 50.0
LEVEL = "all_28"


class Constant:
    """Says the same for every flight: 0 never acts, 1 always does."""

    def __init__(self, probability: float) -> None:
        self.probability = probability

    def fit(self, features: pd.DataFrame, late: np.ndarray) -> None:
        """Learn nothing."""

    def predict(self, features: pd.DataFrame) -> np.ndarray:
        """Say it."""
        return np.full(len(features), self.probability)

    def save(self, path: Path) -> None:
        """Write an empty file; there is nothing to know."""
        path.write_bytes(b"")

    def load(self, path: Path) -> None:
        """Read nothing."""


class CarrierHour:
    """The rate of a carrier in an hour of the day; with `levelled`, moved by how the last 28 days were overall."""

    def __init__(self, *, levelled: bool) -> None:
        self.levelled = levelled
        self.overall = 0.0
        self.rates: dict[str, float] = {}

    def fit(self, features: pd.DataFrame, late: np.ndarray) -> None:
        """Learn the table of rates."""
        self.overall = float(late.mean())
        cells = pd.DataFrame({"cell": _cells(features), "late": late}).groupby("cell")["late"].agg(["sum", "size"])
        shrunk = (cells["sum"] + STRENGTH * self.overall) / (cells["size"] + STRENGTH)
        self.rates = {str(cell): float(rate) for cell, rate in shrunk.items()}

    def predict(self, features: pd.DataFrame) -> np.ndarray:
        """Look the rate up; where there is none, the overall rate stands for it."""
        rate = _cells(features).map(self.rates).fillna(self.overall).to_numpy(dtype=float)
        if not self.levelled:
            return np.asarray(rate)
        moved = _logit(rate) + features[LEVEL].to_numpy() - _logit(np.array(self.overall))
        return np.asarray(1 / (1 + np.exp(-moved)))

    def save(self, path: Path) -> None:
        """Write the table."""
        learned = {"overall": self.overall, "rates": self.rates}
        path.write_text(json.dumps(learned, indent=1, sort_keys=True) + "\n", encoding="utf-8")

    def load(self, path: Path) -> None:
        """Read the table."""
        learned = json.loads(path.read_text(encoding="utf-8"))
        self.overall, self.rates = learned["overall"], learned["rates"]


def _cells(features: pd.DataFrame) -> pd.Series:
    return features["carrier"] + (features["departs"] // 60).astype(int).astype("str")


def _logit(rate: np.ndarray) -> np.ndarray:
    return np.asarray(np.log(rate / (1 - rate)))
