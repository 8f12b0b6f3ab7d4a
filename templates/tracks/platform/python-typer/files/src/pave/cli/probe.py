"""Starts a service on a free port, asks it for its health, and ends it on every path."""

from __future__ import annotations

import os
import signal
import socket
import subprocess  # nosec B404  # a service is started, that is what it is for
import time
from typing import TYPE_CHECKING

import httpx

from pave.errors import PreconditionError
from pave.scorecard.rules_runtime import PATHS

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 60.0
GRACE = 10.0


def ask(folder: Path) -> dict[str, int]:
    """Return the status of each path of a running service."""
    python = (folder / os.environ.get("VENV", ".venv") / "bin" / "python").absolute()
    if not python.exists():
        raise PreconditionError(f"{folder} has no environment to run in", hint=f"make -C {folder} setup")
    modules = sorted((folder / "src").glob("*/app.py"))
    if not modules:
        raise PreconditionError(
            f"{folder} has no src/*/app.py to start", hint="pave check without --run reads its code"
        )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [
        "-m",
        "uvicorn",
        "--factory",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        f"{modules[0].parent.name}.app:create",
    ]
    child = subprocess.Popen(  # noqa: S603  # nosec B603  # a list of words, no shell
        [str(python), *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(["src", *filter(None, [os.environ.get("PYTHONPATH")])])},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return _statuses(child, f"http://127.0.0.1:{port}")
    finally:
        _end(child)


def _statuses(child: subprocess.Popen[bytes], url: str) -> dict[str, int]:
    until = time.monotonic() + PATIENCE
    with httpx.Client(base_url=url, timeout=2.0, trust_env=False) as client:
        while child.poll() is None and time.monotonic() < until:
            try:
                return {path: client.get(path).status_code for path in PATHS}
            except httpx.TransportError:
                time.sleep(0.1)
    return {}


def _end(child: subprocess.Popen[bytes]) -> None:
    for word in (signal.SIGTERM, signal.SIGKILL):
        if child.poll() is not None:
            return
        os.killpg(child.pid, word)
        try:
            child.wait(GRACE)
        except subprocess.TimeoutExpired:
            continue
