"""Acceptance check of d08-edge-probe: somebody knocks from outside, and an alert says when nobody opens.

`python -m delivery probe --url URL --port 0` is run against an edge of the check's own, which is there, goes, fails and
comes back. The rule is judged by promtool with series of the check's own.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from tests.programs import need

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20.0


class Edge:
    """An edge that can be there or not, on one port."""

    def __init__(self) -> None:
        self.status, self.asked, self.port = 200, list[str](), 0
        self._server: ThreadingHTTPServer | None = None

    def open(self) -> None:
        edge = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                edge.asked.append(self.path)
                self.send_response(edge.status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


def probe(*words: str) -> subprocess.Popen[str]:
    env = os.environ | {"PYTHONPATH": "src", "PYTHONUNBUFFERED": "1"}
    argv = [sys.executable, "-m", "delivery", "probe", *words]
    return subprocess.Popen(argv, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@contextmanager
def probing(edge: Edge) -> Iterator[str]:
    child = probe("--url", f"http://127.0.0.1:{edge.port}", "--port", "0")
    try:
        assert child.stdout
        with child.stdout:
            line = child.stdout.readline()
            page = re.search(r"probe: metrics on (http://127\.0\.0\.1:\d+/metrics)", line)
            assert page, f"`delivery probe` is missing, or does not say where its metrics are: {line.strip()[:80]}"
            yield page.group(1)
    finally:
        child.terminate()
        child.wait(20)


def metric(page: str, name: str) -> float | None:
    with urllib.request.urlopen(page, timeout=5) as answer:
        found = re.search(rf"^{name}(?:\{{[^}}]*\}})? (\S+)$", answer.read().decode(), re.MULTILINE)
    return float(found.group(1)) if found else None


def becomes(page: str, value: float) -> bool:
    deadline = time.monotonic() + PATIENCE
    while metric(page, "probe_success") != value:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_the_probe_notices_when_the_edge_goes_fails_and_comes_back() -> None:
    edge = Edge()
    edge.open()
    try:
        with probing(edge) as page:
            assert becomes(page, 1), "probe_success does not become 1 while the edge answers"
            assert (metric(page, "probe_duration_seconds") or 0) > 0, "probe_duration_seconds is missing"
            assert edge.asked
            assert edge.asked[0].startswith("/quotes?"), f"the probe asks for {edge.asked[0]}, not for a quote"
            edge.status = 503
            assert becomes(page, 0), "a 503 counts as a success"
            edge.status = 200
            assert becomes(page, 1)
            edge.close()
            assert becomes(page, 0), "an edge that is gone counts as a success"
            edge.open()
            assert becomes(page, 1), "the probe does not come back after the edge did"
    finally:
        edge.close()


def test_the_probe_stays_on_this_machine() -> None:
    child = probe("--url", "http://shop.example:80", "--port", "0")
    try:
        said, _ = child.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        said, _ = child.communicate()
    assert child.returncode == 1, f"exit {child.returncode}, not 1: {said.strip()[-120:]}"
    assert "this machine" in said


def rules(values: str, samples: list[dict[str, object]]) -> dict[str, object]:
    fires = 'count(ALERTS{alertname="EdgeUnreachable",alertstate="firing",severity="page"})'
    return {
        "rule_files": ["probe.yaml"],
        "evaluation_interval": "15s",
        "tests": [
            {
                "interval": "15s",
                "input_series": [{"series": 'probe_success{job="probe",instance="127.0.0.1:9101"}', "values": values}],
                "promql_expr_test": [{"expr": fires, "eval_time": "6m", "exp_samples": samples}],
            }
        ],
    }


def test_the_alert_fires_after_two_minutes_and_not_for_one_lost_probe(tmp_path: Path) -> None:
    promtool, path = need("promtool"), ROOT / "prom" / "rules" / "probe.yaml"
    assert path.exists(), "prom/rules/probe.yaml is missing"
    shutil.copy(path, tmp_path / "probe.yaml")
    cases = {
        "three minutes of failures must page": rules("1x11 0x13", [{"labels": "{}", "value": 1}]),
        "a single lost probe must not page": rules("1x11 0 1x12", []),
        "one minute of failures must not page": rules("1x19 0x4", []),
    }
    for says, case in cases.items():
        (tmp_path / "test.yaml").write_text(yaml.safe_dump(case), encoding="utf-8")
        done = subprocess.run(
            [promtool, "test", "rules", tmp_path / "test.yaml"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{says}: {done.stdout}{done.stderr}"


def test_generating_the_other_rules_leaves_this_one_alone() -> None:
    path = ROOT / "prom" / "rules" / "probe.yaml"
    assert path.exists(), "prom/rules/probe.yaml is missing"
    before = path.read_bytes()
    argv, env = [sys.executable, "-m", "delivery", "slo"], os.environ | {"PYTHONPATH": "src"}
    for words in ([], ["--check"]):
        subprocess.run([*argv, *words], cwd=ROOT, env=env, check=True)
    assert path.read_bytes() == before


def test_there_is_a_runbook_like_the_others() -> None:
    headings = ["Is it real", "Stop the harm", "Find the cause", "Never", "Afterwards"]
    argv = ["sh", "plan/note-check", "docs/runbooks/edge-unreachable.md", "120", *headings]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    alert = yaml.safe_load((ROOT / "prom" / "rules" / "probe.yaml").read_text("utf-8"))["groups"][0]["rules"][0]
    assert alert["annotations"]["runbook"] == "docs/runbooks/edge-unreachable.md"
