"""Gradient boosting: the challenger that wins wherever time is not respected."""

from __future__ import annotations

from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OrdinalEncoder

from departures.models.fitted import Fitted
from departures.params import BoostingParams

# What a boosting file holds beyond what skops trusts by itself.
TRUSTED = (
    "sklearn._loss.link.Interval",
    "sklearn._loss.link.LogitLink",
    "sklearn._loss.loss.HalfBinomialLoss",
    "sklearn.ensemble._hist_gradient_boosting.binning._BinMapper",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
)


def boosting(params: BoostingParams, seed: int, categories: list[str], numbers: list[str]) -> Fitted:
    """Build it, not fitted yet."""
    coded = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    prepared = ColumnTransformer([("categories", coded, categories), ("numbers", "passthrough", numbers)])
    trees = HistGradientBoostingClassifier(
        max_iter=params.max_iter,
        max_leaf_nodes=params.max_leaf_nodes,
        learning_rate=params.learning_rate,
        early_stopping=False,
        random_state=seed,
    )
    return Fitted(Pipeline([("prepare", prepared), ("trees", trees)]), [*categories, *numbers], TRUSTED)
