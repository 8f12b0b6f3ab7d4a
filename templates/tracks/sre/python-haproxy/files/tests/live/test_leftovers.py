from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from delivery import operate
from tests.programs import ROOT, need

if TYPE_CHECKING:
    from collections.abc import Iterator

SCENE = """
import sys
from pathlib import Path
from delivery import drill
from delivery.processes import INTERRUPTS

root, place = map(Path, sys.argv[1:])
with INTERRUPTS.installed():
    drill.Scene(root, place, print).play("bad-release", "1.1.0", drill.plan_of(root / "rollout.toml"))
"""
CONFIGURED, SHIPPING = ("stack/conf/prometheus.yml", ""), ("timeline.jsonl", '"kind":"analysis"')


class Drill:
    """A drill in a process and a temporary folder of its own; its children are known by a mark in their environment."""

    def __init__(self, place: Path) -> None:
        self.place, self._mark = place, uuid.uuid4().hex
        # Not below pytest's folder: the path of a socket may not be long.
        self.temporary = Path(tempfile.mkdtemp(prefix="d-"))
        env = os.environ | {"PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(self.temporary), "DRILL_MARK": self._mark}
        argv = [sys.executable, "-c", SCENE, str(ROOT), str(place)]
        self.process = subprocess.Popen(argv, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def wait_for(self, name: str, words: str) -> None:
        deadline = time.monotonic() + 240
        while not ((path := self.place / name).exists() and words in path.read_text("utf-8")):
            assert self.process.poll() is None, "the drill ended by itself"
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def running(self) -> list[str]:
        listed = subprocess.run(["ps", "axeww"], capture_output=True, text=True, errors="replace", check=True).stdout
        return [line[:60] for line in listed.splitlines() if self._mark in line]


@pytest.fixture
def drill(tmp_path: Path) -> Iterator[Drill]:
    for program in ("haproxy", "prometheus"):
        need(program)
    begun = Drill(tmp_path / "drill")
    yield begun
    begun.process.kill()
    begun.process.wait()
    if (begun.place / "stack.json").exists():
        operate.down(begun.place / "stack.json")
    shutil.rmtree(begun.temporary, ignore_errors=True)


@pytest.mark.parametrize(("moment", "number"), [(CONFIGURED, signal.SIGHUP), (SHIPPING, signal.SIGINT)])
def test_a_drill_that_is_told_to_stop_leaves_no_process_no_socket_and_no_state(
    drill: Drill, moment: tuple[str, str], number: signal.Signals
) -> None:
    drill.wait_for(*moment)
    drill.process.send_signal(number)
    assert drill.process.wait(120) != 0
    assert drill.running() == []
    assert list(drill.temporary.iterdir()) == []
    assert not (drill.place / "stack.json").exists()


def test_what_a_killed_owner_left_behind_is_ended_by_its_state_file(drill: Drill) -> None:
    drill.wait_for(*SHIPPING)
    drill.process.kill()
    drill.process.wait()
    assert len(drill.running()) == 4, "a killed owner ends nobody, so this proves something"
    assert sorted(operate.down(drill.place / "stack.json")) == ["canary", "haproxy", "prometheus", "stable"]
    assert drill.running() == []
    assert list(drill.temporary.iterdir()) == []
