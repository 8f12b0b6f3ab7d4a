"""Which programs are here, which version, and how to get what is missing."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

from delivery.tools import HOW, find

if TYPE_CHECKING:
    from pathlib import Path

ASK = {"haproxy": "-v"}
NEEDED = {"haproxy", "prometheus", "promtool"}


def examine() -> tuple[list[str], bool]:
    """Return one line for each program, and whether all that is needed is there."""
    lines, whole = [], True
    for name, how in HOW.items():
        path = find(name)
        if path is None:
            whole = whole and name not in NEEDED
            lines.append(f"{name:<11} missing    {how}")
        else:
            lines.append(f"{name:<11} {_version(name, path):<10} {path}")
    return lines, whole


def _version(name: str, path: Path) -> str:
    done = subprocess.run([path, ASK.get(name, "--version")], capture_output=True, text=True, check=False)
    found = re.search(r"\d+\.\d+(?:\.\d+)?", done.stdout + done.stderr)
    return found.group(0) if found else "unknown"
