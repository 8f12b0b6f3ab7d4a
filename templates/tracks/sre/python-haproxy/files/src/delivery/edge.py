"""The edge, spoken to over HAProxy's runtime socket: weights and states change without a reload."""

from __future__ import annotations

import contextlib
import csv
import io
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

BACKEND = "quotes"
SECONDS = 2.0


class EdgeError(Exception):
    """HAProxy is not there, or did not do what it was asked."""


@dataclass(frozen=True)
class Server:
    """What the edge knows about one of its servers."""

    up: bool
    weight: int
    open_sessions: int


@dataclass(frozen=True)
class Weights:
    """The share of stable and of canary."""

    stable: int
    canary: int


class Edge:
    """One HAProxy."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def ask(self, command: str) -> str:
        """Send one command line and return what comes back."""
        with contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as connection:
            connection.settimeout(SECONDS)
            try:
                connection.connect(str(self._path))
                connection.sendall(command.encode() + b"\n")
                parts = []
                while part := connection.recv(65_536):
                    parts.append(part)
            except OSError as fault:
                raise EdgeError(f"the edge does not answer at {self._path}: {fault}") from fault
        return b"".join(parts).decode("utf-8", "replace")

    def servers(self) -> dict[str, Server]:
        """Return state, weight and open sessions of every server."""
        text = self.ask("show stat").lstrip("# ")
        return {
            row["svname"]: Server(row["status"].startswith("UP"), int(row["weight"] or 0), int(row["scur"] or 0))
            for row in csv.DictReader(io.StringIO(text))
            if row["pxname"] == BACKEND and row["svname"] not in {"FRONTEND", "BACKEND"}
        }

    def weights(self) -> Weights:
        """Return the weights in force."""
        servers = self.servers()
        try:
            return Weights(servers["stable"].weight, servers["canary"].weight)
        except KeyError as fault:
            raise EdgeError(f"the edge has no server {fault}") from fault

    def set_weights(self, canary: int) -> None:
        """Give the canary this share and stable the rest, both at once, and read them back.

        Absolute numbers: a percentage would be relative to the weight in the file, and of the canary's 0 it would
        stay 0 while HAProxy answers as if all were well. For the same reason any word in the answer is an error.
        """
        stable = 100 - canary
        # The larger first: between the two commands nobody may be left with a weight.
        shares = sorted({"stable": stable, "canary": canary}.items(), key=lambda share: -share[1])
        said = self.ask(";".join(f"set weight {BACKEND}/{name} {weight}" for name, weight in shares)).strip()
        if said:
            raise EdgeError(f"the edge refused the weights: {said}")
        if (found := self.weights()) != Weights(stable, canary):
            raise EdgeError(f"the edge has {found.stable}/{found.canary} instead of {stable}/{canary}")

    def all_to_stable(self) -> None:
        """Send everybody back to stable, unless only the canary is there to answer them."""
        servers = self.servers()
        if servers["canary"].up and not servers["stable"].up:
            raise EdgeError("stable is DOWN at the edge, and customers sent there would get nothing but errors")
        self.set_weights(0)
