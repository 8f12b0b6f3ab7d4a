"""Puts everything together: the only module that knows all the others."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from departures import params as settings
from departures import pipeline
from departures.data import source
from departures.data.known_at import KnownAt
from departures.domain.calendar import Period
from departures.evaluate.split import final
from departures.features.build import Features
from departures.models.catalog import LEVELLED, NAMES, NEVER, RULE, SERVED
from departures.monitor import drift, residuals
from departures.pipeline import DEVELOPMENT, METRICS, PREDICTIONS, Places
from departures.report import card, page


class Project:
    """A checkout, with its settings and its places."""

    def __init__(self, root: Path, var: Path | None = None, models: Path | None = None) -> None:
        self.root = root
        self.params = settings.load(root / "params.toml")
        self.known = KnownAt(root / "known_at.toml")
        self.places = Places(root, var or root / "var", models or root / "models")
        self.build = Features(self.params, self.known)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The flights, read once."""
        return source.load(self.known, self.root / "data/cache")

    def train(self, names: tuple[str, ...] = NAMES) -> str:
        """Develop, fit, publish; say how development went."""
        told = pipeline.train(self.frame, self.build, self.params, self.places, names)
        shown = "   ".join(f"{name} {told['models'][name]['cost']:.3f}" for name in (RULE, LEVELLED, SERVED))
        lines = [f"development Apr-Aug 2013, {told['flights']:,} flights; cost per flight: {shown}"]
        lines += [
            f"a random split would have flattered {gap['model']}: AUC {gap['shuffled']:.3f}, in time {gap['in_time']:.3f}"
            for gap in told["random_gap"]
            if gap["gap"] > self.params.guards.random_gap
        ]
        return "\n".join(lines)

    def evaluate(self, out: Path) -> str:
        """Open the test, write the figures, say the verdicts."""
        told = pipeline.evaluate(self.frame, self.build, self.params, self.places)
        pipeline.write_json(out / METRICS, told)
        test = told["test"]
        cost = {name: row["cost"] for name, row in test["models"].items()}
        lines = [
            f"test Sep-Dec 2013, {test['flights']:,} flights, {test['days']} days; cost per flight, 95 % intervals over weeks",
            f"never act {cost[NEVER]:.3f}   rule {cost[RULE]:.3f}   levelled rule {cost[LEVELLED]:.3f}   {SERVED} {cost[SERVED]:.3f} (served)",
        ]
        lines += [
            f"  vs {row['b']:<14} {card.between(row['weeks'])}   {row['verdict']}"
            for row in test["comparisons"]
            if row["a"] == SERVED
        ]
        return "\n".join(lines)

    def report(self, figures: Path, to_card: Path, to_page: Path) -> str:
        """Write card and page from the figures."""
        try:
            metrics: dict[str, Any] = json.loads(figures.read_text(encoding="utf-8"))
        except OSError as why:
            raise pipeline.PipelineError(f"{figures} is missing: make evaluate") from why
        card.write(to_card, metrics, self.root / "MODEL_CARD.md")
        page.write(to_page, metrics)
        return f"card {self._shown(to_card)}   report {self._shown(to_page / 'index.html')}"

    def _shown(self, path: Path) -> Path:
        return path.relative_to(self.root) if path.is_relative_to(self.root) else path

    def monitor(self) -> str:
        """Say how far forecast and outcome are apart on each day of the test period."""
        path, development = self.places.var / PREDICTIONS, self.places.var / DEVELOPMENT
        if not (path.is_file() and development.is_file()):
            raise pipeline.PipelineError("there are no predictions yet: make train evaluate")
        limit = pipeline.alarm_limit(json.loads(development.read_text(encoding="utf-8")))
        made, promise = pipeline.restore(path), self.params.monitor
        found = residuals.residuals(made.day, made.late, made.said[SERVED], self.params.horizon, promise.window_days)
        return residuals.report(found, promise, limit)

    def drift(self) -> str:
        """Say whether the newest inputs and forecasts look like those of the training days."""
        table = pipeline.looked_at(self.frame, self.build, self.params, self.places)
        day, last, window = self.frame["day_index"].to_numpy(), final(self.params), self.params.monitor.window_days
        # From the first day on that looks back on test days alone.
        asked = Period(last.test.first + window - 1, last.test.last)
        return drift.report(drift.drifts(table, day, last.train, asked, window), window)

    def develop(self, out: Path) -> None:
        """Leave predictions for the development months."""
        pipeline.develop(self.frame, self.build, self.params, out)
