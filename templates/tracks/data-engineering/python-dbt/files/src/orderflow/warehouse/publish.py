"""Write, audit, publish: readers see a whole warehouse that passed every test, or the one before.

The build file is a copy of the published one. It becomes visible by one rename, and only after the
tests. A build that failed is thrown away with the loader's notes about it, so that a repaired model
never meets a watermark that has already moved on.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

KEEP = 3


class NothingToRollBackError(Exception):
    """There is no earlier version."""


def previous(published: Path, age: int) -> Path:
    """Return where the version from `age` publications ago is kept."""
    return published.with_name(f"{published.stem}.{age}{published.suffix}")


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def prepare(build: Path, published: Path) -> None:
    """Start a build from what is published; a build that a crash left behind is gone on with."""
    if build.exists() or not published.exists():
        return
    part = build.with_name(build.name + ".part")
    shutil.copyfile(published, part)
    part.replace(build)


def discard(build: Path, loader_state: Path) -> None:
    """Throw a build away."""
    shutil.rmtree(loader_state, ignore_errors=True)
    _wal(build).unlink(missing_ok=True)
    build.unlink(missing_ok=True)


def publish(build: Path, published: Path) -> None:
    """Let readers see the build, and keep the last versions.

    The published name always exists: the old version gets a second name before it loses its first.
    """
    if not build.exists():
        # A crash hit between the last rename and the runner's note about it.
        return
    if _wal(build).exists():
        raise RuntimeError(f"{build.name} is still open somewhere")
    for age in range(KEEP, 1, -1):
        if previous(published, age - 1).exists():
            previous(published, age - 1).replace(previous(published, age))
    if published.exists():
        os.link(published, previous(published, 1))
    build.replace(published)


def roll_back(published: Path) -> None:
    """Swap the published version with the one before; again swaps back."""
    before = previous(published, 1)
    if not published.exists() or not before.exists():
        raise NothingToRollBackError("there is no earlier version to roll back to")
    aside = published.with_name(published.name + ".swap")
    aside.unlink(missing_ok=True)
    os.link(published, aside)
    before.replace(published)
    aside.replace(before)
