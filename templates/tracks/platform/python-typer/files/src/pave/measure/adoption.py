"""The golden path against the same start by hand: seconds of a machine, commands typed, points, files and lines."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess  # nosec B404  # what is measured are commands
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pave.errors import PreconditionError
from pave.golden.source import root

if TYPE_CHECKING:
    from collections.abc import Callable

SERVICE = "parcel-labels"
DEADLINE = 900
GOLDEN_COMMANDS = (f"pave new {SERVICE}", f"cd {SERVICE}", "make test")


@dataclass(frozen=True)
class Arm:
    """One route: its name, and a run that ends with the first green test in a fresh folder."""

    name: str
    run: Callable[[Path], None]


def interleaved(arms: list[Arm], runs: int, clock: Callable[[], float] = time.perf_counter) -> dict[str, list[float]]:
    """Run the arms in turns, so that a machine that slows down slows all of them."""
    found: dict[str, list[float]] = {arm.name: [] for arm in arms}
    for _ in range(runs):
        for arm in arms:
            with tempfile.TemporaryDirectory(prefix="pave-measure-") as folder:
                begin = clock()
                arm.run(Path(folder))
                found[arm.name].append(round(clock() - begin, 2))
    return found


def golden(folder: Path) -> None:
    """Start a service by the golden path and run its tests."""
    command = [sys.executable, "-m", "pave", "new", SERVICE, "--dest", str(folder / SERVICE), "--no-git"]
    run(command, folder)
    run(["make", "-s", "test"], folder / SERVICE)


def by_hand(folder: Path) -> None:
    """Start one as the web framework's own first page says, and run its test."""
    run(["sh", str(root() / "bench" / "by_hand.sh"), str(folder / "by-hand")], folder)


def run(command: list[str], folder: Path) -> None:
    """Run one command with the wheelhouse in place of an index, so that no download is measured."""
    house = wheelhouse()
    paths = [str(root() / "src"), os.environ.get("PYTHONPATH", "")]
    env = {
        **os.environ,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(house),
        "UV_NO_INDEX": "1",
        "UV_FIND_LINKS": str(house),
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "PYTHON": sys.executable,
    }
    for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "VENV", "VIRTUAL_ENV"):
        env.pop(name, None)
    done = subprocess.run(  # noqa: S603  # nosec B603  # a list of words, no shell
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=DEADLINE, check=False
    )
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise PreconditionError(f"{' '.join(command[:4])} failed", cause=lines[-1] if lines else "")


def wheelhouse() -> Path:
    """Return the wheels that `make setup` has put aside for new services."""
    chosen = os.environ.get("PAVE_WHEELHOUSE")
    house = Path(chosen) if chosen else Path(sys.prefix) / "wheelhouse"
    if not any(house.glob("*.whl")):
        raise PreconditionError("there is no wheelhouse, so downloads would be measured", hint="make setup")
    return house


def typed() -> list[str]:
    """Return what a person types by hand: the lines that bench/by_hand.sh marks as such."""
    text = (root() / "bench" / "by_hand.sh").read_text(encoding="utf-8")
    return [line.partition("# typed: ")[2] for line in text.splitlines() if "# typed: " in line]


def distance(path_golden: Path, path_by_hand: Path) -> tuple[int, int]:
    """Count the files and lines that the golden path gives and the start by hand does not have."""
    skipped = {".venv", ".git", "vendor", "__pycache__", ".mypy_cache", ".ruff_cache"}
    files = lines = 0
    for path in sorted(path_golden.rglob("*")):
        relative = path.relative_to(path_golden)
        # Locks are written by a tool, so their lines are nobody's work.
        if not path.is_file() or skipped & set(relative.parts) or relative.match("requirements/*.txt"):
            continue
        if not (path_by_hand / relative).is_file():
            files += 1
            lines += len(path.read_text(encoding="utf-8").splitlines())
    return files, lines


def machine() -> dict[str, Any]:
    """Say on what was measured, without naming the machine."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "installer": "uv" if shutil.which("uv") else "pip",
    }


def write(path: Path, data: dict[str, Any]) -> None:
    """Keep the raw values."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"schema": 1, **data}, indent=2) + "\n", encoding="utf-8", newline="\n")
