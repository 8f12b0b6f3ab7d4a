"""The stack in the foreground, and releases to it from another terminal."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from delivery.control import Remote, opened
from delivery.controller import Controller
from delivery.drill import Scene, plan_of
from delivery.operate import read_state
from delivery.processes import INTERRUPTS
from delivery.provision import Facts, by_play
from delivery.releases import FIRST
from delivery.signals import Prometheus, Signals
from delivery.stack import StackError
from delivery.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOOD = "1.1.1"
PORTS = [8080, 8405, 9090, 8001, 8002]
"""Easy to remember, and taken only while nobody else has them."""


def run_once(root: Path, say: Callable[[str], None]) -> int:
    """Provision, ship a good release by canary under load, report, stop."""

    def provision(top: Path, facts: Facts) -> None:
        applied = by_play(top, facts)
        say(f"provisioned by infra/local/site.yml: {applied.changed} changed")

    with INTERRUPTS.installed():
        result = Scene(root, root / "var" / "run", say, provision).play("run", GOOD, plan_of(root / "rollout.toml"))
    say(result.sentence())
    say(f"{result.panels} of {result.panels_of} panels have data; raw files: var/run; next: make drill")
    if result.reason.startswith("latency"):
        say(f"{GOOD} is a good release, so this verdict is about the machine: end what keeps it busy, and run again")
    return 0 if result.promoted and not result.failed else 1


def stay_up(root: Path, state: Path, say: Callable[[str], None]) -> int:
    """Run the stack until Ctrl-C."""
    with INTERRUPTS.installed():
        try:
            with opened(root, root / "var" / "up", state, by_play, PORTS) as stack:
                stack.start(FIRST)
                say(f"edge        {stack.edge_url}/quotes?sku=mug-blue&quantity=10")
                say(f"prometheus  {stack.prometheus_url}")
                say("other terminals: make load, make release V=1.1.1, make rollback; Ctrl-C ends everything")
                threading.Event().wait()
        except KeyboardInterrupt:
            say("stopped")
    return 0


def release(root: Path, state: Path, version: str, plan: Path, notes: Path, say: Callable[[str], None]) -> int:
    """Ship a release to a stack that another process owns."""
    found = read_state(state)
    stable = found["versions"]["stable"]
    if version == stable:
        raise StackError(f"{version} is stable already")
    notes.parent.mkdir(parents=True, exist_ok=True)
    signals = Signals(Prometheus(found["prometheus"]), stable=stable, canary=version)
    controller = Controller(Remote(found, root / "var"), signals, plan_of(plan), Timeline(notes), say)
    with INTERRUPTS.installed():
        outcome = controller.ship(version)
    say(f"{outcome.sentence()}: {outcome.reason}")
    return 0 if outcome.promoted else 1
