"""The patches of the story still undo their steps in the code as it is."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from perf.report import STEPS as REPORTED
from perf.story import PATCHES, STEPS, Side
from tests.harness import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_every_step_is_reported_in_order() -> None:
    assert tuple(STEPS) == REPORTED


def test_each_step_starts_where_the_one_before_ended() -> None:
    sides = list(STEPS.values())
    assert all(before[1] == after[0] for before, after in itertools.pairwise(sides))


def test_nothing_undone_is_this_checkout(tmp_path: Path) -> None:
    assert Side((), 6).made(tmp_path).root == ROOT


@pytest.mark.parametrize("undone", sorted({side.undone for step in STEPS.values() for side in step if side.undone}))
def test_a_step_can_be_undone_in_a_copy(tmp_path: Path, undone: tuple[str, ...]) -> None:
    subject = Side(undone, 40).made(tmp_path)
    changed = {line[6:] for name in undone for line in _lines(name) if line.startswith("+++ b/")}
    assert changed
    for path in changed:
        assert (subject.root / path).read_bytes() != (ROOT / path).read_bytes()
        compile((subject.root / path).read_text(encoding="utf-8"), path, "exec")
    assert subject.settings == {"THREADS": "40"}


def _lines(name: str) -> list[str]:
    return (PATCHES / f"{name}.patch").read_text(encoding="utf-8").splitlines()
