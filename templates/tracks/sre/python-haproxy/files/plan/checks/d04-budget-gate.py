"""Acceptance check of d04-budget-gate: `delivery release` asks what is left of the budget before it starts anything.

A scripted Prometheus says how many of a million requests failed at the edge's frontend in 30 days; a scripted owner of
the stack writes down whether it was asked to start a canary.
"""

from __future__ import annotations

import json
import os
import shutil
import socketserver
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from delivery.timeline import events
from tests.scripted import Rows, prometheus

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
TOTAL = 1_000_000
ALLOWED = TOTAL * 0.001


def month(left: float) -> float:
    """Return how many requests failed when this part of the budget is left."""
    return ALLOWED * (1 - left)


def script(left: float | None, query: str) -> Rows:
    if left is None or "haproxy_frontend_http_responses_total" not in query:
        return []
    bad = month(left)
    names_errors = "5xx" in query or "5.." in query
    value = bad / TOTAL if names_errors and "/" in query else bad if names_errors else TOTAL
    return [({}, value)]


class Owner:
    """Stands in for `make up`: takes requests for a canary and starts none."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        # Socket paths end at about a hundred characters, which a folder of pytest can reach.
        self.short = Path(tempfile.mkdtemp(prefix="d04-"))
        asked = self.asked

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                asked.append(json.loads(self.rfile.readline())["do"])
                self.wfile.write(json.dumps({"fault": "the check goes no further"}).encode() + b"\n")

        self.server = socketserver.ThreadingUnixStreamServer(str(self.short / "control"), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
        shutil.rmtree(self.short)


class Shipped:
    """What one call of `delivery release` did."""

    def __init__(self, done: subprocess.CompletedProcess[str], owner: Owner, timeline: Path) -> None:
        self.code, self.said = done.returncode, done.stdout + done.stderr
        self.started = "start-canary" in owner.asked
        self.timeline = events(timeline) if timeline.exists() else []


@contextmanager
def owner() -> Iterator[Owner]:
    made = Owner()
    try:
        yield made
    finally:
        made.close()


def ship(tmp_path: Path, left: float | None, *words: str) -> Shipped:
    with owner() as host, prometheus(lambda query: script(left, query)) as url:
        state = {
            "control": str(host.short / "control"),
            "socket": str(host.short / "edge"),
            "prometheus": url,
            "edge": "http://127.0.0.1:9",
            "versions": {"stable": "1.0.0"},
            "processes": {},
        }
        (tmp_path / "stack.json").write_text(json.dumps(state), encoding="utf-8")
        timeline = tmp_path / "timeline.jsonl"
        timeline.unlink(missing_ok=True)
        argv = [sys.executable, "-m", "delivery", "--state", str(tmp_path / "stack.json"), "release", "1.1.1"]
        done = subprocess.run(
            [*argv, "--timeline", str(timeline), *words],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": "src"},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return Shipped(done, host, timeline)


def test_half_a_page_of_design_comes_first() -> None:
    headings = ["Where the number comes from", "Who may say otherwise", "What happens without data"]
    argv = ["sh", "plan/note-check", "docs/notes/d04-budget-gate.md", "120", *headings]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_with_the_whole_budget_a_release_ships_without_a_word(tmp_path: Path) -> None:
    shipped = ship(tmp_path, 1.0)
    assert shipped.started, shipped.said
    assert "warning" not in shipped.said.lower()


def test_a_spent_budget_refuses_with_what_is_left_of_which_window_and_the_way_around(tmp_path: Path) -> None:
    shipped = ship(tmp_path, -0.12)
    assert not shipped.started, "a release was started on a budget of -12 %"
    assert shipped.code == 4, f"exit {shipped.code}, not 4: {shipped.said}"
    for word in ("-12", "30 d", "--because"):
        assert word in shipped.said, f"{word} is missing from: {shipped.said}"


def test_a_reason_ships_all_the_same_and_stands_first_in_the_timeline(tmp_path: Path) -> None:
    shipped = ship(tmp_path, -0.12, "--because", "it repairs what burnt the budget")
    assert shipped.started, f"--because does not ship: {shipped.said}"
    assert shipped.timeline, "the timeline is empty"
    first = shipped.timeline[0]
    assert first.kind == "override", f"the first event is {first.kind}"
    assert "it repairs what burnt the budget" in json.dumps(first.fields)


@pytest.mark.parametrize("reason", ["", "   "])
def test_an_empty_reason_is_no_reason(tmp_path: Path, reason: str) -> None:
    shipped = ship(tmp_path, -0.12, "--because", reason)
    assert not shipped.started
    assert shipped.code in {2, 4}, shipped.said
    assert "unrecognized" not in shipped.said, "the flag --because is missing"


def test_a_small_rest_ships_with_one_line_of_warning(tmp_path: Path) -> None:
    shipped = ship(tmp_path, 0.05)
    assert shipped.started, shipped.said
    warnings = [line for line in shipped.said.splitlines() if "warning" in line.lower()]
    assert len(warnings) == 1, f"{len(warnings)} lines of warning at 5 %: {shipped.said}"
    assert "5 %" in warnings[0] or "5.0 %" in warnings[0], warnings[0]


def test_no_data_is_not_a_budget(tmp_path: Path) -> None:
    shipped = ship(tmp_path, None)
    assert not shipped.started, "a release was started although nobody knows the budget"
    assert shipped.code == 4, f"exit {shipped.code}, not 4: {shipped.said}"


def test_the_policy_names_the_flag() -> None:
    policy = (ROOT / "docs" / "error-budget-policy.md").read_text(encoding="utf-8")
    assert "--because" in policy, "docs/error-budget-policy.md does not name --because"
