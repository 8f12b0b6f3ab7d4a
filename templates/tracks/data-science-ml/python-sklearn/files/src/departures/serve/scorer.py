"""Scores flights with the published model and state. No web framework here, and no training code."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from departures.domain.calendar import Horizon, date_of
from departures.domain.decision import Costs
from departures.domain.schedule import ScheduledFlight
from departures.features.state import State
from departures.models import registry
from departures.params import HistoryParams


@dataclass(frozen=True)
class Scored:
    """What is said about one flight."""

    p: float
    act: bool
    listed: bool


class Scorer:
    """One published version, opened and checked."""

    def __init__(self, folder: Path) -> None:
        published = registry.load(folder)
        about = published.about
        self.version = published.version
        self.about = about
        self.costs = Costs(**about["costs"])
        self.horizon = Horizon(about["lag_days"])
        self._history = HistoryParams(**about["history"])
        self._state = State(folder, about["as_of"])
        self._pipeline = published.pipeline

    @property
    def as_of(self) -> str:
        """Give the last day whose outcomes are in the state."""
        return date_of(self._state.as_of).isoformat()

    def score(self, flights: Sequence[ScheduledFlight]) -> list[Scored]:
        """Score flights of one day, each as if it were alone."""
        features = self._state.features(flights, self.horizon, self._history, self.about["prior"])
        said = self._pipeline.predict_proba(features[list(self._pipeline.feature_names_in_)])[:, 1]
        return [
            Scored(float(p), self.costs.act_on(float(p)), self._state.is_listed(flight))
            for p, flight in zip(said, flights, strict=True)
        ]


class Served:
    """Whatever the link points to. It is looked at before each answer, so a roll-back needs no restart."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._folder = registry.current(root)
        self._scorer = Scorer(self._folder)

    def __call__(self) -> Scorer:
        """Give the scorer of the served version. One that cannot be opened is not served: the one before stays."""
        try:
            if (self._root / registry.LINK).readlink().name == self._folder.name:
                return self._scorer
            with self._lock:
                folder = registry.current(self._root)
                if folder != self._folder:
                    self._folder, self._scorer = folder, Scorer(folder)
        except (OSError, registry.RegistryError):
            pass
        return self._scorer
