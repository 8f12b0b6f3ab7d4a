"""Every row of the threat model and of the control list points at something that exists."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from evidence import controls

if TYPE_CHECKING:
    from pathlib import Path


def test_every_control_and_every_threat_resolves(root: Path) -> None:
    assert controls.faults(root) == []


def test_there_are_enough_of_them(root: Path) -> None:
    assert len(controls.read_controls(root / "docs/controls.csv")) >= controls.FEWEST_CONTROLS
    assert len(controls.read_threats(root / "docs/threat-model.md")) >= controls.FEWEST_THREATS


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("test_the_eleventh_guess_has_to_wait", "test_that_nobody_wrote", "C05: there is no test"),
        ("cross_tenant_reads", "cross_tenant_dreams", "there is no detection cross_tenant_dreams"),
        ("src/tickets/ratelimit.py", "src/tickets/nothing.py", "C05: there is no file"),
        ("v5.0.0-6.3.1", "6.3.1", "C05: not a control row"),
    ],
)
def test_a_dangling_row_is_named(root: Path, tmp_path: Path, old: str, new: str, fault: str) -> None:
    for name in ("docs", "tests", "detections", "src", "iam", ".github", "supply", "requirements"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Dockerfile", "holes.toml"):
        shutil.copy(root / name, tmp_path / name)
    table = tmp_path / "docs/controls.csv"
    text = table.read_text(encoding="utf-8")
    assert old in text
    table.write_text(text.replace(old, new), encoding="utf-8")
    assert any(fault in line for line in controls.faults(tmp_path))
