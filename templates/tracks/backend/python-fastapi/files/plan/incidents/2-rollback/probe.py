"""Releases the worktree over the code of the first day, goes back, and goes forward again, with payments at each stop.

Old code and new code are run as processes, each from its own folder, on one database. What is asked: does the old code
serve on the schema that the new code left behind, and does everybody see every memo?
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
import traceback
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

HEALTHY, SYMPTOM, UNKNOWN = 0, 1, 125
SECONDS = 20.0


class Release:
    """The code in one folder, run on the database of the probe."""

    def __init__(self, name: str, root: Path, folder: Path) -> None:
        self.name = name
        self._root = root
        self._log = folder / f"{name}.log"
        self._env = {
            **os.environ,
            "ENV": "development",
            "PYTHONPATH": "src",
            "DATABASE_URL": f"sqlite:///{folder / 'ledger.db'}",
            "RATE_LIMITS": "off",
            "DRAIN_SECONDS": "0",
            "HASH_MEMORY_KIB": "1024",
            "HASH_PASSES": "1",
        }

    def migrate(self) -> None:
        """Bring the database to the schema of this release."""
        command = [sys.executable, "-m", "ledger", "migrate"]
        subprocess.run(command, cwd=self._root, env=self._env, check=True, capture_output=True, timeout=SECONDS)

    @contextlib.contextmanager
    def serving(self) -> Iterator[str]:
        """Run the API and give its address; the process ends with the block."""
        command = [sys.executable, "-m", "ledger", "serve", "--port", "0"]
        self._log.write_bytes(b"")
        with self._log.open("wb") as log:
            process = subprocess.Popen(
                command, cwd=self._root, env=self._env, stdout=log, stderr=log, start_new_session=True
            )
        try:
            yield f"http://127.0.0.1:{self._port(process)}"
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)

    def faults(self) -> list[str]:
        """Return what the log says about columns that are not there."""
        text = self._log.read_text(encoding="utf-8", errors="replace")
        return sorted(set(re.findall(r"no such column: [a-z_.]+|table [a-z_]+ has no column named [a-z_]+", text)))

    def _port(self, process: subprocess.Popen[bytes]) -> int:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            for line in self._log.read_text(encoding="utf-8", errors="replace").splitlines():
                with contextlib.suppress(ValueError):
                    entry = json.loads(line)
                    if isinstance(entry, dict) and entry.get("event") == "listening":
                        return int(entry["port"])
            time.sleep(0.05)
        message = f"{self.name} does not listen: {self._log.read_text(encoding='utf-8', errors='replace')[-500:]}"
        raise RuntimeError(message)


def ask(method: str, url: str, token: str = "", body: object = None) -> tuple[int, Any]:
    """Send one request; return status and body."""
    headers = {"Content-Type": "application/json", "Idempotency-Key": secrets.token_hex(8)}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)


class Customer:
    """Somebody who pays, with a memo each time, and looks whether all memos are there."""

    def __init__(self, url: str) -> None:
        person = {"email": "mira@example.com", "password": "correct horse battery"}
        ask("POST", f"{url}/v1/auth/register", body=person | {"display_name": "Mira"})
        self._token = ask("POST", f"{url}/v1/auth/token", body=person)[1]["access_token"]
        self._accounts = []
        for name, kind in (("Owner", "funding"), ("Till", "standard")):
            wish = {"name": name, "currency": "EUR", "kind": kind}
            self._accounts.append(ask("POST", f"{url}/v1/accounts", self._token, wish)[1]["id"])
        self._memos: dict[str, str] = {}

    def visit(self, url: str, release: str) -> list[str]:
        """Pay once and read everything; return the complaints."""
        memo = f"Paid on {release}, {len(self._memos) + 1}"
        wish = dict(zip(("source_account_id", "target_account_id"), self._accounts, strict=True))
        wish |= {"amount_minor": 5, "currency": "EUR", "memo": memo}
        status, made = ask("POST", f"{url}/v1/transfers", self._token, wish)
        if status // 100 != 2:
            return [f"POST /v1/transfers answers {status} on {release}"]
        self._memos[made["id"]] = memo
        status, page = ask("GET", f"{url}/v1/transfers?limit=100", self._token)
        if status // 100 != 2:
            return [f"GET /v1/transfers answers {status} on {release}"]
        seen = {row["id"]: row["memo"] for row in page["items"]}
        lost = [memo for transfer_id, memo in self._memos.items() if seen.get(transfer_id) != memo]
        return [f"{release} does not show the memo {memo!r}" for memo in lost]


def probe(folder: Path) -> list[str]:
    """Go through a release, a rollback, and the next release; return all complaints."""
    old = Release("the old release", folder / "old", folder)
    new = Release("the new release", Path.cwd(), folder)
    old.migrate()
    complaints: list[str] = []
    with old.serving() as url:
        customer = Customer(url)
        stops = customer.visit(url, old.name)
    if stops:
        raise RuntimeError(stops)
    new.migrate()
    for release in (new, old, new):
        with release.serving() as url:
            found = customer.visit(url, release.name)
        sys.stdout.write(f"{release.name}: {'; '.join(found) or 'pays, and shows every memo'}\n")
        sys.stdout.writelines(f"  {line}\n" for line in (release.faults() if found else []))
        complaints += found
    return complaints


def main() -> int:
    """Judge the worktree."""
    try:
        complaints = probe(Path(sys.argv[1]))
    except Exception:  # noqa: BLE001 - whatever breaks here says nothing about the symptom
        traceback.print_exc()
        return UNKNOWN
    return SYMPTOM if complaints else HEALTHY


if __name__ == "__main__":
    sys.exit(main())
