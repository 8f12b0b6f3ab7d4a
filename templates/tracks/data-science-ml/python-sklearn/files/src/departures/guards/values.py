"""Guards that look at a feature table as it is: is one column too good, is one of its values too sure?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score


def pure(features: pd.DataFrame, late: np.ndarray, least: int) -> list[str]:
    """Name the values that many flights share and that were always, or never, late. Life is not like that."""
    found = []
    for name in features.columns:
        by_value = pd.Series(late).groupby(features[name].to_numpy()).agg(["size", "mean"])
        sure = by_value[(by_value["size"] >= least) & by_value["mean"].isin([0.0, 1.0])]
        found += [f"{name}={value}" for value in sure.index]
    return found


def single_feature(features: pd.DataFrame, late: np.ndarray) -> dict[str, float]:
    """Give the AUC of each feature alone, whichever way round it points; a category is ranked by its own rate."""
    scores = {}
    for name in features.columns:
        column = features[name]
        if column.dtype.kind != "f":
            column = column.map(pd.Series(late).groupby(column.to_numpy()).mean())
        score = float(roc_auc_score(late, column.fillna(column.median()).to_numpy(dtype=float)))
        scores[str(name)] = max(score, 1 - score)
    return scores


def too_good(features: pd.DataFrame, late: np.ndarray, limit: float) -> dict[str, float]:
    """Give the features that are better alone than anything honest is."""
    return {name: score for name, score in single_feature(features, late).items() if score > limit}
