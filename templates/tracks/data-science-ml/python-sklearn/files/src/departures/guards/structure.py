"""Guards that look at the shape of things: what a pipeline was fitted on, and what code may call."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.preprocessing import StandardScaler


def scaler_gaps(pipeline: Any, trained_on: pd.DataFrame) -> dict[str, float]:
    """Compare what the scalers learned with the means of the training rows; a gap means that other rows were seen."""
    gaps: dict[str, float] = {}
    for _, step, columns in pipeline.named_steps["prepare"].transformers_:
        scaler = step.steps[0][1] if hasattr(step, "steps") else step
        if isinstance(scaler, StandardScaler):
            means = trained_on[columns].mean().to_numpy()
            gaps |= dict(zip(columns, np.abs(scaler.mean_ - means).tolist(), strict=True))
    return gaps


def calls(path: Path, name: str) -> list[int]:
    """Give the lines of a file on which something of this name is called."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")) == name
    ]
