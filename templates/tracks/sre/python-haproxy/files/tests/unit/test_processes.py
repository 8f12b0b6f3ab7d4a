from __future__ import annotations

import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from delivery.processes import INTERRUPTS, Children, ClosedError, call

if TYPE_CHECKING:
    from pathlib import Path

WAITS = """
import signal, sys
from pathlib import Path

def ended(*_):
    Path(sys.argv[1], "ended").touch()
    sys.exit(0)

signal.signal(signal.SIGTERM, ended)
Path(sys.argv[1], "waits").touch()
signal.pause()
"""


def test_a_signal_waits_while_it_would_do_harm() -> None:
    done = []

    def start_a_child() -> None:
        with INTERRUPTS.held():
            os.kill(os.getpid(), signal.SIGTERM)
            done.append("written down")
        done.append("never reached")

    with INTERRUPTS.installed(), pytest.raises(KeyboardInterrupt):
        start_a_child()
    assert done == ["written down"]


def test_what_is_begun_while_signals_wait_is_ended_although_one_came() -> None:
    done = []

    def begin_and_end() -> None:
        with INTERRUPTS.held():
            os.kill(os.getpid(), signal.SIGHUP)
            done.append("begun")
            try:
                with INTERRUPTS.allowed():
                    done.append("never reached")
            finally:
                os.kill(os.getpid(), signal.SIGINT)
                done.append("ended")

    with INTERRUPTS.installed(), pytest.raises(KeyboardInterrupt):
        begin_and_end()
    assert done == ["begun", "ended"]


def test_nothing_is_started_once_everything_is_being_ended(tmp_path: Path) -> None:
    children = Children(tmp_path)
    children.start("first", [sys.executable, "-c", "input()"])
    children.close()
    assert children.pids() == {}
    with pytest.raises(ClosedError, match="late"):
        children.start("late", [sys.executable, "-c", ""])


def test_a_program_that_is_waited_for_may_end_its_own_children_when_a_signal_comes(tmp_path: Path) -> None:
    def interrupt() -> None:
        while not (tmp_path / "waits").exists():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGHUP)

    threading.Thread(target=interrupt, daemon=True).start()
    with INTERRUPTS.installed(), pytest.raises(KeyboardInterrupt):
        call([sys.executable, "-c", WAITS, str(tmp_path)], tmp_path, os.environ)
    assert (tmp_path / "ended").exists()
