"""Ships a good release to an edge that remembers a bad one: its canary counters stand at 180 requests and 36 errors."""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from delivery import edge
from delivery.controller import Controller
from delivery.releases import Release
from delivery.rollout import Plan
from delivery.signals import Prometheus, Signals
from delivery.timeline import Timeline

HEALTHY, SYMPTOM, UNKNOWN = 0, 1, 125
PLAN = {"steps": [5, 100], "bake_seconds": 0.4, "poll_seconds": 0.05, "patience_seconds": 10}
BOUNDS = ("0.05", "0.25", "+Inf")
PER_QUESTION = 10


class Edge(edge.Edge):
    """An edge that does what it is told."""

    canary = 0

    def __init__(self) -> None:
        """Talk to nobody."""

    def servers(self) -> dict[str, edge.Server]:
        """Return both servers, well."""
        return {
            "stable": edge.Server(up=True, weight=100 - self.canary, open_sessions=0),
            "canary": edge.Server(up=True, weight=self.canary, open_sessions=0),
        }

    def weights(self) -> edge.Weights:
        """Return the weights."""
        return edge.Weights(100 - self.canary, self.canary)

    def set_weights(self, canary: int) -> None:
        """Take new weights."""
        self.canary = canary


class Host:
    """A stack on which 1.1.0 was taken back before."""

    def __init__(self) -> None:
        self.edge: edge.Edge = Edge()
        self.versions = {"stable": "1.0.0"}

    def start_canary(self, version: str) -> Release:
        """Start it."""
        return Release(version, Path(), "")

    def stop_canary(self) -> None:
        """End it."""

    def promote(self, version: str) -> None:
        """Make it stable."""


class Counters(BaseHTTPRequestHandler):
    """Raw counters: the canary answers well, on top of what the one before it left behind."""

    good = 144
    bad = 36

    def do_GET(self) -> None:
        """Answer any query with all there is; every question finds a few requests more."""
        kind = type(self)
        if self.server.edge.canary:  # type: ignore[attr-defined]
            kind.good += PER_QUESTION
        responses = "haproxy_server_http_responses_total"
        rows = [
            ({"__name__": responses, "proxy": "quotes", "server": "canary", "code": "2xx"}, kind.good),
            ({"__name__": responses, "proxy": "quotes", "server": "canary", "code": "5xx"}, kind.bad),
        ]
        for release, count in (("1.0.0", 5000), ("1.1.1", kind.good - 144)):
            name = "quotes_request_duration_seconds_bucket"
            rows += [({"__name__": name, "release": release, "le": bound}, count) for bound in BOUNDS]
        result = [{"metric": labels, "value": [0, str(value)]} for labels, value in rows]
        body = json.dumps({"status": "success", "data": {"resultType": "vector", "result": result}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def main() -> int:
    """Judge the worktree."""
    try:
        host = Host()
        server = ThreadingHTTPServer(("127.0.0.1", 0), Counters)
        server.edge = host.edge  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        prometheus = Prometheus(f"http://127.0.0.1:{server.server_address[1]}")
        with tempfile.TemporaryDirectory() as folder:
            timeline = Timeline(Path(folder) / "timeline.jsonl")
            signals = Signals(prometheus, stable="1.0.0", canary="1.1.1")
            outcome = Controller(host, signals, Plan.from_mapping(PLAN), timeline, lambda _line: None).ship("1.1.1")
        server.shutdown()
    except Exception:  # noqa: BLE001 - whatever breaks here says nothing about the symptom
        traceback.print_exc()
        return UNKNOWN
    sys.stdout.write(f"a release without one error: {outcome.sentence()}: {outcome.reason}\n")
    return HEALTHY if outcome.promoted else SYMPTOM


if __name__ == "__main__":
    sys.exit(main())
