"""`make run`: the service with the demo book, on this machine only.

Starts the same processes as a deployment would: one migration, the API, one worker. With ONCE=1 it takes a fresh
database and a free port, makes the requests that it prints, checks the answers, and ends.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.seeding import EMAIL, PASSWORD, TRANSFERS

if TYPE_CHECKING:
    from collections.abc import Mapping

LEDGER = [sys.executable, "-m", "ledger"]
WAIT_SECONDS = 30.0
STOP_SECONDS = 25.0


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Any
    body: Any


class Running:
    """The API with its worker, as a child of this process."""

    def __init__(self, environment: dict[str, str], port: int) -> None:
        argv = [*LEDGER, "serve", "--with-worker", "--port", str(port)]
        self._child = subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True)
        line = self._child.stdout.readline() if self._child.stdout else ""
        if not line:
            raise SystemExit(f"run: the API did not start (status {self._child.wait()})")
        self.address = f"http://127.0.0.1:{json.loads(line)['port']}"
        ends = time.monotonic() + WAIT_SECONDS
        while call(self.address, "GET", "/readyz").status != 200:  # noqa: PLR2004
            if self._child.poll() is not None or time.monotonic() > ends:
                raise SystemExit("run: the API did not become ready")
            time.sleep(0.05)

    def follow(self) -> int:
        """Pass the log on until the service ends or Ctrl-C is pressed."""
        try:
            for line in self._child.stdout or ():
                print(line, end="", flush=True)
        except KeyboardInterrupt:
            print("stopping ...", flush=True)
        return self.stop()

    def stop(self) -> int:
        """End all processes, gently first."""
        if self._child.poll() is None:
            self._child.send_signal(signal.SIGTERM)
        try:
            return self._child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._child.pid, signal.SIGKILL)
            return 1


def call(address: str, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Answer:
    """Make one request; a server that is not there yet is status 0."""
    data = None if body is None else json.dumps(body).encode()
    given = {"Content-Type": "application/json"} | dict(headers or {})
    request = urllib.request.Request(address + path, data, given, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return Answer(response.status, response.headers, json.load(response))
    except urllib.error.HTTPError as refused:
        return Answer(refused.code, refused.headers, json.load(refused))
    except OSError:
        return Answer(0, {}, None)


def port_for(wanted: str) -> int:
    """Take the wanted port, or a free one when somebody has it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(wanted)))
        except OSError:
            print(f"port {wanted} is in use, taking a free one")
            return 0
    return int(wanted)


def accounts_of(address: str) -> tuple[str, str]:
    """Sign in as the demo user and look up two accounts to move money between."""
    signed_in = call(address, "POST", "/v1/auth/token", {"email": EMAIL, "password": PASSWORD})
    token = {"Authorization": f"Bearer {signed_in.body['access_token']}"}
    items = call(address, "GET", "/v1/accounts?currency=EUR&limit=100", headers=token).body["items"]
    by_name = {item["name"]: item["id"] for item in items}
    return by_name["House bank"], by_name["Flour and butter"]


def show(address: str, source: str, target: str, key: str) -> None:
    """Print where everything is, and three lines to paste."""
    body = {"source_account_id": source, "target_account_id": target, "amount_minor": 1250, "currency": "EUR"}
    sign_in = json.dumps({"email": EMAIL, "password": PASSWORD})
    read = "python3 -c 'import json,sys; print(json.load(sys.stdin)[\"access_token\"])'"
    json_type = "-H 'Content-Type: application/json'"
    transfer = (
        f'curl -si {address}/v1/transfers -H "Authorization: Bearer $TOKEN" {json_type} '
        f"-H 'Idempotency-Key: {key}' -d '{json.dumps(body)}'"
    )
    print(
        f"""
Ledger is ready at {address}
  sign in as       {EMAIL}  {PASSWORD}
  API reference    {address}/docs

Sign in:
  TOKEN=$(curl -s {address}/v1/auth/token {json_type} -d '{sign_in}' | {read})
Move 12.50 EUR from the bank to the mill:
  {transfer}
The same line again answers with `Idempotent-Replayed: true` and moves nothing:
  {transfer}
""",
        flush=True,
    )


def check(address: str, source: str, target: str, key: str) -> list[str]:
    """Make the three requests and say what is not as promised."""
    signed_in = call(address, "POST", "/v1/auth/token", {"email": EMAIL, "password": PASSWORD})
    headers = {"Authorization": f"Bearer {signed_in.body['access_token']}", "Idempotency-Key": key}
    body = {"source_account_id": source, "target_account_id": target, "amount_minor": 1250, "currency": "EUR"}
    first, second = (call(address, "POST", "/v1/transfers", body, headers) for _ in range(2))
    ends = time.monotonic() + WAIT_SECONDS
    receipt = f"/v1/transfers/{first.body.get('id')}/receipt"
    state = ""
    while state != "issued" and time.monotonic() < ends:
        state = call(address, "GET", receipt, headers=headers).body.get("state", "")
        time.sleep(0.05)
    lines = {
        f"POST /v1/auth/token      {signed_in.status}": signed_in.status == 200,  # noqa: PLR2004
        f"POST /v1/transfers       {first.status}": first.status == 201,  # noqa: PLR2004
        f"POST /v1/transfers       {second.status}  Idempotent-Replayed: {second.headers.get('Idempotent-Replayed')}": (
            second.headers.get("Idempotent-Replayed") == "true" and second.body == first.body
        ),
        f"GET  .../receipt         {state}": state == "issued",
    }
    for line in lines:
        print(f"  {line}", flush=True)
    return [line for line, holds in lines.items() if not holds]


def run(environment: dict[str, str], port: int, *, once: bool) -> int:
    """Prepare the database, start the service, and stay or check."""
    scale = environment.get("SCALE") or str(TRANSFERS)
    for command in (["migrate"], ["seed", "--transfers", scale]):
        subprocess.run([*LEDGER, *command], env=environment, check=True, stdout=subprocess.DEVNULL)
    running = Running(environment, port)
    try:
        source, target = accounts_of(running.address)
        key = uuid.uuid4().hex
        show(running.address, source, target, key)
        if not once:
            print("Ctrl-C stops it. The log follows, one line per request.", flush=True)
            return running.follow()
        faults = check(running.address, source, target, key)
        if faults:
            print(f"run: not as promised: {'; '.join(faults)}", file=sys.stderr)
        return 1 if running.stop() or faults else 0
    finally:
        running.stop()


def main() -> int:
    """Read the verb's variables."""
    signal.signal(signal.SIGTERM, lambda *_given: sys.exit(143))
    environment = {name: value for name, value in os.environ.items() if value}
    once = bool(environment.get("ONCE"))
    if not once:
        environment.setdefault("DATABASE_URL", "sqlite:///var/demo.db")
        return run(environment, port_for(environment.get("PORT", "8000")), once=False)
    with tempfile.TemporaryDirectory(prefix="ledger-run-") as folder:
        if not environment.get("DATABASE_URL"):
            environment["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'ledger.db'}"
        return run(environment, 0, once=True)


if __name__ == "__main__":
    sys.exit(main())
