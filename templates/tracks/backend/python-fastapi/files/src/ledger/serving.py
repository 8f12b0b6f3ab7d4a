"""Starting the API: in this process, or as several that share one listener, with a worker beside them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess  # starts this program again, nothing else # nosec B404
import sys
import tempfile
import threading
import time
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from fastapi import FastAPI

GRACE_SECONDS = 20
IDLE_SECONDS = 75
"""Longer than proxies and clients keep an idle connection (5 to 60 s): who closes first must be the one that sends,
or a request meets a connection that is just being closed."""
_POLL_SECONDS = 0.1


def listen(host: str, port: int) -> socket.socket:
    """Open the listener and say where it is, so that whoever asked for port 0 knows."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(1024)
    listener.set_inheritable(True)
    line = {"event": "listening", "host": host, "port": listener.getsockname()[1]}
    print(json.dumps(line), flush=True)  # noqa: T201 - a machine reads this line
    return listener


class _DrainingServer(uvicorn.Server):
    """uvicorn closes its listener at once on SIGTERM; this one first lets load balancers see that it is leaving."""

    def __init__(self, config: uvicorn.Config, drain_seconds: float, on_drain: Callable[[], None]) -> None:
        super().__init__(config)
        self._drain_seconds = drain_seconds
        self._on_drain = on_drain

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Say no on `/readyz`, wait, and only then stop listening."""
        self._on_drain()
        if self._drain_seconds <= 0 or self.should_exit:
            super().handle_exit(sig, frame)
            return
        timer = threading.Timer(self._drain_seconds, super().handle_exit, (sig, frame))
        timer.daemon = True
        timer.start()


def serve_here(app: FastAPI, listener: socket.socket, drain_seconds: float, on_drain: Callable[[], None]) -> None:
    """Serve in this process until it is told to stop."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=IDLE_SECONDS,
    )
    _DrainingServer(config, drain_seconds, on_drain).run(sockets=[listener])


def leave_with(parent: int) -> None:
    """End this process when its supervisor is gone, also when that was killed and could tell nobody.

    The supervisor says who it is: asked for here, a parent that is gone already would be taken for its heir.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


class Supervisor:
    """Runs several children and ends all of them when one ends or when it is told to."""

    def __init__(self) -> None:
        self._children: list[subprocess.Popen[bytes]] = []
        self._stopping = False

    def run(self, listener: socket.socket, servers: int, *, with_worker: bool) -> int:
        """Start the children and stay until the last one has ended."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        shared = tempfile.mkdtemp(prefix="ledger-metrics-")
        environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": shared}
        me = ["--parent", str(os.getpid())]
        serve = [sys.executable, "-m", "ledger", "serve", "--fd", str(listener.fileno()), *me]
        try:
            for _ in range(servers):
                self._start(serve, environment, listener)
            if with_worker:
                self._start([sys.executable, "-m", "ledger", "worker", *me], environment, None)
            return self._watch()
        finally:
            self._stop()
            for child in self._children:
                child.wait()
            shutil.rmtree(shared, ignore_errors=True)

    def _start(self, argv: list[str], environment: dict[str, str], listener: socket.socket | None) -> None:
        kept = () if listener is None else (listener.fileno(),)
        # A session of its own: Ctrl-C reaches the supervisor only, which then ends the children in order.
        child = subprocess.Popen(argv, env=environment, pass_fds=kept, start_new_session=True)  # noqa: S603 # nosec B603
        self._children.append(child)

    def _watch(self) -> int:
        while all(child.poll() is None for child in self._children):
            time.sleep(_POLL_SECONDS)
        if self._stopping:
            return 0
        ended = next(child for child in self._children if child.poll() is not None)
        print(f"ledger: process {ended.pid} ended with {ended.returncode}, stopping", file=sys.stderr)  # noqa: T201
        return 1

    def _stop(self, *_signal: object) -> None:
        self._stopping = self._stopping or bool(_signal)
        for child in self._children:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
