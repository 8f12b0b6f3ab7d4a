"""Starting the server: port first, then the index, so that readiness can be watched from outside."""

from __future__ import annotations

import json
import socket
import sys

import uvicorn

from handbook.web.api import create
from handbook.wiring import Parts


def serve(parts: Parts, host: str, port: int) -> int:
    """Serve until a signal; one JSON line says where. Access is not logged: paths and counts are in /metrics."""
    listener = socket.create_server((host, port), backlog=128)
    parts.ingest()
    line = {"event": "listening", "host": host, "port": listener.getsockname()[1], "mode": parts.settings.mode.value}
    print(json.dumps(line), flush=True)
    config = uvicorn.Config(
        create(parts), log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=15
    )
    server = uvicorn.Server(config)
    server.run(sockets=[listener])
    sys.stdout.flush()
    return 0
