"""A Prometheus that says what a test wants it to say."""

from __future__ import annotations

import json
import threading
import urllib.parse
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Rows = list[tuple[dict[str, str], float]]


def edge(code: str, value: float, server: str = "canary") -> tuple[dict[str, str], float]:
    labels = {"__name__": "haproxy_server_http_responses_total", "proxy": "quotes", "server": server, "code": code}
    return labels, value


def bucket(release: str, bound: str, value: float) -> tuple[dict[str, str], float]:
    return {"__name__": "quotes_request_duration_seconds_bucket", "release": release, "le": bound, "code": "200"}, value


@contextmanager
def prometheus(answer: Callable[[str], Rows]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)["query"][0]
            rows: list[Any] = [{"metric": labels, "value": [0, str(value)]} for labels, value in answer(query)]
            body = json.dumps({"status": "success", "data": {"resultType": "vector", "result": rows}}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
