"""How good are probabilities, and what do the decisions that follow from them cost?"""

from __future__ import annotations

import numpy as np
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

from departures.domain.decision import Costs

BINS = 10


def costs(late: np.ndarray, p: np.ndarray, prices: Costs) -> np.ndarray:
    """Give the cost of each flight when one acts from the threshold on."""
    return np.where(p >= prices.threshold, prices.act, np.where(late == 1, prices.miss, 0.0))


def summary(late: np.ndarray, p: np.ndarray, prices: Costs) -> dict[str, float]:
    """Measure one model on one set of flights."""
    acted = p >= prices.threshold
    # A model that says exactly 0 or 1 may be wrong without bound; the clip keeps the mean finite.
    clipped = np.clip(p, 1e-6, 1 - 1e-6)
    return {
        "flights": len(late),
        "base_rate": float(late.mean()),
        "cost": float(costs(late, p, prices).mean()),
        "auc": float(roc_auc_score(late, p)),
        "average_precision": float(average_precision_score(late, p)),
        "brier": float(brier_score_loss(late, p)),
        "log_loss": float(log_loss(late, clipped)),
        "act_share": float(acted.mean()),
        "recall": float(acted[late == 1].mean()),
        "mean_p": float(p.mean()),
    }


def calibration(late: np.ndarray, p: np.ndarray) -> list[dict[str, float]]:
    """Compare what was said with what happened, in ten bins of equally many flights."""
    order = np.argsort(p, kind="stable")
    return [
        {"flights": len(part), "predicted": float(p[part].mean()), "observed": float(late[part].mean())}
        for part in np.array_split(order, BINS)
    ]


def cost_by_ratio(late: np.ndarray, p: np.ndarray, prices: Costs, ratios: list[int]) -> list[float]:
    """Give the cost per flight for other prices of a miss; the threshold moves with them."""
    return [float(costs(late, p, Costs(prices.act, prices.act * ratio)).mean()) for ratio in ratios]
