"""The lock of the application: what it pins for this system, and its fingerprint."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from pathlib import Path


def _lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (re.sub(r"(^|\s)#.*", "", line).split("--hash", maxsplit=1)[0].strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("-")]


def pins(path: Path) -> dict[str, str]:
    """Return name and version of every pin that applies here."""
    found = {}
    for line in _lines(path):
        pin = Requirement(line)
        if pin.marker is None or pin.marker.evaluate():
            found[str(canonicalize_name(pin.name))] = str(pin.specifier).removeprefix("==")
    return found


def roots(path: Path) -> list[Requirement]:
    """Return what the product itself asks for, extras included."""
    return [Requirement(line) for line in _lines(path)]


def sha256_of(path: Path) -> str:
    """Return the fingerprint of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
