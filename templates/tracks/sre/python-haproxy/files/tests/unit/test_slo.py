from __future__ import annotations

from typing import Any

import pytest
import yaml

from delivery import rulebook
from delivery.slo import Objective, ObjectiveError, budget_left
from tests.programs import ROOT


def document() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((ROOT / "slo" / "availability.yaml").read_text("utf-8"))
    return data


def test_the_rules_on_disk_are_those_of_the_objectives() -> None:
    assert rulebook.stale(ROOT) == []


def test_every_alert_names_a_runbook_that_is_there_and_says_what_is_wrong_in_words() -> None:
    for text in rulebook.texts(ROOT / "slo").values():
        alerts = yaml.safe_load(text)["groups"][1]["rules"]
        assert [alert["labels"]["severity"] for alert in alerts] == ["page", "page", "ticket", "ticket"]
        for alert in alerts:
            assert (ROOT / alert["annotations"]["runbook"]).is_file()
            assert alert["annotations"]["summary"].startswith("Customers ")


@pytest.mark.parametrize(("bad", "total", "left"), [(0, 1000, 1.0), (1, 1000, 0.0), (1.12, 1000, -0.12), (0, 0, 1.0)])
def test_what_is_left_of_the_budget(bad: float, total: float, left: float) -> None:
    assert budget_left(bad, total, 0.999) == pytest.approx(left)


def test_an_objective_without_what_is_needed_is_refused() -> None:
    without, absurd = document(), document()
    del without["spec"]["indicator"]
    absurd["spec"]["objectives"][0]["target"] = 99.9
    for data in (without, absurd):
        with pytest.raises(ObjectiveError):
            Objective.from_document(data)
