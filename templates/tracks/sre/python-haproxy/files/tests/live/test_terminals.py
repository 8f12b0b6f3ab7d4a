from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from delivery import load
from delivery.operate import alive, read_state
from delivery.processes import born
from tests.programs import ROOT, need

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLAN = "steps = [100]\nbake_seconds = 2\n[limits]\np95_floor = 5.0\n"


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One stack for the tests of this file; the last of them ends it."""
    for program in ("haproxy", "prometheus", "promtool"):
        need(program)
    tmp_path = tmp_path_factory.mktemp("up")
    state = tmp_path / "stack.json"
    argv = [sys.executable, "-m", "delivery", "--state", str(state), "up"]
    env = os.environ | {"PYTHONPATH": "src"}
    with (tmp_path / "up.log").open("wb") as log:
        child = subprocess.Popen(argv, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        deadline = time.monotonic() + 240
        while "Ctrl-C ends everything" not in (tmp_path / "up.log").read_text("utf-8"):
            assert child.poll() is None, (tmp_path / "up.log").read_text("utf-8")
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield state
    finally:
        if child.poll() is None:
            child.send_signal(signal.SIGINT)
        child.wait(60)


def verb(state: Path, *words: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "delivery", "--state", str(state), *words]
    env = os.environ | {"PYTHONPATH": "src"}
    return subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=240)


def test_a_rollback_works_while_the_controller_hangs(up: Path, tmp_path: Path) -> None:
    timeline, plan = tmp_path / "timeline.jsonl", tmp_path / "plan.toml"
    plan.write_text("steps = [5, 100]\npatience_seconds = 600\n", encoding="utf-8")
    argv = [sys.executable, "-m", "delivery", "--state", str(up), "release", "1.1.0", "--plan", str(plan)]
    env = os.environ | {"PYTHONPATH": "src"}
    with subprocess.Popen(
        [*argv, "--timeline", str(timeline)], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    ) as controller:
        try:
            deadline = time.monotonic() + 120
            while not (timeline.exists() and '"analysis"' in timeline.read_text("utf-8")):
                assert controller.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.02)
            controller.send_signal(signal.SIGSTOP)
            assert verb(up, "rollback").stdout == "stable 100, canary 0\n"
            assert verb(up, "rollback").stdout == "already at 100/0\n"
            controller.send_signal(signal.SIGCONT)
            said, _ = controller.communicate(timeout=120)
        finally:
            controller.kill()
    assert controller.returncode == 1
    assert "weights were changed by hand: 0 instead of 5" in said
    assert read_state(up)["versions"] == {"stable": "1.0.0"}


def test_a_release_from_another_terminal_is_promoted_and_down_ends_all(up: Path, tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    traffic = load.Load(read_state(up)["edge"], 60, time.monotonic)
    traffic.start()
    ship = ["release", "1.1.1", "--plan", str(tmp_path / "plan.toml"), "--timeline", str(tmp_path / "timeline.jsonl")]
    try:
        shipped = verb(up, *ship)
    finally:
        shots = traffic.stop()
    assert {shot.status for shot in shots} == {200}
    assert shipped.returncode == 0, shipped.stdout + shipped.stderr
    assert shipped.stdout.splitlines()[-1].startswith("promoted after")
    assert read_state(up)["versions"] == {"stable": "1.1.1"}
    again = verb(up, *ship)
    assert (again.returncode, again.stderr) == (1, "delivery: 1.1.1 is stable already\n")
    second = verb(up, "up")
    assert second.returncode == 1
    assert "a stack is up already" in second.stderr
    some = verb(up, "load", "--rps", "20", "--seconds", "1")
    assert some.stdout.startswith("0 of 20 requests failed")
    everybody = read_state(up)["processes"]
    assert alive(up)
    down = verb(up, "down")
    assert down.stdout.startswith("ended: owner")
    assert not [name for name, (pid, when) in everybody.items() if born(pid) == when]


def test_without_a_stack_the_verbs_say_how_to_start_one(tmp_path: Path) -> None:
    for words in (["rollback"], ["release", "1.1.1"], ["load"]):
        done = verb(tmp_path / "stack.json", *words)
        assert done.returncode == 1
        assert "no stack is up" in done.stderr
        assert "make up" in done.stderr
