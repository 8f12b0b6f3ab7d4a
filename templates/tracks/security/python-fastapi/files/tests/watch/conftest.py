"""The rules, read once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watch.rules import Rule, read_rules

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def rules(root: Path) -> list[Rule]:
    return read_rules(root / "detections/rules")
