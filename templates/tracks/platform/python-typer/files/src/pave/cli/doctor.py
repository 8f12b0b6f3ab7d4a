"""`pave doctor`."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess  # nosec B404  # tools are asked for their versions
from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from pave.cli import output
from pave.errors import Exit, PaveError

NEWEST, OLDEST = (3, 13), (3, 11)


@dataclass(frozen=True)
class Line:
    """One thing that may be needed."""

    what: str
    found: str
    needed: str
    get: str
    fine: bool


def command(*, as_json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False) -> None:
    """Say what this machine has, what it lacks, and how to get that."""
    lines = [_git(), _python(), _make(), _uv(), _wheelhouse(), _template(), _platform()]
    if as_json:
        output.as_json({"lines": [asdict(line) for line in lines]})
    else:
        rows = [["", "found", "needed", "how to get it"]]
        rows += [[line.what, line.found, line.needed, "" if line.fine else line.get] for line in lines]
        output.data(output.table(rows))
    if not all(line.fine for line in lines):
        raise typer.Exit(Exit.PRECONDITION)


def _tool(name: str, needed: str, get: str, *, optional: bool = False) -> Line:
    path = shutil.which(name)
    return Line(name, _version(path) if path else "no", needed, get, path is not None or optional)


def _version(path: str) -> str:
    """Return the first number that a tool's `--version` names."""
    try:
        said = subprocess.run(  # noqa: S603  # nosec B603  # a list of words, no shell
            [path, "--version"], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=10, check=False
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return "does not start"
    number = re.search(r"\d+(\.\d+)+", said)
    return number[0] if number else "yes"


def _git() -> Line:
    return _tool("git", "to upgrade", "apt-get install git, or brew install git")


def _make() -> Line:
    return _tool("make", "for the verbs", "apt-get install make, or xcode-select --install")


def _uv() -> Line:
    return _tool("uv", "optional, installs faster", "", optional=True)


def _python() -> Line:
    here = tuple(int(part) for part in platform.python_version_tuple()[:2])
    return Line("python", platform.python_version(), "3.11 to 3.13", "python.org", OLDEST <= here <= NEWEST)


def _wheelhouse() -> Line:
    from pave.measure.adoption import wheelhouse  # noqa: PLC0415

    try:
        count = sum(1 for _ in wheelhouse().glob("*.whl"))
    except PaveError:
        count = 0
    return Line("wheelhouse", f"{count} wheels", "optional, for work without a network", "make setup", fine=True)


def _template() -> Line:
    from pave.golden import source  # noqa: PLC0415

    try:
        found = source.resolve()
    except PaveError as fault:
        return Line("template", fault.message, "to start a service", fault.hint, fine=False)
    whence = os.environ.get("PAVE_TEMPLATE") or "its own"
    return Line("template", f"{found.version}, {whence}", "to start a service", "", fine=True)


def _platform() -> Line:
    import httpx  # noqa: PLC0415

    url = os.environ.get("PLATFORM_URL", "http://127.0.0.1:8790")
    try:
        fine = httpx.get(f"{url}/healthz", timeout=1.0, trust_env=False).is_success
    except (httpx.HTTPError, httpx.InvalidURL):
        fine = False
    return Line("platform API", "answers" if fine else "away", "optional, for the SDK", "pave devapi serve", fine=True)
