"""The holes can be opened, and what opens them is not stale. `make holes` opens them all."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from evidence.controls import known_tests
from evidence.holes import read_holes, reopen, stale

if TYPE_CHECKING:
    from pathlib import Path


def test_there_are_eleven_and_none_is_stale(root: Path) -> None:
    holes = read_holes(root / "holes.toml")
    assert len({hole.id for hole in holes}) == 11
    tests = known_tests(root)
    for hole in holes:
        assert stale(hole, root) == "", hole.id
        assert hole.test in tests, hole.id


def test_a_stale_hole_says_how_to_update_it(root: Path) -> None:
    hole = replace(read_holes(root / "holes.toml")[0], old="no such line")
    seen = reopen(hole, root)
    assert seen.verdict == "STALE"
    assert "write the present line into holes.toml" in seen.detail


def test_one_hole_is_opened_and_caught_and_a_blind_test_is_not_believed(root: Path) -> None:
    hole = next(hole for hole in read_holes(root / "holes.toml") if hole.id == "port-check")
    assert reopen(hole, root).verdict == "caught"
    blind = replace(hole, test="tests/service/test_outbound.py::test_one_private_answer_among_public_ones_is_enough")
    assert reopen(blind, root).verdict == "UNNOTICED"


def test_an_unknown_hole_is_an_error(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "evidence.holes", "--id", "none"],
        cwd=root,
        env={"PYTHONPATH": "src", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert "ticket-tenant" in done.stderr
