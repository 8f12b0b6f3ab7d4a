"""The HTTP side of the local platform API; the standard library is enough for it."""

from __future__ import annotations

import json
import re
import socket
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from pave.devapi.faults import HEADER, Script

if TYPE_CHECKING:
    from pave.devapi.store import Store

LOCAL_TOKEN = "local-development"  # noqa: S105  # nosec B105  # opens nothing but this server on loopback
LARGEST_BODY = 64 * 1024
_NAME = re.compile(r"^[a-z][a-z0-9-]{0,38}[a-z0-9]$")
_NEEDED = {"/v1/services": ("name", "owner"), "/v1/deployments": ("service", "version")}


class Server(ThreadingHTTPServer):
    """Binds at once, so its port is known before it serves."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], store: Store, token: str, script: Script, slow: float = 3.0) -> None:
        self.store = store
        self.token = token
        self.script = script
        self.slow = slow
        # Ends every slow answer when the server stops.
        self.stopping = threading.Event()
        super().__init__(address, Handler)

    @property
    def url(self) -> str:
        """Return the address to call."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def shutdown(self) -> None:
        """Stop serving, without waiting for slow answers."""
        self.stopping.set()
        super().shutdown()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  the signature is the library's
        """Stay silent about clients that went away."""


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: Server
    timeout = 30

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the library's
        """Write no access log: the journal is better, and a header could hold a token."""

    def do_GET(self) -> None:
        """Answer a GET."""
        self._handle("GET")

    def do_POST(self) -> None:
        """Answer a POST."""
        self._handle("POST")

    def _handle(self, method: str) -> None:
        parts = urlsplit(self.path)
        said = self.headers.get("Content-Length") or "0"
        if not (said.isascii() and said.isdigit()):
            self.close_connection = True
            self._send(400, {"title": "Content-Length is no number"}, "")
            return
        size = int(said)
        if size > LARGEST_BODY:
            self.close_connection = True
            self._send(413, {"title": "the body is too large"}, "")
            return
        raw = self.rfile.read(size)
        if parts.path == "/healthz":
            self._send(200, {"status": "alive"}, "")
            return
        if parts.path.startswith("/dev/"):
            self._dev(method, parts.path, raw)
            return
        request_id = (self.headers.get("X-Request-Id") or str(uuid.uuid4()))[:64]
        fault = self.server.script.take(self.headers.get(HEADER))
        key = self.headers.get("Idempotency-Key")

        def note(status: int | None, effect: str) -> None:
            self.server.store.note(request_id, method, parts.path, key, status, effect)

        if fault == "drop-before":
            note(None, "dropped before")
            self._drop()
            return
        early = {"401": 401, "429": 429, "503": 503}.get(fault)
        if early is not None:
            note(early, "refused")
            self._send(early, {"title": {401: "the token has expired"}.get(early, "try again later")}, request_id)
            return
        status, answer = self._answer(method, parts.path, parts.query, raw)
        note(status, "dropped after" if fault == "drop-after" else "done")
        self._late(fault, status, answer, request_id)

    def _late(self, fault: str, status: int, answer: dict[str, Any], request_id: str) -> None:
        """Answer after the work was done, as the fault wants it."""
        if fault == "drop-after":
            self._drop()
            return
        if fault == "slow":
            self.server.stopping.wait(self.server.slow)
        if fault == "malformed":
            self._write(status, b'{"items": [', "application/json", request_id)
        elif fault == "html":
            self._write(200, b"<html><body>Please sign in</body></html>", "text/html", request_id)
        else:
            self._send(status, answer, request_id)

    def _dev(self, method: str, path: str, raw: bytes) -> None:
        """Serve the journal and take scripts of faults; this part is in no contract."""
        if (method, path) == ("GET", "/dev/journal"):
            self._send(200, {"items": self.server.store.journal()}, "")
            return
        if (method, path) == ("POST", "/dev/faults"):
            try:
                self.server.script.extend([str(name) for name in json.loads(raw)])
            except (ValueError, TypeError) as fault:
                self._send(422, {"title": str(fault)}, "")
                return
            self._send(200, {"status": "noted"}, "")
            return
        self._send(404, {"title": "no such path"}, "")

    def _answer(self, method: str, path: str, query: str, raw: bytes) -> tuple[int, dict[str, Any]]:
        if self.headers.get("Authorization") != f"Bearer {self.server.token}":
            return 401, {"title": "the token is missing or wrong"}
        if path not in _NEEDED and not re.fullmatch(r"/v1/(services|deployments)/[^/]+", path):
            return 404, {"title": f"no such path: {path}"}
        if method == "POST":
            return self._post(path, raw) if path in _NEEDED else (404, {"title": "no such path"})
        return self._get(path, query)

    def _post(self, path: str, raw: bytes) -> tuple[int, dict[str, Any]]:
        key = self.headers.get("Idempotency-Key") or ""
        if not 8 <= len(key) <= 64:  # noqa: PLR2004  as the contract says
            return 422, {"title": "an Idempotency-Key of 8 to 64 characters is needed", "fields": {}}
        try:
            body = json.loads(raw)
        except ValueError:
            return 422, {"title": "the body is no JSON", "fields": {}}
        wrong = _wrong(path, body)
        if wrong:
            return 422, {"title": "the body is not as the contract says", "fields": wrong}
        return self.server.store.once(key, path, {name: body[name] for name in _NEEDED[path]})

    def _get(self, path: str, query: str) -> tuple[int, dict[str, Any]]:
        _, _, kind, *rest = path.split("/")
        store = self.server.store
        if rest:
            name = unquote(rest[0])
            row = store.service(name) if kind == "services" else store.deployment(name)
            return (200, row) if row is not None else (404, {"title": f"no {kind[:-1]} is called {name}"})
        params = {name: values[0] for name, values in parse_qs(query).items()}
        limit, cursor = params.get("limit", "50"), params.get("cursor")
        if not limit.isdigit() or not 1 <= int(limit) <= 100:  # noqa: PLR2004  as the contract says
            return 422, {"title": "limit is 1 to 100", "fields": {"limit": "1 to 100"}}
        if kind == "services":
            return 200, store.services(int(limit), cursor)
        if cursor is not None and not cursor.isdigit():
            return 422, {"title": "this cursor is not ours", "fields": {"cursor": "unknown"}}
        return 200, store.deployments(int(limit), cursor, params.get("service"))

    def _drop(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, status: int, answer: dict[str, Any], request_id: str) -> None:
        problem = status >= 400  # noqa: PLR2004  where errors begin
        if problem:
            answer = {"type": "about:blank", "status": status, **answer}
        kind = "application/problem+json" if problem else "application/json"
        self._write(status, json.dumps(answer).encode(), kind, request_id)

    def _write(self, status: int, body: bytes, kind: str, request_id: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if request_id:
            self.send_header("X-Request-Id", request_id)
        if status == 429:  # noqa: PLR2004
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(body)


def _wrong(path: str, body: object) -> dict[str, str]:
    found = body if isinstance(body, dict) else {}
    wrong = {name: "text is needed" for name in _NEEDED[path] if not isinstance(found.get(name), str)}
    if path == "/v1/services" and not wrong:
        if not _NAME.match(found["name"]):
            wrong["name"] = f"must match {_NAME.pattern}"
        if not found["owner"].startswith("@"):
            wrong["owner"] = "must begin with @"
    return wrong
