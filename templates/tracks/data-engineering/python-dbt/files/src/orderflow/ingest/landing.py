"""The landing folder: what is there, by name and bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from orderflow.domain.arrival import LandingFile


def list_files(folder: Path) -> list[LandingFile]:
    """Return the files that are there whole; a `.part` is still being written."""
    return [
        LandingFile(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in sorted(folder.glob("*.jsonl"))
    ]


def read_text(folder: Path, name: str) -> str:
    """Return the lines of a file; a byte that is not UTF-8 makes its line bad, not the file."""
    return (folder / name).read_bytes().decode("utf-8", errors="backslashreplace")
