"""Logistic regression: on the schedule alone, or with past rates too. The second one is served."""

from __future__ import annotations

from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, PolynomialFeatures, StandardScaler

from departures.models.fitted import Fitted
from departures.params import LogisticParams


def logistic(params: LogisticParams, categories: list[str], numbers: list[str]) -> Fitted:
    """Build it, not fitted yet. The hour enters as a curve: mornings are calm, and lateness grows over the day."""
    straight = [column for column in numbers if column != "departs"]
    curve = Pipeline(
        [
            ("middle", StandardScaler()),
            ("powers", PolynomialFeatures(degree=3, include_bias=False)),
            ("scale", StandardScaler()),
        ]
    )
    # Rare values share a column, and so does whatever was never seen.
    categorical = OneHotEncoder(
        handle_unknown="infrequent_if_exist", min_frequency=params.min_frequency, sparse_output=False
    )
    prepared = ColumnTransformer(
        [
            ("categories", categorical, categories),
            ("departs", curve, ["departs"]),
            ("numbers", StandardScaler(), straight),
        ]
    )
    # This solver needs few steps, and the same ones every time.
    regression = LogisticRegression(C=params.c, solver="newton-cholesky", max_iter=100)
    return Fitted(Pipeline([("prepare", prepared), ("regression", regression)]), [*categories, *numbers])
