"""A rule may be waived in .pave.toml, with a reason and an end date."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
REASON = "the image is built by another team until spring"


def today() -> date:
    return datetime.now(UTC).date()


def pave(*words: str | Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "pave", "check", *map(str, words)]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def service(tmp_path: Path) -> Path:
    (tmp_path / "main.py").write_text("print('hello')\n", encoding="utf-8")
    return tmp_path


def waive(service: Path, rule: str, until: object, reason: str = REASON) -> None:
    text = f'# Agreed with the owners.\n[[waiver]]\nrule = "{rule}"\nreason = "{reason}"\nuntil = {until}\n'
    (service / ".pave.toml").write_text(text, encoding="utf-8")


def found(service: Path) -> dict[str, Any]:
    done = pave(service, "--json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert isinstance(data, dict)
    return data


def state(service: Path, rule: str) -> str:
    return str(next(each["state"] for each in found(service)["findings"] if each["rule"] == rule))


def test_a_waived_rule_leaves_the_count_and_is_listed(service: Path) -> None:
    before = found(service)["score"]
    waive(service, "PV07", today() + timedelta(days=30))
    assert state(service, "PV07") == "waived", ".pave.toml is not read: a waived rule has the state `waived`"
    assert found(service)["score"] > before
    shown = pave(service).stdout
    assert REASON in shown
    assert str(today() + timedelta(days=30)) in shown


@pytest.mark.parametrize("days", [0, 180])
def test_today_and_180_days_are_valid(service: Path, days: int) -> None:
    waive(service, "PV07", today() + timedelta(days=days))
    assert state(service, "PV07") == "waived"


def test_yesterday_has_ended_and_the_rule_says_when(service: Path) -> None:
    waive(service, "PV07", today() - timedelta(days=1))
    finding = next(each for each in found(service)["findings"] if each["rule"] == "PV07")
    assert finding["state"] == "fail"
    assert str(today() - timedelta(days=1)) in finding["evidence"], "an ended waiver is named in the evidence"


def test_a_rule_that_passes_is_not_hidden_by_its_waiver(service: Path) -> None:
    waive(service, "PV10", today())
    assert state(service, "PV10") == "pass"


@pytest.mark.parametrize(
    ("rule", "until", "reason", "line"),
    [
        ("PV07", today() + timedelta(days=181), REASON, 5),
        ("PV07", '"soon"', REASON, 5),
        ("PV07", today(), " ", 4),
        ("PV77", today(), REASON, 3),
        ("PV11", today(), REASON, 3),
    ],
)
def test_what_may_not_be_waived_is_usage_with_file_and_line(
    service: Path, rule: str, until: object, reason: str, line: int
) -> None:
    waive(service, rule, until, reason)
    done = pave(service)
    assert done.returncode == 2, "a waiver that cannot be is exit 2"
    assert f".pave.toml:{line}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_toml_is_usage(service: Path) -> None:
    (service / ".pave.toml").write_text("[[waiver\n", encoding="utf-8")
    done = pave(service)
    assert done.returncode == 2
    assert ".pave.toml:1" in done.stderr


def test_the_clock_is_handed_in(service: Path) -> None:
    try:
        waivers = importlib.import_module("pave.scorecard.waivers")
    except ModuleNotFoundError:
        missing = "pave.scorecard.waivers is missing, with read(folder: Path, today: date) -> list[Waiver]"
        pytest.fail(missing, pytrace=False)
    waive(service, "PV07", "2026-03-31")
    [last_day] = waivers.read(service, date(2026, 3, 31))
    [day_after] = waivers.read(service, date(2026, 4, 1))
    assert not last_day.ended
    assert day_after.ended
