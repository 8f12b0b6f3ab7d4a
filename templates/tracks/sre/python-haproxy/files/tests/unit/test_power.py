from __future__ import annotations

import re

from delivery import power
from delivery.drill import plan_of
from tests.programs import ROOT


def test_the_published_table_can_be_computed_again_and_says_what_it_is_there_for() -> None:
    text = (ROOT / "docs" / "canary-power.md").read_text("utf-8")
    assert text == power.report(plan_of(ROOT / "rollout.toml").limits)
    rows = [
        [float(cell) for cell in found]
        for found in re.findall(r"^\| ([\d.]+) % \|[^|]+\| ([\d.]+) % \| ([\d.]+) %", text, re.MULTILINE)
    ]
    false_alarms, caught = rows[:2], rows[-1]
    assert all(rule < 2 < naive for _, rule, naive in false_alarms)
    assert caught[1] == 100.0
