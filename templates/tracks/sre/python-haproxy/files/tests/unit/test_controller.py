from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from delivery.controller import Controller
from delivery.edge import Edge, EdgeError, Server, Weights
from delivery.processes import INTERRUPTS, SIGNALS
from delivery.releases import Release
from delivery.rollout import Plan
from delivery.signals import Signals
from delivery.stack import StackError
from delivery.timeline import Timeline, events
from delivery.verdict import Sample

if TYPE_CHECKING:
    from collections.abc import Callable

PLAN = Plan.from_mapping({"steps": [5, 100], "bake_seconds": 0.02, "poll_seconds": 0.01, "patience_seconds": 5})


class FakeEdge(Edge):
    def __init__(self) -> None:
        self.canary = 0
        self.up = self.stable_up = True
        self.gone = False

    def servers(self) -> dict[str, Server]:
        return {
            "stable": Server(self.stable_up, 100 - self.canary, 0),
            "canary": Server(self.up, self.canary, 0),
        }

    def weights(self) -> Weights:
        return Weights(100 - self.canary, self.canary)

    def set_weights(self, canary: int) -> None:
        if self.gone:
            raise EdgeError("the edge does not answer")
        self.canary = canary


class FakeHost:
    def __init__(self) -> None:
        self.fake = FakeEdge()
        self.edge: Edge = self.fake
        self.versions = {"stable": "1.0.0"}
        self.done: list[str] = []
        self.meanwhile: Callable[[], None] = lambda: None

    def start_canary(self, version: str) -> Release:
        self.done.append(f"start {version}")
        return Release(version, Path(), "digest")

    def stop_canary(self) -> None:
        self.done.append("stop")

    def promote(self, version: str) -> None:
        self.meanwhile()
        self.done.append(f"promote {version}")


class FakeSignals(Signals):
    def __init__(self, sample: Sample | None) -> None:
        self._sample = sample

    def begin(self) -> None:
        pass

    def sample(self) -> Sample | None:
        return self._sample


def controller(host: FakeHost, tmp_path: Path, sample: Sample | None, **more: Any) -> Controller:
    return Controller(
        host, FakeSignals(sample), PLAN, Timeline(tmp_path / "timeline.jsonl"), lambda _line: None, **more
    )


def kinds(tmp_path: Path) -> list[str]:
    return [event.kind for event in events(tmp_path / "timeline.jsonl") if event.kind != "analysis"]


def test_a_good_release_is_promoted_after_every_step(tmp_path: Path) -> None:
    host = FakeHost()
    outcome = controller(host, tmp_path, Sample(50, 0)).ship("1.1.1")
    assert outcome.promoted
    assert host.done == ["start 1.1.1", "promote 1.1.1"]
    assert kinds(tmp_path) == ["canary-started", "step", "step", "promoting", "promoted"]


def test_a_bad_release_is_taken_back_before_its_process_is_ended(tmp_path: Path) -> None:
    host = FakeHost()
    outcome = controller(host, tmp_path, Sample(50, 10)).ship("1.1.0")
    assert not outcome.promoted
    assert outcome.reason.startswith("error ratio")
    assert host.fake.canary == 0
    assert host.done == ["start 1.1.0", "stop"]
    assert kinds(tmp_path)[-2:] == ["rolled-back", "canary-stopped"]


@pytest.mark.parametrize("number", SIGNALS)
def test_a_controller_that_is_told_to_stop_restores_the_weights_first(tmp_path: Path, number: signal.Signals) -> None:
    host = FakeHost()
    shipping = controller(host, tmp_path, None, on_step=lambda _weight: os.kill(os.getpid(), number))
    with INTERRUPTS.installed(), pytest.raises(KeyboardInterrupt):
        shipping.ship("1.1.1")
    assert host.fake.canary == 0
    assert host.done[-1] == "stop"
    assert events(tmp_path / "timeline.jsonl")[-2].fields == {"reason": "interrupted"}


def test_an_edge_that_is_gone_is_written_down_and_hides_no_fault(tmp_path: Path) -> None:
    host = FakeHost()

    def breaks(_weight: int) -> None:
        host.fake.gone = True
        raise EdgeError("the edge does not answer")

    with pytest.raises(EdgeError):
        controller(host, tmp_path, None, on_step=breaks).ship("1.1.1")
    assert kinds(tmp_path)[-1] == "restore-failed"


def test_a_promotion_under_way_is_finished_before_a_signal_counts(tmp_path: Path) -> None:
    host = FakeHost()
    host.meanwhile = lambda: os.kill(os.getpid(), signal.SIGINT)
    with INTERRUPTS.installed(), pytest.raises(KeyboardInterrupt):
        controller(host, tmp_path, Sample(50, 0)).ship("1.1.1")
    assert host.done == ["start 1.1.1", "promote 1.1.1"]
    assert kinds(tmp_path)[-1] == "promoted"


def test_nobody_is_sent_back_to_a_stable_that_is_down(tmp_path: Path) -> None:
    host = FakeHost()

    def stable_dies() -> None:
        host.fake.stable_up = False
        raise StackError("stable ended")

    host.meanwhile = stable_dies
    with pytest.raises(StackError):
        controller(host, tmp_path, Sample(50, 0)).ship("1.1.1")
    assert (kinds(tmp_path)[-1], host.fake.canary) == ("promotion-failed", 100)
    with pytest.raises(EdgeError, match="stable is DOWN"):
        host.fake.all_to_stable()
    assert host.fake.canary == 100
