"""What every model offers, however it comes to its probability."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd


class Model(Protocol):
    """Fitted once, asked often."""

    def fit(self, features: pd.DataFrame, late: np.ndarray) -> None:
        """Learn from flights of the past."""

    def predict(self, features: pd.DataFrame) -> np.ndarray:
        """Give the probability of each flight to be late, cancelled or diverted."""

    def save(self, path: Path) -> None:
        """Write what was learned."""

    def load(self, path: Path) -> None:
        """Read what was learned."""
