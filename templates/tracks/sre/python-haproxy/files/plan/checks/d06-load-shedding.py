"""Acceptance check of d06-load-shedding: above MAX_IN_FLIGHT the service says 503 at once instead of queueing.

The service runs with prices that wait for a file to appear, so that requests are held for exactly as long as the check
wants. No time is measured: an answer that comes while eight others are held was not queued behind them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
HELD = """

_priced_at_once = quote


def quote(sku: str, quantity: int) -> Quote:
    import os
    import time

    while not os.path.exists(os.environ["GATE"]):
        time.sleep(0.01)
    return _priced_at_once(sku, quantity)
"""
QUOTE = "/quotes?sku=mug-blue&quantity=10"
PATIENCE = 10.0


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Service:
    def __init__(self, url: str, gate: Path) -> None:
        self.url, self.gate = url, gate

    def get(self, path: str = QUOTE, timeout: float = 30.0) -> Answer:
        try:
            with urllib.request.urlopen(self.url + path, timeout=timeout) as answer:
                return Answer(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Answer(refusal.code, {k.lower(): v for k, v in refusal.headers.items()}, refusal.read())
        except OSError:
            return Answer(0, {}, b"")

    def metric(self, name: str) -> float | None:
        page = self.get("/metrics").body.decode()
        found = re.findall(rf"^{name}(?:\{{[^}}]*\}})? ([0-9.e+]+)$", page, re.MULTILINE)
        return sum(float(value) for value in found) if found else None


@contextmanager
def service(tmp_path: Path, **env: str) -> Iterator[Service]:
    """Run the service with prices behind a gate; the gate is a file that is not there yet."""
    shutil.copytree(ROOT / "src" / "quotes", tmp_path / "quotes", ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "quotes" / "pricing.py").open("a", encoding="utf-8") as pricing:
        pricing.write(HELD)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    kept |= {"PYTHONPATH": str(tmp_path), "PORT": "0", "GATE": str(tmp_path / "gate"), "RELEASE": "1.0.0"} | env
    child = subprocess.Popen(
        [sys.executable, "-m", "quotes"], env=kept, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        assert child.stdout
        with child.stdout:
            port = json.loads(child.stdout.readline())["port"]
        yield Service(f"http://127.0.0.1:{port}", tmp_path / "gate")
    finally:
        (tmp_path / "gate").touch()
        child.terminate()
        child.wait(20)


def wait_for(running: Service, held: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while (seen := running.metric("quotes_in_flight")) != held:
        assert seen is not None, "quotes_in_flight is missing from /metrics"
        assert seen <= held, f"quotes_in_flight is {seen:.0f}, above {held}"
        assert time.monotonic() < deadline, f"quotes_in_flight stays at {seen:.0f}, {held} requests are held"
        time.sleep(0.02)


def test_the_ninth_request_is_refused_at_once_and_the_eight_are_served(tmp_path: Path) -> None:
    with service(tmp_path, MAX_IN_FLIGHT="8") as running, ThreadPoolExecutor(8) as crowd:
        held = [crowd.submit(running.get) for _ in range(8)]
        wait_for(running, 8)
        ninth = running.get(timeout=5)
        assert ninth.status == 503, "the ninth request waits behind the eight" if not ninth.status else ninth.status
        assert ninth.headers.get("content-type") == "application/problem+json"
        assert ninth.headers.get("retry-after") == "1", "Retry-After: 1 is missing"
        assert set(json.loads(ninth.body)) == {"type", "title", "status", "detail"}
        others = [running.get(timeout=5).status for _ in range(20)]
        assert others == [503] * 20
        assert [running.get(path, timeout=5).status for path in ("/healthz", "/readyz")] == [200, 200]
        assert running.metric("quotes_in_flight") == 8
        assert running.metric("quotes_shed_total") == 21, "quotes_shed_total is not what the client saw: 21"
        running.gate.touch()
        assert [each.result().status for each in held] == [200] * 8
        assert [running.get().status for _ in range(50)] == [200] * 50
        assert running.metric("quotes_in_flight") == 0
        assert running.metric("quotes_shed_total") == 21


def test_a_bad_question_gives_its_place_back(tmp_path: Path) -> None:
    with service(tmp_path, MAX_IN_FLIGHT="1") as running:
        running.gate.touch()
        found = [running.get("/quotes?sku=anvil").status, running.get("/quotes").status, running.get().status]
        assert found == [404, 422, 200]
        assert running.metric("quotes_in_flight") == 0, "quotes_in_flight is missing, or a refusal keeps its place"


def test_without_the_setting_nothing_is_refused(tmp_path: Path) -> None:
    with service(tmp_path) as running, ThreadPoolExecutor(12) as crowd:
        held = [crowd.submit(running.get) for _ in range(12)]
        wait_for(running, 12)
        running.gate.touch()
        assert [each.result().status for each in held] == [200] * 12


def test_a_limit_that_is_no_number_ends_the_process_with_a_sentence() -> None:
    for value in ("many", "0", "-3"):
        env = os.environ | {"PYTHONPATH": "src", "MAX_IN_FLIGHT": value, "PORT": "0"}
        argv = [sys.executable, "-m", "quotes"]
        try:
            done = subprocess.run(
                argv, cwd=ROOT, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            done = None
        assert done is not None, f"the service starts with MAX_IN_FLIGHT={value}"
        assert done.returncode == 2
        assert "MAX_IN_FLIGHT" in done.stderr
