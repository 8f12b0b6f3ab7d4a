"""Starts the service: `python -m quotes`."""

from __future__ import annotations

import json
import logging
import os
import socket
import sys
import threading
from typing import TYPE_CHECKING

import uvicorn

from quotes.app import Readiness, create
from quotes.settings import Settings, SettingsError
from quotes.telemetry import logs

if TYPE_CHECKING:
    from types import FrameType

GRACE_SECONDS = 10


class GracefulServer(uvicorn.Server):
    """uvicorn closes its listener at once on SIGTERM; this one first says on /readyz that it is leaving."""

    def __init__(self, config: uvicorn.Config, readiness: Readiness, drain_seconds: float) -> None:
        super().__init__(config)
        self._readiness = readiness
        self._drain_seconds = drain_seconds

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Turn readiness off, give the edge time to see it, then finish what is under way and stop."""
        self._readiness.ready = False
        if self._drain_seconds <= 0 or self.should_exit:
            super().handle_exit(sig, frame)
            return
        timer = threading.Timer(self._drain_seconds, super().handle_exit, (sig, frame))
        timer.daemon = True
        timer.start()


def listen(host: str, port: int) -> socket.socket:
    """Open the listener here, so that whoever asked for port 0 can be told which one it became."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(512)
    return listener


def main() -> int:
    """Serve until told to stop."""
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsError as fault:
        sys.stderr.write(f"quotes: {fault}\n")
        return 2
    logs(settings.release)
    readiness = Readiness()
    listener = listen(settings.host, settings.port)
    sys.stdout.write(json.dumps({"event": "listening", "port": listener.getsockname()[1]}) + "\n")
    sys.stdout.flush()
    config = uvicorn.Config(
        create(settings, readiness),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    GracefulServer(config, readiness, settings.drain_seconds).run(sockets=[listener])
    return 0


if __name__ == "__main__":
    sys.exit(main())
