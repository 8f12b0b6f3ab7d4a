"""Starting the server: the port first, so that a taken one is said before the seconds that an index takes."""

from __future__ import annotations

import json
import logging
import socket
import sys

import uvicorn

from handbook.web.api import create
from handbook.wiring import Parts


def listen(host: str, port: int) -> socket.socket:
    """Take the port."""
    return socket.create_server((host, port), backlog=128)


def serve(parts: Parts, listener: socket.socket) -> int:
    """Serve until a signal; a JSON line on stdout says where, then one on stderr for each question."""
    parts.ingest()
    host, port = listener.getsockname()[:2]
    line = {"event": "listening", "host": host, "port": port, "mode": parts.settings.mode.value}
    print(json.dumps(line), flush=True)
    # Only this logger: the libraries' own would write down addresses and bodies.
    log = logging.getLogger("handbook")
    log.addHandler(logging.StreamHandler(sys.stderr))
    log.setLevel(logging.INFO)
    config = uvicorn.Config(
        create(parts), log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=15
    )
    server = uvicorn.Server(config)
    server.run(sockets=[listener])
    sys.stdout.flush()
    return 0
