"""`make run`: train, evaluate, report, serve on this machine only, and ask the first question.

Figures, card and page go to var/; only `make evaluate report` writes the tracked ones. With ONCE=1 it takes a free
port, asks, checks the answer and that the figures are those of reports/metrics.json, and ends.
"""

from __future__ import annotations

import csv
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

DEPARTURES = [sys.executable, "-m", "departures"]
WAIT_SECONDS, STOP_SECONDS = 60.0, 20.0
# Processors differ in the last digits of a fit.
SAME = 0.001


def main() -> int:
    """Run."""
    for argv in (["train"], ["evaluate", "--out", "var"], ["report", "--out", "var"]):
        if subprocess.run([*DEPARTURES, *argv], check=False).returncode:
            return 1
    once = bool(os.environ.get("ONCE"))
    port = 0 if once else port_for(os.environ.get("PORT") or "8000")
    argv = [*DEPARTURES, "serve", "--port", str(port)]
    child = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, start_new_session=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        line = child.stdout.readline() if child.stdout else ""
        if not line:
            return child.wait() or 1
        address = f"http://127.0.0.1:{json.loads(line)['port']}"
        wait_ready(address)
        good = ask(address)
        if once:
            return 0 if good and same_figures() else 1
        print(f"serving on {address}   (Ctrl-C ends it)", flush=True)
        return child.wait()
    except KeyboardInterrupt:
        print("stopping ...", flush=True)
        return 0
    finally:
        stop(child)


def ask(address: str) -> bool:
    """Ask about the first flights of the newest published day, and print question and answer."""
    question = {"flights": list(listed(Path("models/current/schedule.csv")))[:3]}
    status, answer = call(address, "/predict", question)
    print(
        f"try: curl {address}/predict -H 'Content-Type: application/json' -d '{json.dumps({'flights': question['flights'][:1]})}'"
    )
    if status != 200:
        print(f"run: /predict answered {status}: {answer}", file=sys.stderr)
        return False
    for said in answer["flights"]:
        print(
            f"  {said['carrier']}{said['flight']:<5} p {said['p']:.3f}   {'hold a reserve' if said['act'] else 'no reserve'}   ({said['schedule']})"
        )
    return all(0 < said["p"] < 1 and said["schedule"] == "listed" for said in answer["flights"])


def listed(path: Path) -> Iterator[dict[str, Any]]:
    """Read the flights of the newest published day."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    newest = max(int(row["day_index"]) for row in rows)
    for row in rows:
        if int(row["day_index"]) == newest:
            departs = int(row["departs"])
            yield {
                "day": (date(2013, 1, 1) + timedelta(days=newest)).isoformat(),
                "carrier": row["carrier"],
                "flight": int(row["flight"]),
                "origin": row["origin"],
                "dest": row["dest"],
                "departs": f"{departs // 60:02d}:{departs % 60:02d}",
                "distance": int(row["distance"]),
            }


def same_figures() -> bool:
    """Compare the figures of this run with the tracked ones, which the card was made of."""
    ours, tracked = (
        json.loads(Path(name).read_text(encoding="utf-8")) for name in ("var/metrics.json", "reports/metrics.json")
    )
    different = list(differences(ours, tracked, "metrics"))
    for line in different[:10]:
        print(f"run: {line}; the card is out of step: make train evaluate report", file=sys.stderr)
    if not different:
        print("checked: answers hold, and all figures are those of the card")
    return not different


def differences(ours: Any, tracked: Any, at: str) -> Iterator[str]:
    """Give the places where two sets of figures are not the same."""
    if isinstance(ours, list) and isinstance(tracked, list):
        ours, tracked = dict(enumerate(ours)), dict(enumerate(tracked))
    if isinstance(ours, dict) and isinstance(tracked, dict):
        for key in sorted(ours.keys() | tracked.keys(), key=str):
            yield from differences(ours.get(key), tracked.get(key), f"{at}/{key}")
    elif isinstance(ours, int | float) and isinstance(tracked, int | float):
        if abs(ours - tracked) > SAME:
            yield f"{at} is {ours} here and {tracked} in reports/metrics.json"
    elif ours != tracked:
        yield f"{at} is {ours!r} here and {tracked!r} in reports/metrics.json"


def wait_ready(address: str) -> None:
    """Wait until the server answers questions."""
    ends = time.monotonic() + WAIT_SECONDS
    while call(address, "/readyz")[0] != 200:
        if time.monotonic() > ends:
            raise SystemExit("run: the server did not become ready")
        time.sleep(0.05)


def call(address: str, path: str, body: object = None) -> tuple[int, dict[str, Any]]:
    """Make one request; a server that is not there yet is status 0."""
    headers = {"Content-Type": "application/json"}
    if token := os.environ.get("API_TOKEN"):
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(address + path, data, headers), timeout=60) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)
    except OSError:
        return 0, {}


def port_for(wanted: str) -> int:
    """Take the wanted port, or a free one when somebody has it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(wanted)))
        except OSError:
            print(f"port {wanted} is in use, taking a free one")
            return 0
    return int(wanted)


def stop(child: subprocess.Popen[str]) -> None:
    """End the server, gently first."""
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
