"""Fitting the gate: a logistic by Newton's method on the dev questions, and a cut that keeps refusals honest.

Seven numbers are fitted to some fifty questions, so the weights are held small (ridge), and the cut is chosen on
estimates for questions that were left out of the fit they are judged by.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from handbook.domain.gate import Features, Gate

RIDGE = 1.0
ROUNDS = 12
FOLDS = 10
# A feature that never changes has no spread; what is left of it then is rounding.
SMALL = 1e-9
LEAST_REFUSED = 0.8
Rows = Sequence[tuple[Features, bool]]


def fit(rows: Rows) -> Gate:
    """Fit the weights on all rows, and the cut on left-out estimates."""
    gate = fit_weights(rows)
    cut = choose_cut(left_out(rows), [good for _, good in rows])
    return Gate(gate.weights, gate.bias, gate.centre, gate.scale, cut)


def left_out(rows: Rows) -> list[float]:
    """Estimate each row by a gate that has not seen it."""
    estimates = [0.0] * len(rows)
    for fold in range(FOLDS):
        gate = fit_weights([row for number, row in enumerate(rows) if number % FOLDS != fold])
        for number, (features, _) in enumerate(rows):
            if number % FOLDS == fold:
                estimates[number] = gate.probability(features.values())
    return estimates


def choose_cut(estimates: Sequence[float], covered: Sequence[bool]) -> float:
    """Take the lowest cut that refuses enough of what is not covered: each step up costs answers."""
    negatives = [estimate for estimate, good in zip(estimates, covered, strict=True) if not good]
    for cut in sorted({round(estimate + 0.0001, 4) for estimate in estimates}):
        if sum(estimate < cut for estimate in negatives) >= LEAST_REFUSED * len(negatives):
            return cut
    return 1.0


def fit_weights(rows: Rows) -> Gate:
    """Fit the weights alone; the same rows give the same numbers."""
    table = [features.values() for features, _ in rows]
    target = [1.0 if good else 0.0 for _, good in rows]
    width = len(table[0])
    centre = [sum(row[n] for row in table) / len(table) for n in range(width)]
    spread = [math.sqrt(sum((row[n] - centre[n]) ** 2 for row in table) / len(table)) for n in range(width)]
    scale = [value if value > SMALL else 1.0 for value in spread]
    x = [[1.0, *((row[n] - centre[n]) / scale[n] for n in range(width))] for row in table]
    beta = [0.0] * (width + 1)
    for _ in range(ROUNDS):
        beta = newton_step(x, target, beta)
    rounded = [round(value, 4) for value in beta]
    columns = [tuple(round(value, 5) for value in column) for column in (centre, scale)]
    return Gate(tuple(rounded[1:]), rounded[0], columns[0], columns[1], 0.5)


def newton_step(x: Sequence[Sequence[float]], target: Sequence[float], beta: Sequence[float]) -> list[float]:
    """Make one step towards the best weights."""
    size = len(beta)
    gradient = [0.0 if n == 0 else -RIDGE * beta[n] for n in range(size)]
    hessian = [[RIDGE if m == n and n > 0 else 0.0 for m in range(size)] for n in range(size)]
    for row, wanted in zip(x, target, strict=True):
        total = sum(a * b for a, b in zip(row, beta, strict=True))
        p = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
        for n in range(size):
            gradient[n] += (wanted - p) * row[n]
            for m in range(size):
                hessian[n][m] += p * (1 - p) * row[n] * row[m]
    step = solve(hessian, gradient)
    return [a + b for a, b in zip(beta, step, strict=True)]


def solve(matrix: list[list[float]], right: Sequence[float]) -> list[float]:
    """Solve a small linear system by elimination with pivots."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for n in range(size):
        pivot = max(range(n, size), key=lambda m: abs(rows[m][n]))
        rows[n], rows[pivot] = rows[pivot], rows[n]
        for m in range(n + 1, size):
            factor = rows[m][n] / rows[n][n]
            rows[m] = [a - factor * b for a, b in zip(rows[m], rows[n], strict=True)]
    found = [0.0] * size
    for n in reversed(range(size)):
        found[n] = (rows[n][-1] - sum(rows[n][m] * found[m] for m in range(n + 1, size))) / rows[n][n]
    return found
