"""The loop that ships a release: look, judge, act. It takes the release back by itself."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from delivery.edge import EdgeError
from delivery.processes import INTERRUPTS
from delivery.rollout import Observation, Plan, Promote, RollBack, Rollout, SetWeight
from delivery.stack import StackError

if TYPE_CHECKING:
    from collections.abc import Callable

    from delivery.control import Host
    from delivery.signals import Signals
    from delivery.timeline import Timeline


@dataclass(frozen=True)
class Outcome:
    """How a rollout ended, and how long that took from the first request that the canary got."""

    promoted: bool
    reason: str
    seconds: float

    def sentence(self) -> str:
        """Say it."""
        return f"{'promoted' if self.promoted else 'rolled back'} after {self.seconds:.0f} s"


@dataclass
class Controller:
    """Ships releases to one stack."""

    host: Host
    signals: Signals
    plan: Plan
    timeline: Timeline
    say: Callable[[str], None]
    on_step: Callable[[int], None] = field(default=lambda _weight: None)

    def ship(self, version: str) -> Outcome:
        """Ship one release; whatever happens, the weights are right afterwards."""
        release = self.host.start_canary(version)
        self.timeline.add("canary-started", version=version, digest=release.digest, stable=self.host.versions["stable"])
        began = self.timeline.now()
        try:
            action = self._follow(began)
            took = self.timeline.now() - began
        except BaseException as fault:
            # Ctrl-C, a fault of ours, a stack that went away: the customers come first, the traceback later.
            with INTERRUPTS.held():
                reason = "interrupted" if isinstance(fault, KeyboardInterrupt) else f"{type(fault).__name__}: {fault}"
                self._restore(reason)
            raise
        # All has been decided. A signal waits: in the middle of either way nobody may be left to answer.
        with INTERRUPTS.held():
            if isinstance(action, RollBack):
                self._restore(action.reason)
                return Outcome(promoted=False, reason=action.reason, seconds=took)
            self.timeline.add("promoting", version=version)
            try:
                self.host.promote(version)
            except (EdgeError, StackError) as fault:
                # The canary has everybody and has passed every step, so nobody is hurt by leaving it there.
                self.timeline.add("promotion-failed", fault=str(fault))
                raise
            took = self.timeline.now() - began
            self.timeline.add("promoted", version=version)
            return Outcome(promoted=True, reason="every step passed", seconds=took)

    def _follow(self, began: float) -> Promote | RollBack:
        rollout = Rollout(self.plan)
        self.say("canary   requests   errors      p95   verdict")
        self._enter(rollout.begin(began))
        while True:
            time.sleep(self.plan.poll)
            seen = self._look()
            step = rollout.step
            action = rollout.advance(seen, self.timeline.now())
            self._record(step.weight, seen, rollout)
            match action:
                case SetWeight():
                    self._row(step.weight, seen, rollout)
                    self._enter(action)
                case Promote() | RollBack():
                    self._row(step.weight, seen, rollout)
                    return action

    def _enter(self, action: SetWeight) -> None:
        self.signals.begin()
        self.host.edge.set_weights(action.weight)
        self.timeline.add("step", weight=action.weight)
        self.on_step(action.weight)

    def _look(self) -> Observation:
        canary = self.host.edge.servers()["canary"]
        return Observation(self.signals.sample(), canary.up, canary.weight)

    def _record(self, weight: int, seen: Observation, rollout: Rollout) -> None:
        sample = seen.sample
        self.timeline.add(
            "analysis",
            weight=weight,
            n=sample.requests if sample else None,
            bad=sample.bad if sample else None,
            p95=round(sample.p95, 4) if sample and sample.p95 is not None else None,
            up=seen.up,
            word=rollout.verdict.word.value,
            reason=rollout.verdict.reason,
        )

    def _row(self, weight: int, seen: Observation, rollout: Rollout) -> None:
        sample = seen.sample
        requests, bad = (f"{sample.requests}", f"{sample.bad}") if sample else ("-", "-")
        p95 = f"{sample.p95 * 1000:.0f} ms" if sample and sample.p95 is not None else "-"
        self.say(f"{weight:5d} % {requests:>10} {bad:>8} {p95:>8}   {rollout.verdict.word.value}")

    def _restore(self, reason: str) -> None:
        """Send everybody back to stable first; the canary can take its time."""
        try:
            self.host.edge.all_to_stable()
            self.timeline.add("rolled-back", reason=reason)
            self.host.stop_canary()
            self.timeline.add("canary-stopped")
        except (EdgeError, StackError) as fault:
            self.timeline.add("restore-failed", fault=str(fault))
