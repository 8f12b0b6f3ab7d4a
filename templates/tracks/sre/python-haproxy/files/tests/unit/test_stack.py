from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from delivery.edge import Edge, Server
from delivery.provision import free_ports
from delivery.releases import ReleaseError, Releases
from delivery.stack import PortTakenError, Stack, StackError
from tests.programs import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Story:
    """An edge and its processes, written down in the order in which they are used."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.open = [2, 1, 0]
        self.alive = {"haproxy", "stable", "canary"}
        self.share = 0

    def servers(self) -> dict[str, Server]:
        left = self.open.pop(0) if len(self.open) > 1 else self.open[0]
        self.log.append(f"open {left}")
        return {
            "stable": Server("stable" in self.alive, 100 - self.share, left),
            "canary": Server("canary" in self.alive, self.share, 0),
        }

    def set_weights(self, canary: int) -> None:
        self.log.append(f"weight {canary}")

    def start(self, name: str, _argv: Any, _env: Any = None) -> None:
        self.alive.add(name)
        self.log.append(f"start {name}")

    def stop(self, name: str) -> None:
        self.alive.discard(name)
        self.log.append(f"stop {name}")

    def pid(self, name: str) -> int | None:
        return 1 if name in self.alive or name == "stable" else None

    def pids(self) -> dict[str, int]:
        return {}

    def log_of(self, _name: str) -> str:
        return ""

    def close(self) -> None:
        pass


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    made = Stack(ROOT, tmp_path / "stack", tmp_path / "stack.json", lambda _root, _facts: None)
    yield made
    made.close()


def test_a_promotion_ends_stable_only_when_nobody_is_being_served_there(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    story: Any = Story()
    edge: Edge = story
    monkeypatch.setattr(stack, "edge", edge)
    monkeypatch.setattr(stack, "_children", story)
    stack._ports = free_ports(5)
    stack.promote("1.1.1")
    told = [line for line in story.log if not line.startswith("open")]
    assert told == ["weight 100", "stop stable", "start stable", "weight 0", "stop canary"]
    assert story.log[story.log.index("stop stable") - 1] == "open 0"


def test_a_canary_that_a_dead_controller_left_behind_is_replaced_and_one_with_traffic_is_not(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    story: Any = Story()
    monkeypatch.setattr(stack, "edge", story)
    monkeypatch.setattr(stack, "_children", story)
    stack._ports = free_ports(5)
    stack.versions = {"stable": "1.0.0", "canary": "1.1.0"}
    story.share = 5
    with pytest.raises(StackError, match=r"1\.1\.0 has 5 % of the traffic; .* make rollback"):
        stack.start_canary("1.1.1")
    story.share = 0
    stack.start_canary("1.1.1")
    assert [line for line in story.log if not line.startswith("open")] == ["stop canary", "start canary"]
    assert stack.versions == {"stable": "1.0.0", "canary": "1.1.1"}


def test_a_port_that_somebody_took_meanwhile_is_tried_again_and_not_for_ever(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def taken(_version: str) -> None:
        tries.append(stack._ports)
        raise PortTakenError("address already in use")

    monkeypatch.setattr(stack, "_start", taken)
    with pytest.raises(StackError, match="in use"):
        stack.start("1.0.0")
    assert len(tries) == 5


def test_a_slot_does_not_start_a_release_that_was_touched(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    story: Any = Story()
    monkeypatch.setattr(stack, "_children", story)
    stack._ports = free_ports(5)
    touched = Releases(ROOT, tmp_path / "stack" / "releases").build("1.1.1").folder / "quotes" / "pricing.py"
    touched.chmod(0o644)
    touched.write_text("# patched in place\n", encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"quotes/pricing\.py differs from its manifest"):
        stack.start_canary("1.1.1")
    assert story.log == []
