#!/usr/bin/env python3
"""Prove that the lock files install the same everywhere and that this environment is what they say.

usage: python ops/lock_check.py LOCK... [--also NAME]...     (the locks that make setup installs)

Every requirements/*.txt must hold nothing but pins with hashes: no address, no option. It must
follow its .in file, and locks that are installed together must agree. The environment must hold
exactly what the named locks pin for this system; --also names a distribution that is installed
by other means.
"""

from __future__ import annotations

import argparse
import re
import sys
from importlib.metadata import distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# These are installed into environments of their own.
APART = {"security.txt", "uv.txt"}
# What Python's own venv brings along, and uv's does not.
BROUGHT = {"pip", "setuptools"}
ADDRESS = re.compile(r"://|^-|\s@\s")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


def requirements(lock: Path) -> list[str]:
    """Return one line per requirement, with its continuation lines and without comments."""
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [re.sub(r"(^|\s)#.*", "", line).strip() for line in text.splitlines()]
    return [line for line in lines if line]


def faults_of(lock: Path) -> list[str]:
    """Return what makes this file install differently elsewhere."""
    faults = []
    for line in requirements(lock):
        subject = line.split()[0]
        if ADDRESS.search(line.split("--hash", maxsplit=1)[0]):
            faults.append(f"{lock}: an address or an option: {subject}")
        elif "==" not in line and not line.startswith("./"):
            faults.append(f"{lock}: not pinned: {subject}")
        if not HASH.search(line):
            faults.append(f"{lock}: no hash: {subject}")
    return faults


def pins(lock: Path) -> dict[str, str]:
    """Return the versions that this lock pins for this system."""
    found: dict[str, str] = {}
    for line in requirements(lock):
        if line.startswith("./"):
            continue
        pin = Requirement(line.split("--hash", maxsplit=1)[0])
        if pin.marker is None or pin.marker.evaluate():
            found[canonicalize_name(pin.name)] = str(pin.specifier).removeprefix("==")
    return found


def stale(lock: Path) -> list[str]:
    """Return what the .in file asks for and the lock does not pin: `make relock` was forgotten."""
    source = lock.with_suffix(".in")
    if not source.is_file():
        return []
    pinned = pins(lock)
    faults = []
    for line in requirements(source):
        if "==" not in line:
            continue
        asked = Requirement(line)
        name, version = canonicalize_name(asked.name), str(asked.specifier).removeprefix("==")
        if (asked.marker is None or asked.marker.evaluate()) and pinned.get(name) != version:
            faults.append(f"{source} asks for {name} {version}, {lock} does not: make relock")
    return faults


def disagreements(locks: list[Path]) -> list[str]:
    """Return the packages that two locks pin to different versions."""
    faults = []
    first: dict[str, tuple[str, Path]] = {}
    for lock in locks:
        for name, version in pins(lock).items():
            known, where = first.setdefault(name, (version, lock))
            if known != version:
                faults.append(f"{name} is {known} in {where} and {version} in {lock}")
    return faults


def environment(locks: list[Path], also: set[str]) -> list[str]:
    """Return how this environment differs from what the locks pin."""
    wanted = {name: version for lock in locks for name, version in pins(lock).items()}
    # PYTHONPATH may add folders, so only what this environment itself holds is counted.
    paths = [path for path in sys.path if Path(path).is_relative_to(sys.prefix)]
    here: dict[str, str] = {}
    for found in distributions(path=paths):
        here[canonicalize_name(found.name)] = found.version
    surplus = here.keys() - wanted.keys() - BROUGHT - also
    faults = [f"{name} is installed, but in no lock" for name in sorted(surplus)]
    for name, version in sorted(wanted.items()):
        if here.get(name) != version:
            faults.append(f"{name} is {here.get(name, 'missing')} here and {version} in the lock")
    return faults


def main() -> int:
    """Print every fault; return 1 when there is one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("locks", nargs="+", type=Path)
    parser.add_argument("--also", action="append", default=[])
    args = parser.parse_args()
    every = sorted(Path("requirements").glob("*.txt"))
    faults = [fault for lock in every for fault in faults_of(lock)]
    if not faults:
        faults += [fault for lock in every for fault in stale(lock)]
        faults += disagreements([lock for lock in every if lock.name not in APART])
        faults += environment(args.locks, {canonicalize_name(name) for name in args.also})
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
