"""The steps of a rollout as a state machine: an observation goes in, what to do comes out. Pure: no clock, no files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from delivery.verdict import Sample, Thresholds, Verdict, Word, judge

if TYPE_CHECKING:
    from collections.abc import Mapping

WHOLE = 100


class PlanError(Exception):
    """A rollout plan that cannot be followed; the message names the field."""


@dataclass(frozen=True)
class Step:
    """How much of the traffic the canary gets, and for how long at least."""

    weight: int
    bake: float


@dataclass(frozen=True)
class Plan:
    """What `rollout.toml` says."""

    steps: tuple[Step, ...]
    patience: float = 20.0
    poll: float = 0.5
    limits: Thresholds = field(default_factory=Thresholds)

    @classmethod
    def from_mapping(cls, data: Mapping[str, object]) -> Plan:
        """Read a plan; a name that nobody knows is an error, because a misspelt limit would be no limit."""
        known = {"steps", "bake_seconds", "patience_seconds", "poll_seconds", "limits"}
        if unknown := set(data) - known:
            raise PlanError(f"unknown fields: {', '.join(sorted(unknown))}")
        weights, bake = data.get("steps"), _seconds(data, "bake_seconds", 6.0)
        if not isinstance(weights, list) or not weights:
            raise PlanError("steps must be a list of weights")
        if not all(isinstance(weight, int) and 1 <= weight <= WHOLE for weight in weights):
            raise PlanError("each of steps is a whole percentage from 1 to 100")
        if sorted(set(weights)) != weights or weights[-1] != WHOLE:
            raise PlanError("steps must rise and end with 100")
        table = data.get("limits", {})
        if not isinstance(table, dict) or set(table) - set(Thresholds.__dataclass_fields__):
            raise PlanError(f"limits knows {', '.join(Thresholds.__dataclass_fields__)}")
        return cls(
            tuple(Step(weight, bake) for weight in weights),
            _seconds(data, "patience_seconds", cls.patience),
            _seconds(data, "poll_seconds", cls.poll),
            Thresholds(**table),
        )


def _seconds(data: Mapping[str, object], name: str, default: float) -> float:
    value = data.get(name, default)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or value <= 0:
        raise PlanError(f"{name} must be a positive number of seconds")
    return float(value)


@dataclass(frozen=True)
class Observation:
    """One look: the numbers since the step began, the edge's opinion of the canary, and the weights that it has."""

    sample: Sample | None
    up: bool
    weight: int


@dataclass(frozen=True)
class SetWeight:
    """Give the canary this share."""

    weight: int


@dataclass(frozen=True)
class Promote:
    """All steps passed."""


@dataclass(frozen=True)
class RollBack:
    """Everything back to stable."""

    reason: str


@dataclass(frozen=True)
class Hold:
    """Look again."""


Action = SetWeight | Promote | RollBack | Hold


class Rollout:
    """Where a rollout stands. It knows no clock: whoever calls says what time it is."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._at = -1
        self._since = 0.0
        self.verdict = Verdict(Word.INCONCLUSIVE, "not begun")

    @property
    def step(self) -> Step:
        """Return the step under way."""
        return self._plan.steps[max(self._at, 0)]

    def begin(self, now: float) -> SetWeight:
        """Enter the first step."""
        return self._enter(0, now)

    def advance(self, seen: Observation, now: float) -> Action:
        """Judge what was seen and say what to do."""
        if seen.weight != self.step.weight:
            return RollBack(f"weights were changed by hand: {seen.weight} instead of {self.step.weight}")
        spent = now - self._since
        self.verdict = judge(seen.sample, up=seen.up, baked=spent >= self.step.bake, limits=self._plan.limits)
        if self.verdict.word is Word.FAIL:
            return RollBack(self.verdict.reason)
        if self.verdict.word is Word.PASS:
            return Promote() if self._at + 1 == len(self._plan.steps) else self._enter(self._at + 1, now)
        if spent > self._plan.patience:
            return RollBack(f"no data is not success: {self.verdict.reason} after {self._plan.patience:.0f} s")
        return Hold()

    def _enter(self, number: int, now: float) -> SetWeight:
        self._at, self._since = number, now
        return SetWeight(self._plan.steps[number].weight)
