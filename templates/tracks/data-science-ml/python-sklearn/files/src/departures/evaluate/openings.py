"""Each look at the test period by something new is written down, because a test that is looked at often is no test."""

from __future__ import annotations

import hashlib
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
# What decides about a prediction: another file cannot change it.
SETTINGS = ("params.toml", "known_at.toml")
CODE = ("domain", "data", "features", "models", "evaluate")
HEAD = """# Openings of the test period

`make evaluate` adds a line when code, settings or features are not those of any line before. The same again adds none.
The period had been seen while this starter was made, so even the first figures are a little optimistic.

"""


def fingerprint(root: Path) -> str:
    """Hash all that decides about a prediction."""
    total = hashlib.sha256()
    code = [path for layer in CODE for path in sorted((PACKAGE / layer).rglob("*.py"))]
    for path in [*(root / name for name in SETTINGS), *code]:
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:12]


def record(path: Path, mark: str, told: str) -> bool:
    """Write an opening down, unless this very thing had opened the test before."""
    text = path.read_text(encoding="utf-8") if path.is_file() else HEAD
    if f"`{mark}`" in text:
        return False
    path.write_text(f"{text}{count(text) + 1}. `{mark}` {told}\n", encoding="utf-8", newline="\n")
    return True


def count(text: str) -> int:
    """Count the openings."""
    return sum(line.split(".")[0].isdigit() for line in text.splitlines())
