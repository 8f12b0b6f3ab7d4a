"""Starts a throw-away PostgreSQL for one command, and names it to the command as DATABASE_URL.

The server lives in a temporary folder, listens on a free port of the loopback interface, and is gone afterwards.
PostgreSQL refuses to run as root; started by root, it runs as the user `nobody`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WHERE = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
START_SECONDS = 30.0
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300")


def find_binaries() -> Path | None:
    """Find the folder of the newest server on this machine."""
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    found = [path for pattern in WHERE for path in Path("/").glob(pattern.lstrip("/")) if (path / "initdb").exists()]
    return max(found, key=_version, default=None)


def _version(binaries: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in "".join(c if c.isdigit() else " " for c in str(binaries)).split())


class Server:
    """One server in one folder."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries = binaries
        self._data = folder / "data"
        self._log = folder / "log"
        nobody = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self._user = nobody.pw_uid if nobody else None
        self._group = nobody.pw_gid if nobody else None
        if nobody is not None:
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the address of the server's first database."""
        return f"postgresql://ledger@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Make the data folder, start the server, wait until it answers."""
        locale = ["--locale=C", "--encoding=UTF8"]
        self._run("initdb", "-D", str(self._data), "-U", "ledger", "--auth=trust", "--no-sync", *locale)
        settings = [part for setting in SETTINGS for part in ("-c", setting)]
        argv = [str(self._binaries / "postgres"), "-D", str(self._data), "-p", str(self._port)]
        argv += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", *settings]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                argv, stdout=log, stderr=log, cwd="/", start_new_session=True, user=self._user, group=self._group
            )
        ends = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > ends:
                text = self._log.read_text(encoding="utf-8", errors="replace")
                raise SystemExit(f"postgres: the server did not start:\n{text}")
            time.sleep(0.1)

    def stop(self) -> None:
        """End the server; whoever is still connected is sent away."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=START_SECONDS)

    def _answers(self) -> bool:
        argv = [str(self._binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self._port)]
        return subprocess.run(argv, check=False).returncode == 0

    def _run(self, program: str, *arguments: str) -> None:
        argv = [str(self._binaries / program), *arguments]
        done = subprocess.run(
            argv, check=False, capture_output=True, text=True, cwd="/", user=self._user, group=self._group
        )
        if done.returncode:
            raise SystemExit(f"postgres: {program} failed: {done.stderr.strip()}")


def main(command: Sequence[str]) -> int:
    """Run a command beside a server and return the command's status."""
    binaries = find_binaries()
    if binaries is None:
        print("postgres: no server on this machine; get one: apt-get install postgresql, or brew install postgresql")
        return 1
    with tempfile.TemporaryDirectory(prefix="ledger-postgres-") as folder:
        server = Server(binaries, Path(folder))
        try:
            server.start()
            return _beside(command, server.url)
        finally:
            server.stop()


def _beside(command: Sequence[str], url: str) -> int:
    child = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url})
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _frame: child.send_signal(received))
    return child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
