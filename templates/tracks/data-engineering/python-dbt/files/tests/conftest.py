"""One fortnight, lived once for the whole suite, as its user starts it and where it is hardest."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from orderflow.__main__ import main
from orderflow.places import Places

Product = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).parent.parent
RUN = ["run"]
GUARDED = """
import runpy, socket, sys
met = []
def guard(name):
    real = getattr(socket.socket, name)
    def checked(self, address, *rest):
        met.append((name, address))
        return real(self, address, *rest)
    setattr(socket.socket, name, checked)
def looked_up(host, *rest, real=socket.getaddrinfo, **named):
    met.append(("getaddrinfo", host))
    return real(host, *rest, **named)
guard("connect"); guard("connect_ex"); guard("sendto")
socket.getaddrinfo = looked_up
# Root has no home in the eyes of dlt, which would keep its things in /var: everybody is an ordinary user here.
import os
os.geteuid = lambda: 1000
sys.argv = ["orderflow", *sys.argv[1:]]
try:
    runpy.run_module("orderflow", run_name="__main__")
finally:
    for name, where in met:
        print("NETWORK", name, where)
"""


@dataclass(frozen=True)
class Lived:
    """What a run left behind."""

    places: Places
    code: int
    said: str
    home: Path


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Live the fortnight far from UTC, in the C locale, with a HOME in which nothing may appear."""
    home = tmp_path_factory.mktemp("fortnight")
    empty = tmp_path_factory.mktemp("home")
    far = {"TZ": "Asia/Kolkata", "LC_ALL": "C", "HOME": str(empty)}
    done = subprocess.run(
        [sys.executable, "-c", GUARDED, *RUN],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": "src", "ORDERFLOW_HOME": str(home)} | far,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    return Lived(Places(home, home / "reports"), done.returncode, done.stdout + done.stderr, empty)


@pytest.fixture
def product(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Product:
    """Return the command line over a folder: exit code, and what it said on both streams."""

    def run(home: Path, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setenv("ORDERFLOW_HOME", str(home))
        capsys.readouterr()
        code = main(arguments)
        return code, *capsys.readouterr()

    return run
