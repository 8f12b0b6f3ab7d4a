"""The list of controls, and whether everything it names exists. A control without a test is a wish."""

from __future__ import annotations

import ast
import csv
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from watch.rules import read_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

COLUMNS: Final = ("control", "asvs", "what", "test", "detection", "evidence")
ASVS: Final = re.compile(r"v5\.0\.0-\d+\.\d+\.\d+|-")
CONTROL: Final = re.compile(r"C\d\d")
FEWEST_CONTROLS, FEWEST_THREATS = 25, 18


def read_controls(path: Path) -> list[dict[str, str]]:
    """Read the table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_threats(path: Path) -> list[list[str]]:
    """Return the rows of the threat model: id, flow, kind, threat, control, test, detection."""
    rows = (
        line.strip("|").split("|")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"\| T\d", line)
    )
    return [[cell.strip().strip("`") for cell in row] for row in rows]


def known_tests(root: Path) -> set[str]:
    """Name every test of the repository as pytest names it."""
    found = set()
    for file in root.glob("tests/**/test_*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
        found |= {f"{file.relative_to(root).as_posix()}::{name}" for name in names}
    return found


def _dangling(where: str, test: str, detection: str, tests: set[str], rules: set[str]) -> Iterable[str]:
    if test not in tests:
        yield f"{where}: there is no test {test}"
    if detection not in rules and not detection.startswith("none, because "):
        yield f"{where}: there is no detection {detection}"


def faults(root: Path) -> list[str]:
    """Return every row that points to nothing."""
    tests = known_tests(root)
    rules = {rule.name for rule in read_rules(root / "detections/rules")}
    controls = read_controls(root / "docs/controls.csv")
    ids = [row["control"] for row in controls]
    bad = [f"{each}: there twice" for each, count in Counter(ids).items() if count > 1]
    for row in controls:
        where = row["control"]
        if tuple(row) != COLUMNS or not CONTROL.fullmatch(where) or not ASVS.fullmatch(row["asvs"]):
            bad.append(f"{where}: not a control row")
            continue
        bad += _dangling(where, row["test"], row["detection"], tests, rules)
        if not (root / row["evidence"]).exists():
            bad.append(f"{where}: there is no file {row['evidence']}")
    threats = read_threats(root / "docs/threat-model.md")
    for threat in threats:
        if len(threat) != 7:  # noqa: PLR2004 - the columns of the table
            bad.append(f"{threat[0]}: {len(threat)} cells")
            continue
        bad += _dangling(threat[0], threat[5], threat[6], tests, rules)
        bad += [f"{threat[0]}: there is no control {each}" for each in threat[4].split(", ") if each not in ids]
    if len(controls) < FEWEST_CONTROLS or len(threats) < FEWEST_THREATS:
        bad.append(f"{len(controls)} controls and {len(threats)} threats are too few")
    return bad


def main() -> int:
    """Print what points to nothing, or how much there is."""
    root = Path()
    bad = faults(root)
    sys.stdout.writelines(f"{line}\n" for line in bad)
    if not bad:
        controls = read_controls(root / "docs/controls.csv")
        threats = read_threats(root / "docs/threat-model.md")
        sys.stdout.write(
            f"{len(controls)} controls and {len(threats)} threats: every test, detection and file exists\n"
        )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
