#!/usr/bin/env python3
"""Builds the wheel twice and compares the bytes: what was released can be built again by anybody.

usage: python ops/dist.py
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path

from prepare import build


def once() -> tuple[str, str]:
    """Build in a folder of its own; return name and hash."""
    with tempfile.TemporaryDirectory(prefix=".dist-", dir=".") as folder:
        build(Path(folder))
        made = next(Path(folder).glob("*.whl"))
        return made.name, hashlib.sha256(made.read_bytes()).hexdigest()


def main() -> int:
    """Compare two builds."""
    first, second = once(), once()
    if first != second:
        print(f"dist: two builds differ: {first[1]} and {second[1]}", file=sys.stderr)
        return 1
    print(f"dist: {first[0]} sha256:{first[1]}, twice the same")
    return 0


if __name__ == "__main__":
    sys.exit(main())
