"""Models of scikit-learn: one pipeline each, so that whatever is fitted is fitted on training rows alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import skops.io


class Fitted:
    """A pipeline that is kept by skops: opening its file runs no code of the file."""

    def __init__(self, pipeline: Any, columns: list[str], trusted: tuple[str, ...] = ()) -> None:
        self.pipeline = pipeline
        self.columns = columns
        self.trusted = list(trusted)

    def fit(self, features: pd.DataFrame, late: np.ndarray) -> None:
        """Learn."""
        self.pipeline.fit(features[self.columns], late)

    def predict(self, features: pd.DataFrame) -> np.ndarray:
        """Give the probability of the second class, which is late."""
        return np.asarray(self.pipeline.predict_proba(features[self.columns])[:, 1])

    def save(self, path: Path) -> None:
        """Write the pipeline."""
        skops.io.dump(self.pipeline, path)

    def load(self, path: Path) -> None:
        """Read the pipeline. Trusted is what this code names, never what the file asks for."""
        self.pipeline = skops.io.load(path, trusted=self.trusted)
