"""Starts the slow release, asks for twenty quotes, and answers the question of the latency objective from /metrics."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import traceback
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from delivery.releases import Releases

HEALTHY, SYMPTOM, UNKNOWN = 0, 1, 125
QUOTES = 20
HISTOGRAM = "quotes_request_duration_seconds"


def fetch(url: str) -> str:
    """Read a page."""
    with urllib.request.urlopen(url, timeout=20) as answer:
        text: str = answer.read().decode()
    return text


def page(folder: Path) -> str:
    """Serve the slow release, use it, and return its metrics."""
    release = Releases(Path.cwd(), folder).build("1.2.0")
    env = os.environ | {"PYTHONPATH": str(release.folder), "PORT": "0", "RELEASE": "1.2.0"}
    child = subprocess.Popen(
        [sys.executable, "-m", "quotes"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        if child.stdout is None:
            raise RuntimeError("no output")
        with child.stdout:
            url = f"http://127.0.0.1:{json.loads(child.stdout.readline())['port']}"
        with ThreadPoolExecutor(10) as crowd:
            list(crowd.map(fetch, [f"{url}/quotes?sku=mug-blue"] * QUOTES))
        return fetch(f"{url}/metrics")
    finally:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def total(metrics: str, name: str, labels: str = "") -> float | None:
    """Add up the series of a name that carry these labels, or None where there is none."""
    found = re.findall(rf"^{name}\{{[^}}]*{re.escape(labels)}[^}}]*\}} (\S+)$", metrics, re.MULTILINE)
    return sum(map(float, found)) if found else None


def probe() -> list[str]:
    """Return the complaints."""
    rules = "".join(path.read_text("utf-8") for path in Path("prom/rules").glob("*.yaml"))
    bounds = sorted(set(re.findall(rf'{HISTOGRAM}_bucket\{{le="([^"]+)"\}}', rules)))
    if not bounds:
        raise RuntimeError("no rule names a bucket")
    with tempfile.TemporaryDirectory() as folder:
        metrics = page(Path(folder))
    count = total(metrics, f"{HISTOGRAM}_count")
    if count != QUOTES:
        raise RuntimeError(f"{count} of {QUOTES} quotes were counted")
    complaints = []
    for bound in bounds:
        fast = total(metrics, f"{HISTOGRAM}_bucket", f'le="{bound}"')
        if fast is None:
            complaints.append(
                f'the rules ask for le="{bound}", and no such series exists: the answer is empty, not bad'
            )
        elif fast >= count:
            complaints.append(f'{QUOTES} quotes took 0.4 s each, and by le="{bound}" all of them were fast enough')
        else:
            sys.stdout.write(f'le="{bound}": {fast:.0f} of {count:.0f} quotes were fast enough\n')
    return complaints


def main() -> int:
    """Judge the worktree."""
    try:
        complaints = probe()
    except Exception:  # noqa: BLE001 - whatever breaks here says nothing about the symptom
        traceback.print_exc()
        return UNKNOWN
    sys.stdout.writelines(f"{line}\n" for line in complaints)
    return SYMPTOM if complaints else HEALTHY


if __name__ == "__main__":
    sys.exit(main())
