from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml

from delivery import rulebook
from tests.programs import ROOT, need

if TYPE_CHECKING:
    from pathlib import Path

TESTS = sorted((ROOT / "prom" / "tests").glob("*.yaml"))


@pytest.mark.parametrize("name", [path.name for path in TESTS])
def test_alerts_fire_when_they_must_and_are_silent_otherwise(name: str, tmp_path: Path) -> None:
    promtool = need("promtool")
    # The rules as they are generated now, so that a change of the generator is judged by what it does.
    (tmp_path / "rules").mkdir()
    for file, text in rulebook.texts(ROOT / "slo").items():
        (tmp_path / "rules" / file).write_text(text, encoding="utf-8")
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "prom" / "tests" / name, tmp_path / "tests" / name)
    done = subprocess.run(
        [promtool, "test", "rules", tmp_path / "tests" / name], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_has_a_test_in_which_it_fires_and_one_in_which_it_is_silent() -> None:
    alerts = {
        rule["alert"]
        for text in rulebook.texts(ROOT / "slo").values()
        for rule in yaml.safe_load(text)["groups"][1]["rules"]
    }
    asked = [
        case
        for path in TESTS
        for test in yaml.safe_load(path.read_text("utf-8"))["tests"]
        for case in test["alert_rule_test"]
    ]
    assert {case["alertname"] for case in asked if case.get("exp_alerts")} == alerts
    assert {case["alertname"] for case in asked if not case.get("exp_alerts")} == alerts


def test_alertmanager_would_take_its_configuration() -> None:
    amtool = need("amtool")
    path = ROOT / "alerting" / "alertmanager.yml"
    done = subprocess.run([amtool, "check-config", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("severity", "receiver"), [("page", "pager"), ("ticket", "tickets")])
def test_pages_and_tickets_go_to_different_places(severity: str, receiver: str) -> None:
    amtool = need("amtool")
    argv = [amtool, "config", "routes", "test", f"--config.file={ROOT / 'alerting' / 'alertmanager.yml'}"]
    done = subprocess.run(
        [*map(str, argv), f"severity={severity}", "slo=availability"], capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == [receiver]
