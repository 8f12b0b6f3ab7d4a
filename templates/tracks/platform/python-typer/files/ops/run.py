#!/usr/bin/env python3
"""The day of a new service in one screen: made, installed, tested, scored, registered; and where to look.

usage: python ops/run.py [--draft]      (make run, make try)
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

from pave.devapi.faults import Script
from pave.devapi.server import LOCAL_TOKEN, Server
from pave.devapi.store import Store
from pave.measure.adoption import wheelhouse
from pave.sdk import Platform

NAME = "parcel-labels"
DEADLINE = 600


class FailedError(Exception):
    """A step that did not go well, with what it said."""


def step(command: list[str], folder: Path, env: dict[str, str]) -> tuple[float, str]:
    """Run one command; return its seconds and what it printed."""
    begin = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=DEADLINE, check=False)
    if done.returncode:
        message = f"{' '.join(command)}\n{done.stdout}{done.stderr}"
        raise FailedError(message)
    return time.perf_counter() - begin, done.stdout


def environment(url: str) -> dict[str, str]:
    """Return the environment of a service that installs from the wheelhouse and knows the local platform."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}
    env.pop("VENV", None)
    house = str(wheelhouse())
    return {
        **env,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": house,
        "UV_NO_INDEX": "1",
        "UV_FIND_LINKS": house,
        "PYTHON": sys.executable,
        "PLATFORM_URL": url,
        "PLATFORM_TOKEN": LOCAL_TOKEN,
    }


def whole(service: Path, *, draft: bool) -> None:
    """Walk the golden path once."""
    store = Store(":memory:")
    server = Server(("127.0.0.1", 0), store, LOCAL_TOKEN, Script())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        env = environment(server.url)
        here = {**env, "PYTHONPATH": str(Path("src").resolve())}
        pave = [sys.executable, "-m", "pave"]
        options = ["--draft"] if draft else []
        made, _ = step([*pave, "new", NAME, "--owner", "@parcels", "--dest", str(service), *options], Path(), here)
        bare = {name: value for name, value in env.items() if name != "PYTHONPATH"}
        installed, _ = step(["make", "-s", "setup"], service, bare)
        tested, said = step(["make", "-s", "test"], service, bare)
        count = re.search(r"(\d+) passed", said)
        step(["make", "-s", "check"], service, bare)
        _, scored = step([*pave, "check", str(service), "--run", "--json", "--min", "100"], Path(), here)
        with Platform(server.url, LOCAL_TOKEN) as platform:
            platform.services.register(NAME, "@parcels")
            known = [each.name for each in platform.services.list()]
    finally:
        server.shutdown()
        server.server_close()
        store.close()
    installer = "uv" if shutil.which("uv") else "pip"
    result = json.loads(scored)
    passed = sum(1 for finding in result["findings"] if finding["state"] == "pass")
    registered = "registered" if known == [NAME] else "not registered"
    number = count[1] if count else "?"
    print(
        f"new {made:.1f} s · environment {installed:.1f} s ({installer}) · {number} tests {tested:.1f} s"
        f" · score {result['score']} ({passed} of {len(result['findings'])}) · {registered}"
    )


def by_hand() -> str:
    """Return the line about the same start by hand, as it was measured last."""
    path = Path("measurements/adoption.json")
    if not path.is_file():
        return "by hand: not measured yet, make measure does it"
    found = json.loads(path.read_text(encoding="utf-8"))
    hand, distance = found["by_hand"], found["distance"]
    seconds = sorted(hand["seconds"])[len(hand["seconds"]) // 2]
    missing = found["golden"]["score"] - hand["score"]
    return (
        f"by hand, when it was measured: {len(hand['commands'])} commands, green in {seconds:.0f} s,"
        f" score {hand['score']};"
        f" the other {missing} points are {distance['files']} files and {distance['lines']} lines"
    )


def main() -> int:
    """Make the service and say where to look."""
    draft = "--draft" in sys.argv[1:]
    home = Path(".pave")
    home.mkdir(exist_ok=True)
    (home / ".gitignore").write_text("*\n", encoding="utf-8")
    service = home / ("try" if draft else "run") / NAME
    shutil.rmtree(service, ignore_errors=True)
    try:
        whole(service, draft=draft)
    except FailedError as fault:
        print(fault, file=sys.stderr)
        return 1
    print(by_hand())
    print(f"look at: {service}/ (make run there serves it) · ./pave check {service} · docs/adoption.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
