"""Starts the service: settings first, then the model, then the port; one JSON line says where it listens."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import uvicorn

from departures.domain.errors import ConfigError
from departures.serve.api import create
from departures.serve.scorer import Served


class ServeError(ConfigError):
    """The settings do not allow to serve."""


def serve(models: Path, host: str, port: int) -> int:
    """Serve until a signal. Requests are counted, not logged: nobody's question ends up in a file."""
    token = os.environ.get("API_TOKEN") or None
    if os.environ.get("ENV") == "production" and not token:
        raise ServeError("ENV=production needs API_TOKEN: set it to a long random text")
    served = Served(models)
    try:
        listener = socket.create_server((host, port), backlog=128)
    except OSError as why:
        raise ServeError(f"port {port} cannot be taken ({why.strerror}): choose another with PORT=") from why
    line = {"event": "listening", "host": host, "port": listener.getsockname()[1], "model": served().version}
    print(json.dumps(line), flush=True)
    config = uvicorn.Config(
        create(served, token), log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=15
    )
    uvicorn.Server(config).run(sockets=[listener])
    return 0
