"""A drill: break something under load, watch the machinery, and write down what happened."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import tomllib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from delivery import load, panels, postmortem, rulebook
from delivery.control import opened
from delivery.controller import Controller
from delivery.faults import FAULTS, Fault, strike
from delivery.processes import Children
from delivery.provision import Facts, by_templates
from delivery.releases import FIRST
from delivery.rollout import Plan
from delivery.signals import Signals
from delivery.stack import StackError
from delivery.timeline import Timeline, events

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from delivery.stack import Stack

RPS = 60
WARM_SECONDS = 2.0
AFTER_SECONDS = 1.5
CONTROLLER_SECONDS = 40.0


@dataclass(frozen=True)
class Result:
    """How one drill ended."""

    fault: str
    version: str
    promoted: bool
    reason: str
    seconds: float
    requests: int
    failed: int
    failed_late: int
    from_stable: int
    panels: int
    panels_of: int

    @property
    def share(self) -> float:
        """Return the failed share in percent."""
        return 100 * self.failed / max(self.requests, 1)

    def sentence(self) -> str:
        """Say it in one line."""
        ended = "promoted" if self.promoted else "rolled back"
        why = "" if self.promoted else f": {self.reason}"
        return f"{ended} after {self.seconds:.1f} s{why}; {self.failed:,} of {self.requests:,} requests failed"

    def as_stated(self) -> bool:
        """Tell whether it ended the way the drill says it must."""
        fault = FAULTS[self.fault]
        return (
            not self.promoted
            and fault.ends_with in self.reason
            and self.share <= fault.may_fail
            and not self.failed_late + self.from_stable
        )


def plan_of(path: Path) -> Plan:
    """Read a rollout plan."""
    return Plan.from_mapping(tomllib.loads(path.read_text("utf-8")))


@dataclass
class Scene:
    """A stack under load with somebody who takes notes."""

    root: Path
    place: Path
    say: Callable[[str], None]
    provision: Callable[[Path, Facts], object] = by_templates

    def play(self, name: str, version: str, plan: Plan, fault: Fault | None = None) -> Result:
        """Ship a release under load, break what is to be broken, and count."""
        with opened(self.root, self.place / "stack", self.place / "stack.json", self.provision) as stack:
            for old in [each for each in self.place.iterdir() if each.is_file()]:
                old.unlink()
            stack.start(FIRST)
            self.say(f"edge {stack.edge_url}, metrics {stack.prometheus_url}, stable {FIRST}, {RPS} requests a second")
            timeline = Timeline(self.place / "timeline.jsonl")
            traffic = load.Load(stack.edge_url, RPS, timeline.now)
            traffic.start()
            try:
                time.sleep(WARM_SECONDS)
                promoted, reason, seconds = self._ship(stack, version, plan, timeline, fault)
                time.sleep(AFTER_SECONDS)
                shown = panels.panels(self.root / "dashboards" / "slo.json")
                blank = (
                    panels.blank(stack.prometheus(), shown)
                    if stack.pid("prometheus")
                    else [each.title for each in shown]
                )
            finally:
                shots = traffic.stop()
            load.write(shots, self.place / "load.jsonl")
            postmortem.keep(stack.traces(), shots, self.place / "traces.jsonl")
        facts = postmortem.count(self.place, availability(self.root))
        result = Result(
            name, version, promoted, reason, round(seconds, 2), facts.requests, facts.failed, facts.failed_late,
            facts.failed_by.get("stable", 0), len(shown) - len(blank), len(shown),
        )  # fmt: skip
        (self.place / "result.json").write_text(json.dumps(asdict(result), indent=2) + "\n", encoding="utf-8")
        if blank and stack_has_metrics(fault):
            self.say(f"panels without data: {', '.join(blank)}")
        return result

    def _ship(
        self, stack: Stack, version: str, plan: Plan, timeline: Timeline, fault: Fault | None
    ) -> tuple[bool, str, float]:
        if fault is not None and fault.by_hand:
            return self._by_hand(version, timeline, fault)

        def on_step(weight: int) -> None:
            if fault is not None and (victim := strike(fault, stack, weight)):
                timeline.add("struck", victim=victim)

        signals = Signals(stack.prometheus(), stable=FIRST, canary=version)
        outcome = Controller(stack, signals, plan, timeline, self.say, on_step).ship(version)
        return outcome.promoted, outcome.reason, outcome.seconds

    def _by_hand(self, version: str, timeline: Timeline, fault: Fault) -> tuple[bool, str, float]:
        """Let another process ship, kill it in mid-step, and go back with the one verb that needs nobody."""
        state, notes = self.place / "stack.json", self.place / "controller.jsonl"
        command = [sys.executable, "-m", "delivery", "--state", str(state)]
        children = Children(self.place)
        try:
            children.start("controller", [*command, "release", version, "--timeline", str(notes)])
            deadline = time.monotonic() + CONTROLLER_SECONDS
            while not (notes.exists() and any(each.kind == "analysis" for each in events(notes))):
                if children.pid("controller") is None or time.monotonic() > deadline:
                    raise StackError(f"the controller did not reach its first step:\n{children.log('controller')}")
                time.sleep(0.1)
            children.kill("controller")
        finally:
            children.close()
        timeline.add("controller-killed", weight=fault.at_weight)
        began = time.monotonic()
        subprocess.run([*command, "rollback"], cwd=self.root, check=True, stdout=subprocess.DEVNULL)
        seconds = time.monotonic() - began
        timeline.add("rolled-back", reason="by hand: make rollback")
        return False, "by hand: make rollback", seconds


def stack_has_metrics(fault: Fault | None) -> bool:
    """Tell whether empty panels would be a finding."""
    return fault is None or fault.breaks != "prometheus"


def availability(root: Path) -> float:
    """Return the target that failures are held against."""
    return next(each.target for each in rulebook.objectives(root / "slo") if each.name == "availability")


def run(name: str, root: Path, say: Callable[[str], None]) -> Result:
    """Run one drill and write its postmortem beside its raw files."""
    fault = FAULTS[name]
    place = root / "var" / "drills" / name
    say(f"drill {name}: {fault.says}")
    result = Scene(root, place, say).play(name, fault.version, plan_of(root / "rollout.toml"), fault)
    write_postmortem(root, place)
    say(result.sentence())
    say(f"{result.panels} of {result.panels_of} panels have data; postmortem: var/drills/{name}/postmortem.md")
    if not result.as_stated():
        say(f"NOT AS STATED: {name} must end with '{fault.ends_with}', nobody served by stable may see an error")
    return result


def write_postmortem(root: Path, place: Path) -> Path:
    """Render a drill's postmortem from its raw files."""
    text = postmortem.render(place.name.replace("-", " "), postmortem.count(place, availability(root)))
    path = place / "postmortem.md"
    path.write_text(text, encoding="utf-8")
    return path
