"""Between terminals: the owner of the stack does what another process asks, over a socket only its user can open."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import socketserver
import threading
from typing import TYPE_CHECKING, Any, Protocol

from delivery.edge import Edge, EdgeError
from delivery.operate import alive, down
from delivery.processes import INTERRUPTS, ClosedError
from delivery.releases import Release, ReleaseError
from delivery.stack import Stack, StackError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from delivery.provision import Facts

SECONDS = 120.0


class Host(Protocol):
    """Whoever can start a canary: the stack itself, or a way to it."""

    edge: Edge
    versions: dict[str, str]

    def start_canary(self, version: str) -> Release:
        """Start a release beside stable."""

    def stop_canary(self) -> None:
        """End the canary."""

    def promote(self, version: str) -> None:
        """Make it stable."""


class Desk:
    """Answers for the stack as long as its owner lives."""

    def __init__(self, stack: Stack) -> None:
        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                try:
                    reply = _do(stack, json.loads(self.rfile.readline()))
                except (ClosedError, ReleaseError, StackError, EdgeError) as fault:
                    reply = {"fault": str(fault)}
                self.wfile.write(json.dumps(reply).encode() + b"\n")

        path = str(stack.short / "control")
        self._server = socketserver.ThreadingUnixStreamServer(path, Handler)
        os.chmod(path, 0o600)  # noqa: PTH101 - a socket
        self._server.daemon_threads = True
        self._server.block_on_close = False
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Take no more requests."""
        self._server.shutdown()
        self._server.server_close()


@contextlib.contextmanager
def opened(
    root: Path,
    place: Path,
    state: Path,
    provision: Callable[[Path, Facts], object],
    ports: list[int] | None = None,
) -> Iterator[Stack]:
    """Make a stack and its desk, and end both at whatever moment a signal comes."""
    if alive(state):
        raise StackError(f"a stack is up already, see {state}; end it by Ctrl-C in its terminal")
    if state.exists():
        # Its owner was killed and could not end what it had started.
        down(state)
    with INTERRUPTS.held():
        stack = Stack(root, place, state, provision, ports)
        desk = Desk(stack)
        try:
            with INTERRUPTS.allowed():
                yield stack
        finally:
            desk.close()
            stack.close()


def _do(stack: Stack, request: dict[str, str]) -> dict[str, Any]:
    match request["do"]:
        case "start-canary":
            release = stack.start_canary(request["version"])
            return {"version": release.version, "digest": release.digest}
        case "stop-canary":
            stack.stop_canary()
        case "promote":
            stack.promote(request["version"])
        case other:
            return {"fault": f"nobody knows how to {other}"}
    return {}


class Remote:
    """A stack that another process owns, found by its state file."""

    def __init__(self, state: dict[str, Any], folder: Path) -> None:
        self._path = state["control"]
        self._folder = folder
        self.edge = Edge(folder.__class__(state["socket"]))
        self.versions: dict[str, str] = state["versions"]

    def start_canary(self, version: str) -> Release:
        """Start a release beside stable."""
        reply = self._ask(do="start-canary", version=version)
        return Release(reply["version"], self._folder / "releases" / version, reply["digest"])

    def stop_canary(self) -> None:
        """End the canary."""
        self._ask(do="stop-canary")

    def promote(self, version: str) -> None:
        """Make it stable."""
        self._ask(do="promote", version=version)

    def _ask(self, **request: str) -> dict[str, Any]:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(SECONDS)
            try:
                connection.connect(self._path)
                connection.sendall(json.dumps(request).encode() + b"\n")
                reply: dict[str, Any] = json.loads(connection.makefile("rb").readline())
            except (OSError, ValueError) as fault:
                raise StackError(f"the owner of the stack does not answer: {fault}") from fault
        if "fault" in reply:
            raise StackError(reply["fault"])
        return reply
