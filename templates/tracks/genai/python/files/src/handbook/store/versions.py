"""Versions of the index: a link says which one is current; moving it is the whole of publishing and rolling back."""

from __future__ import annotations

import os
from pathlib import Path

KEPT = 3


class VersionError(Exception):
    """There is nothing to serve, or nothing to go back to."""


class Versions:
    """The folder `var/index`: files named by content, the link `current`, and the order of publishing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._link = folder / "current"
        self._order = folder / "published"

    def path(self, version: str) -> Path:
        """Name the file of a version."""
        return self.folder / f"{version}.db"

    def current(self) -> Path:
        """Give the file that is served."""
        try:
            path = self.folder / self._link.readlink()
        except OSError:
            raise VersionError("there is no index yet; run make ingest") from None
        if not path.is_file():
            raise VersionError(f"the current index {path.stem} is gone; run make ingest")
        return path

    def publish(self, version: str) -> None:
        """Make a version current, and drop the oldest beyond three."""
        order = [name for name in self._published() if name != version and self.path(name).is_file()]
        self._point(version)
        self._write([*order, version][-KEPT:])
        for path in self.folder.glob("*.db"):
            if path.stem not in self._published():
                path.unlink(missing_ok=True)

    def rollback(self) -> str:
        """Make the version before the current one current; a running server follows with its next question."""
        order = [name for name in self._published() if self.path(name).is_file()]
        now = self.current().stem
        before = order[: order.index(now)] if now in order else order
        if not before:
            raise VersionError("there is no version before the current one")
        self._point(before[-1])
        return before[-1]

    def _point(self, version: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self.folder / f".current.{os.getpid()}"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(f"{version}.db")
        fresh.replace(self._link)

    def _published(self) -> list[str]:
        return self._order.read_text(encoding="utf-8").split() if self._order.is_file() else []

    def _write(self, names: list[str]) -> None:
        fresh = self.folder / f".published.{os.getpid()}"
        fresh.write_text("\n".join(names) + "\n", encoding="utf-8", newline="\n")
        fresh.replace(self._order)
