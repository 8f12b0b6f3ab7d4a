"""Answer or refuse: a logistic over six features instead of a threshold on one of them (ADR 4)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields


@dataclass(frozen=True)
class Features:
    """What is known about a question before it is answered."""

    cosine: float
    """Best cosine between the question and a passage."""
    known: float
    """Share of the question's content words that the corpus has at all."""
    unknown_names: float
    """Capitalised words and numbers that the corpus does not have: names of things it never speaks of."""
    margin: float
    """How far the best document is ahead of the second."""
    agreement: float
    """Share of the question's content words that the best passage has."""
    sentence: float
    """Best cosine between the question and a single sentence of that passage."""

    @classmethod
    def names(cls) -> list[str]:
        """Name the features in the order of the weights."""
        return [field.name for field in fields(cls)]

    def values(self) -> tuple[float, ...]:
        """Give the features in the order of the weights."""
        return astuple(self)


@dataclass(frozen=True)
class Decision:
    """The gate's opinion of one question."""

    probability: float
    needed: float

    @property
    def answer(self) -> bool:
        """Say whether to answer."""
        return self.probability >= self.needed


@dataclass(frozen=True)
class Gate:
    """A fitted gate: each feature is centred and scaled, weighed, and summed."""

    weights: tuple[float, ...]
    bias: float
    centre: tuple[float, ...]
    scale: tuple[float, ...]
    cut: float

    def probability(self, values: Sequence[float]) -> float:
        """Estimate how likely the handbook covers the question; four digits, the rest is noise of the machine."""
        rows = zip(self.weights, values, self.centre, self.scale, strict=True)
        total = self.bias + sum(weight * (value - centre) / scale for weight, value, centre, scale in rows)
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 4)

    def decide(self, features: Features) -> Decision:
        """Answer when the estimate reaches the cut."""
        return Decision(self.probability(features.values()), self.cut)


OPEN = Gate((0.0,) * 6, 0.0, (0.0,) * 6, (1.0,) * 6, 0.0)
"""Lets everything through; the ablation measures what the gate is worth."""
