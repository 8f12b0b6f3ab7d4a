"""Holds docs/safety-checklist.md against the suite: every ticked line names a test, and that test is there."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

CHECKLIST = Path("docs/safety-checklist.md")
LINE = re.compile(r"^- \[(?P<tick>[ x])\] (?P<claim>.+?)(?: `(?P<test>tests/[\w/]+\.py::\w+)`)?$")


def tests_of(path: Path) -> set[str]:
    """Name the test functions of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def faults(text: str) -> list[str]:
    """Say what in the checklist is not backed by a test."""
    bad = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("- ["):
            continue
        found = LINE.match(line)
        if not found:
            bad.append(f"{CHECKLIST}:{number}: not a line of the checklist")
        elif found["tick"] == " ":
            if found["test"]:
                bad.append(f"{CHECKLIST}:{number}: an open risk that names a test")
        elif not found["test"]:
            bad.append(f"{CHECKLIST}:{number}: ticked without a test")
        else:
            file, name = found["test"].split("::")
            if not Path(file).is_file() or name not in tests_of(Path(file)):
                bad.append(f"{CHECKLIST}:{number}: there is no test {found['test']}")
    return bad


def main() -> int:
    """Print what is wrong."""
    bad = faults(CHECKLIST.read_text(encoding="utf-8"))
    for line in bad:
        print(line, file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
