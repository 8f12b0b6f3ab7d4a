from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

from delivery import load, operate
from delivery.edge import EdgeError, Weights
from tests.programs import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from delivery.stack import Stack


def ask(url: str) -> tuple[int, str | None]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.headers["X-Served-By"]
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.headers["X-Served-By"]


def grew(stack: Stack, expression: str, before: float, by: float) -> bool:
    """Wait until Prometheus has scraped so much more; it looks once a second."""
    deadline = time.monotonic() + 60
    while (stack.prometheus().value(expression) or 0.0) < before + by:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def test_an_error_that_the_edge_makes_counts_at_its_frontend_and_at_no_server(stack: Stack) -> None:
    frontend = 'haproxy_frontend_http_responses_total{proxy="edge",code="5xx"}'
    servers = 'sum(haproxy_server_http_responses_total{proxy="quotes",code="5xx"})'
    before, before_servers = stack.prometheus().value(frontend) or 0.0, stack.prometheus().value(servers) or 0.0
    stack.edge.set_weights(100)  # there is no canary, so nobody is left to ask
    try:
        assert [ask(f"{stack.edge_url}/quotes?sku=mug-blue") for _ in range(5)] == [(503, None)] * 5
    finally:
        stack.edge.set_weights(0)
    assert grew(stack, frontend, before, 5)
    assert stack.prometheus().value(servers) == before_servers


def test_customers_cannot_reach_the_pages_of_the_operators(stack: Stack) -> None:
    for path in ("/metrics", "/readyz", "/healthz"):
        assert ask(f"{stack.edge_url}{path}")[0] == 404


def test_weights_are_absolute_read_back_and_refused_by_their_own_words(stack: Stack) -> None:
    stack.edge.set_weights(20)
    try:
        assert stack.edge.weights() == Weights(80, 20)
        with pytest.raises(EdgeError, match="refused the weights"):
            stack.edge.set_weights(999)
    finally:
        stack.edge.set_weights(0)


def test_going_to_everybody_and_back_leaves_somebody_to_answer_at_every_moment(stack: Stack, state: Path) -> None:
    log = state.parent / "haproxy.log"
    before = log.read_text("utf-8").count("has no server available")
    stack.start_canary("1.1.1")
    try:
        stack.edge.set_weights(100)
    finally:
        stack.edge.set_weights(0)
        stack.stop_canary()
    assert log.read_text("utf-8").count("has no server available") == before


def test_a_promotion_loses_nobody_and_leaves_one_slot(stack: Stack) -> None:
    traffic = load.Load(stack.edge_url, 60, time.monotonic)
    traffic.start()
    try:
        stack.start_canary("1.1.1")
        stack.edge.set_weights(50)
        stack.promote("1.1.1")
    finally:
        shots = traffic.stop()
    assert {shot.status for shot in shots} == {200}
    assert {shot.server for shot in shots} == {"stable", "canary"}
    assert stack.versions == {"stable": "1.1.1"}
    assert stack.edge.weights() == Weights(100, 0)
    assert stack.pid("canary") is None


def test_rollback_needs_nothing_but_the_state_file_and_says_when_there_is_nothing_to_do(
    stack: Stack, state: Path
) -> None:
    stack.edge.set_weights(50)
    argv = [sys.executable, "-m", "delivery", "--state", str(state), "rollback"]
    said = [
        subprocess.run(
            argv, cwd=ROOT, env=os.environ | {"PYTHONPATH": "src"}, capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    assert said == ["stable 100, canary 0\n", "already at 100/0\n"]
    assert stack.edge.weights() == Weights(100, 0)


def test_down_ends_only_what_it_recognises(stack: Stack, tmp_path: Path) -> None:
    pid = stack.pid("haproxy")
    other = tmp_path / "stack.json"
    other.write_text(json.dumps({"processes": {"haproxy": [pid, "born at another time"]}}), encoding="utf-8")
    assert operate.down(other) == []
    assert stack.pid("haproxy") == pid
    assert not other.exists()
