"""The running stack: HAProxy, Prometheus and two slots of the service, with one owner of all processes."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from delivery.edge import Edge, EdgeError, Server
from delivery.processes import INTERRUPTS, Children, born
from delivery.provision import Facts, free_ports
from delivery.releases import Release, Releases, verify
from delivery.signals import Prometheus
from delivery.tools import need

if TYPE_CHECKING:
    from collections.abc import Callable

TRIES = 5
READY_SECONDS = 90.0
POLL_SECONDS = 0.05
TAKEN = ("address already in use", "cannot bind socket", "address in use")


class StackError(Exception):
    """A part did not start or did not do what it should; the message holds what it said."""


class PortTakenError(StackError):
    """Somebody else took the port between asking and binding."""


class Stack:
    """Starts, watches and ends everything that `make up` needs."""

    def __init__(
        self,
        root: Path,
        place: Path,
        state: Path,
        provision: Callable[[Path, Facts], object],
        ports: list[int] | None = None,
    ) -> None:
        self._root, self._place, self._state, self._provision = root, place, state, provision
        self._wanted = ports
        self._releases = Releases(root, place / "releases")
        place.mkdir(parents=True, exist_ok=True)
        for old in [*place.glob("*.log"), *place.glob("traces-*.jsonl")]:
            old.unlink()
        self._children = Children(place)
        # Socket paths end at about a hundred characters, and a checkout may lie deep.
        self.short = Path(tempfile.mkdtemp(prefix="edge-"))
        self.lock = threading.RLock()
        self.edge = Edge(self.short / "edge")
        self.versions: dict[str, str] = {}
        self.edge_url = self.prometheus_url = ""
        self._ports: list[int] = []

    def start(self, version: str) -> None:
        """Start everything with this release as stable; take other ports when one was taken meanwhile."""
        for attempt in range(TRIES):
            self._ports = self._wanted if self._wanted and not attempt else free_ports(5)
            try:
                self._start(version)
            except PortTakenError:
                self._children.stop_all()
                if attempt + 1 == TRIES:
                    raise
            else:
                return

    def _start(self, version: str) -> None:
        edge, exporter, prometheus, stable, canary = self._ports
        facts = Facts(
            into=str(self._place / "conf"),
            socket=f"unix@{self.short / 'edge'}",
            edge_bind=f"127.0.0.1:{edge}",
            exporter_bind=f"127.0.0.1:{exporter}",
            exporter_target=f"127.0.0.1:{exporter}",
            stable=f"127.0.0.1:{stable}",
            canary=f"127.0.0.1:{canary}",
        )
        self._provision(self._root, facts)
        self.edge_url, self.prometheus_url = f"http://{facts.edge_bind}", f"http://127.0.0.1:{prometheus}"
        self._launch("haproxy", [need("haproxy"), "-db", "-f", self._place / "conf" / "haproxy.cfg"])
        data = self._place / "metrics"
        shutil.rmtree(data, ignore_errors=True)
        self._launch(
            "prometheus",
            [
                need("prometheus"),
                f"--config.file={self._place / 'conf' / 'prometheus.yml'}",
                f"--storage.tsdb.path={data}",
                f"--web.listen-address=127.0.0.1:{prometheus}",
                "--enable-feature=exemplar-storage",
                "--log.level=warn",
            ],
        )
        self._spawn("stable", version)
        self._wait("haproxy", "the edge answers", self._edge_answers)
        self.wait_up("stable")
        self._wait("prometheus", "Prometheus has seen the edge", self._edge_is_scraped)

    def pid(self, name: str) -> int | None:
        """Return the process of a part, for those who want to break it."""
        return self._children.pid(name)

    def start_canary(self, version: str) -> Release:
        """Start a release beside stable and wait until the edge would send to it."""
        with self.lock:
            self._vacate()
            release = self._spawn("canary", version)
            try:
                self.wait_up("canary")
            except BaseException:
                self._end("canary")
                raise
            return release

    def _vacate(self) -> None:
        """Free the slot of the canary: a controller that was killed leaves its canary there."""
        if (left := self.versions.get("canary")) is None:
            return
        if share := self._server("canary").weight:
            raise StackError(f"{left} has {share} % of the traffic; wait for its rollout, or end it: make rollback")
        self._drained("canary")
        self._end("canary")

    def stop_canary(self) -> None:
        """Let the canary finish what it has, then end it."""
        with self.lock:
            self._drained("canary")
            self._end("canary")

    def promote(self, version: str) -> None:
        """Make the canary's release stable, without a moment in which nobody serves."""
        with self.lock:
            self.edge.set_weights(100)
            self._drained("stable")
            self._end("stable")
            self._spawn("stable", version)
            self.wait_up("stable")
            self.edge.set_weights(0)
            self._drained("canary")
            self._end("canary")

    def wait_up(self, slot: str) -> None:
        """Wait until the edge, not the process, says that a slot is up."""
        self._wait(slot, f"the edge reports {slot} UP", lambda: self._server(slot).up)

    def close(self) -> None:
        """End all processes and take the sockets and the state file away."""
        with INTERRUPTS.held():
            self._children.close()
            shutil.rmtree(self.short, ignore_errors=True)
            if self._state.exists() and json.loads(self._state.read_text("utf-8")).get("owner") == os.getpid():
                self._state.unlink()

    def traces(self) -> list[Path]:
        """Return the span files of all slots that ran."""
        return sorted(self._place.glob("traces-*.jsonl"))

    def prometheus(self) -> Prometheus:
        """Return a client of the running Prometheus."""
        return Prometheus(self.prometheus_url)

    def _spawn(self, slot: str, version: str) -> Release:
        release = self._releases.build(version)
        verify(release)
        port = self._ports[3 if slot == "stable" else 4]
        # Coverage follows processes; a release is a copy elsewhere, so it would only be counted as not ours.
        env = {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE_", "COV_"))}
        env |= {
            "PYTHONPATH": str(release.folder),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PORT": str(port),
            "RELEASE": version,
            "TRACES_FILE": str(self._place / f"traces-{slot}-{version}.jsonl"),
        }
        self.versions[slot] = version
        self._launch(slot, [sys.executable, "-m", "quotes"], env)
        return release

    def _launch(self, name: str, argv: list[str | Path], env: dict[str, str] | None = None) -> None:
        """Start a process and write it down at once, for whoever has to end it if we are killed."""
        self._children.start(name, argv, env)
        self.write_state()

    def _end(self, slot: str) -> None:
        self._children.stop(slot)
        self.versions.pop(slot, None)
        self.write_state()
        # Until the edge has noticed, its UP is about the old process, and the next would be trusted before it listens.
        self._wait("haproxy", f"the edge lets go of {slot}", lambda: not self._server(slot).up)

    def write_state(self) -> None:
        """Write down what runs, for the verbs of other terminals."""
        state = {
            "owner": os.getpid(),
            "socket": str(self.short / "edge"),
            "control": str(self.short / "control"),
            "edge": self.edge_url,
            "prometheus": self.prometheus_url,
            "versions": self.versions,
            "processes": {name: [pid, born(pid)] for name, pid in self._everybody().items()},
        }
        draft = self._state.with_suffix(".new")
        draft.write_text(json.dumps(state, indent=2) + "\n", encoding="utf-8")
        draft.replace(self._state)

    def _everybody(self) -> dict[str, int]:
        return {"owner": os.getpid()} | self._children.pids()

    def _server(self, slot: str) -> Server:
        return self.edge.servers()[slot]

    def _drained(self, slot: str) -> None:
        self._wait("haproxy", f"{slot} has no open session", lambda: self._server(slot).open_sessions == 0)

    def _edge_answers(self) -> bool:
        try:
            return bool(self.edge.servers())
        except EdgeError:
            return False

    def _edge_is_scraped(self) -> bool:
        # Twice: one scrape has a value but no rate, and whoever asks next would take "no data" for an answer.
        return bool(self.prometheus().query('rate(haproxy_server_http_responses_total{proxy="quotes"}[1m])'))

    def _wait(self, name: str, what: str, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while True:
            # First: a port that somebody else answers on would make the edge call a process UP that is not ours.
            if self._children.pid(name) is None:
                said = self._children.log(name)
                kind = PortTakenError if any(words in said.lower() for words in TAKEN) else StackError
                raise kind(f"{name} ended while waiting until {what}:\n{said}")
            if holds():
                return
            if time.monotonic() > deadline:
                raise StackError(f"not within {READY_SECONDS:.0f} s: {what}\n{self._children.log(name)}")
            time.sleep(POLL_SECONDS)
