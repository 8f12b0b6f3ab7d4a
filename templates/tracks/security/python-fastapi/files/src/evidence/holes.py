"""Re-opens holes, one at a time, in a throw-away copy: the named test must fail, the named detection must speak.

This is how a defence is proven: by taking it away and seeing who notices.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess  # starts pytest and the exercise in a copy  # nosec B404
import sys
import tempfile
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

COPIED: Final = ("src", "attacks", "tests", "detections", "pyproject.toml")
SECONDS: Final = 120


@dataclass(frozen=True)
class Hole:
    """One defence that can be taken away, and who must notice."""

    id: str
    opens: str
    file: str
    old: str
    new: str
    test: str
    detection: str = ""


@dataclass(frozen=True)
class Seen:
    """What came of it."""

    hole: Hole
    verdict: str
    detail: str
    seconds: float


def read_holes(path: Path) -> list[Hole]:
    """Read the list."""
    return [Hole(**row) for row in tomllib.loads(path.read_text(encoding="utf-8"))["hole"]]


def stale(hole: Hole, root: Path) -> str:
    """Say why a hole can no longer be opened, or nothing."""
    count = (root / hole.file).read_text(encoding="utf-8").count(hole.old)
    if count == 1:
        return ""
    return f"stale: {hole.file} holds its line {count} times; write the present line into holes.toml as `old`"


def copy_with(hole: Hole, root: Path, place: Path) -> None:
    """Copy what the tests need, with this hole open."""
    for name in COPIED:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, place / name)
    file = place / hole.file
    file.write_text(file.read_text(encoding="utf-8").replace(hole.old, hole.new), encoding="utf-8", newline="\n")


def _python(place: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    env = dict(os.environ) | {"PYTHONPATH": "src", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(  # this interpreter, words from holes.toml  # nosec B603
        [sys.executable, *argv], cwd=place, env=env, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False
    )


def _test_fails(hole: Hole, place: Path) -> str:
    done = _python(place, "-m", "pytest", "--no-cov", hole.test)
    name = hole.test.rpartition("::")[2]
    failed = re.search(rf"^FAILED .*::{re.escape(name)}", done.stdout, re.MULTILINE)
    if done.returncode == 1 and failed:
        return ""
    return f"{name} did not fail (pytest ended with {done.returncode})"


def _detection_speaks(hole: Hole, place: Path) -> str:
    if not hole.detection:
        return ""
    _python(place, "-m", "attacks", "--out", "drill")
    result = place / "drill/result.json"
    if not result.is_file():
        return "the attack did not run"
    rows = json.loads(result.read_text(encoding="utf-8"))["phases"]
    return "" if any(row["rule"] == hole.detection and row["alert"] for row in rows) else f"no alert {hole.detection}"


def reopen(hole: Hole, root: Path) -> Seen:
    """Open one hole and look who notices."""
    begin = time.perf_counter()
    if why := stale(hole, root):
        return Seen(hole, "STALE", why, 0.0)
    with tempfile.TemporaryDirectory(prefix="hole-") as folder:
        place = Path(folder)
        copy_with(hole, root, place)
        unnoticed = [why for why in (_test_fails(hole, place), _detection_speaks(hole, place)) if why]
    took = time.perf_counter() - begin
    if unnoticed:
        return Seen(hole, "UNNOTICED", "; ".join(unnoticed), took)
    return Seen(hole, "caught", hole.test.rpartition("::")[2], took)


def main() -> int:
    """Open the holes that were asked for, two at a time."""
    parser = argparse.ArgumentParser(prog="holes", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--id", default="")
    args = parser.parse_args()
    root = Path()
    holes = [hole for hole in read_holes(root / "holes.toml") if args.id in {"", hole.id}]
    if not holes:
        known = ", ".join(hole.id for hole in read_holes(root / "holes.toml"))
        sys.stderr.write(f"holes: no hole is called {args.id}; there are: {known}\n")
        return 2
    with ThreadPoolExecutor(max_workers=2) as pool:
        seen = []
        for each in pool.map(lambda hole: reopen(hole, root), holes):
            seen.append(each)
            alarm = each.hole.detection or "-"
            sys.stdout.write(f"{each.verdict:<9}  {each.hole.id:<16}  {each.hole.opens}\n")
            sys.stdout.write(f"{'':<9}  {'':<16}  test: {each.detail}   detection: {alarm}   {each.seconds:.1f} s\n")
            sys.stdout.flush()
    caught = sum(each.verdict == "caught" for each in seen)
    sys.stdout.write(f"\n{caught} of {len(seen)} holes caught\n")
    return 0 if caught == len(seen) else 1


if __name__ == "__main__":
    sys.exit(main())
