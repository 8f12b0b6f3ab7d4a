#!/usr/bin/env python3
"""Makes what new services need: the SDK wheel in dist/, and a wheelhouse beside this environment.

usage: python ops/prepare.py

Both have a stamp of what they were made from, so a second run does nothing and needs no network. The wheelhouse stands
inside the environment, so worktrees that share the environment share it too.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LOCK = Path("template/requirements/dev.txt")
HOUSE = Path(sys.prefix) / "wheelhouse"
DIST = Path("dist")
INPUTS = ("pyproject.toml", "copier.yml", "CHANGELOG.md", "src/pave", "template")


def digest(paths: list[Path]) -> str:
    """Return one hash over names and bytes."""
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(f"{path.as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()


def inputs() -> list[Path]:
    """Return every file that goes into the wheel."""
    files: list[Path] = []
    for name in INPUTS:
        path = Path(name)
        files += [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return [path for path in files if "__pycache__" not in path.parts]


def build(folder: Path) -> None:
    """Build the wheel; the same files give the same bytes."""
    # Python compiles the template's own files when somebody imports them; those must not travel.
    for cache in Path("template").rglob("__pycache__"):
        shutil.rmtree(cache, ignore_errors=True)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wheel() -> None:
    """Bring dist/ up to date."""
    stamp = DIST / ".stamp"
    wanted = digest(inputs())
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted and any(DIST.glob("*.whl")):
        return
    DIST.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".dist-", dir=".") as folder:
        build(Path(folder))
        for old in DIST.glob("pave-*.whl"):
            old.unlink()
        for made in Path(folder).glob("*.whl"):
            made.rename(DIST / made.name)
    stamp.write_text(wanted, encoding="utf-8")
    print("setup: dist/ holds the SDK wheel")


def wheelhouse() -> None:
    """Fetch what a service installs, once, by hash."""
    stamp = HOUSE / ".stamp"
    wanted = digest([LOCK])
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    shutil.rmtree(HOUSE, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    command += ["--only-binary", ":all:", "-r", str(LOCK), "-d", str(HOUSE)]
    if subprocess.run(command, check=False).returncode:
        sys.exit("setup: the wheelhouse could not be filled, see above; the same command starts it again")
    stamp.write_text(wanted, encoding="utf-8")
    print(f"setup: the wheelhouse holds {sum(1 for _ in HOUSE.glob('*.whl'))} wheels")


if __name__ == "__main__":
    wheel()
    wheelhouse()
