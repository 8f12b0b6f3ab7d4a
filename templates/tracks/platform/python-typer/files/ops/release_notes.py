#!/usr/bin/env python3
"""Takes the notes of a release out of CHANGELOG.md; refuses a tag that is not this version or has no section.

usage: python ops/release_notes.py vX.Y.Z FILE
"""

from __future__ import annotations

import re
import sys
from pathlib import Path


def version() -> str:
    """Return the version of the package, without importing it."""
    found = re.search(r'^__version__ = "(.+)"$', Path("src/pave/__init__.py").read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else ""


def section(wanted: str) -> str:
    """Return what CHANGELOG.md says about a version."""
    text = Path("CHANGELOG.md").read_text(encoding="utf-8")
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        if title.split()[:1] == [wanted]:
            return body.strip()
    return ""


def main() -> int:
    """Write the notes."""
    tag, place = sys.argv[1:3]
    if tag != f"v{version()}":
        print(f"release: the tag is {tag}, the version {version()}", file=sys.stderr)
        return 1
    notes = section(version())
    if not notes:
        print(f"release: CHANGELOG.md has no section ## {version()}", file=sys.stderr)
        return 1
    Path(place).write_text(f"{notes}\n", encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
