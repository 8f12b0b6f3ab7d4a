import json
import subprocess
import sys

import pytest

from orderflow.steps import LockedError, Rows, Runner, Step, StoppedError, lock


class Script:
    """Steps that note when they ran, and fail as often as they are told to."""

    def __init__(self, **failures):
        self.failures = failures
        self.ran = []

    def step(self, name, *after, retry_on=()):
        def run():
            self.ran.append(name)
            if self.failures.get(name, 0) > 0:
                self.failures[name] -= 1
                raise OSError(f"{name} broke")
            return Rows(3, 2, 1)

        return Step(name, run, after, retry_on)


@pytest.fixture
def waits():
    return []


@pytest.fixture
def runner(tmp_path, waits):
    return Runner(tmp_path / "cycle.json", sleep=waits.append)


def test_steps_run_after_what_they_need_and_say_what_they_did(runner):
    script = Script()
    runner.run([script.step("publish", "build"), script.step("build", "load"), script.step("load")])
    assert script.ran == ["load", "build", "publish"]
    line = json.loads(runner.lines()[0])
    assert (line["step"], line["attempt"], line["rows_in"], line["rows_touched"]) == ("load", 1, 3, 2)
    assert runner.read() == {}


def test_three_tries_with_waits_that_double_where_an_error_may_pass(runner, waits):
    script = Script(load=2)
    runner.run([script.step("load", retry_on=(OSError,))])
    assert script.ran == ["load"] * 3
    assert waits == [0.5, 1.0]
    assert [json.loads(line)["error"] for line in runner.lines()] == ["load broke", "load broke", ""]


def test_an_error_that_does_not_pass_is_not_tried_again(runner, waits):
    script = Script(build=1)
    with pytest.raises(OSError, match="build broke"):
        runner.run([script.step("load"), script.step("build", "load")])
    assert (script.ran, waits) == (["load", "build"], [])


def test_the_next_run_goes_on_at_the_failed_step(runner):
    script = Script(build=1)
    chain = [script.step("load"), script.step("build", "load"), script.step("publish", "build")]
    with pytest.raises(OSError, match="build"):
        runner.run(chain)
    assert runner.read() == {"done": ["load"], "failed": "build: build broke"}
    Runner(runner.journal).run(chain)
    assert script.ran == ["load", "build", "build", "publish"]


def test_a_run_that_is_asked_to_stop_ends_between_two_steps(tmp_path):
    script = Script()
    runner = Runner(tmp_path / "cycle.json", stopped=lambda: "load" in script.ran)
    with pytest.raises(StoppedError, match="before build"):
        runner.run([script.step("load"), script.step("build", "load")])
    assert script.ran == ["load"]
    assert runner.done() == ["load"]


def test_a_second_run_is_told_who_holds_the_lock(tmp_path):
    code = f"""
import sys
from pathlib import Path
from orderflow.steps import lock
with lock(Path({str(tmp_path / "run.lock")!r})):
    print("held", flush=True)
    sys.stdin.read()
"""
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={"PYTHONPATH": "src"}
    )
    try:
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(LockedError, match=rf"run\.lock \(pid {child.pid}\)"), lock(tmp_path / "run.lock"):
            pass
    finally:
        child.kill()
        child.communicate()
    # Killed, not released: the system let go of it.
    with lock(tmp_path / "run.lock"):
        pass
