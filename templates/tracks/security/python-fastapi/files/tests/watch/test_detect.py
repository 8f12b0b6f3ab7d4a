"""From a log to alerts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from watch import __main__ as command
from watch.detect import detect
from watch.load import LogError, read_log

if TYPE_CHECKING:
    from pathlib import Path

    from watch.rules import Rule

ATTACK = "detections/fixtures/guessed-password/attack.jsonl"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"source_ipp": "198.51.100.1"}, ":2: unknown field source_ipp"),
        ({"reason": None}, ":2: reason is None"),
        ({"http_status": "401"}, ":2: http_status is '401'"),
        ({"timestamp": "2026-03-02T09:00:00"}, ":2: timestamp is"),
    ],
)
def test_a_line_that_is_not_right_is_named(root: Path, tmp_path: Path, change: dict[str, object], message: str) -> None:
    lines = (root / ATTACK).read_text(encoding="utf-8").splitlines()
    lines[1] = json.dumps(json.loads(lines[1]) | change)
    log = tmp_path / "audit.jsonl"
    log.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(LogError, match=message):
        read_log(log)


def test_a_missing_field_and_no_json_are_named(tmp_path: Path) -> None:
    log = tmp_path / "audit.jsonl"
    log.write_text("{}\n", encoding="utf-8")
    with pytest.raises(LogError, match="missing field timestamp"):
        read_log(log)
    log.write_text("{\n", encoding="utf-8")
    with pytest.raises(LogError, match=":1: not JSON"):
        read_log(log)


def test_an_alert_has_all_its_evidence_and_the_time_it_could_first_be_known(root: Path, rules: list[Rule]) -> None:
    events = read_log(root / ATTACK)
    (alert,) = detect(events, rules)
    assert alert.rule == "guessed_password"
    assert alert.lines == tuple(range(1, 10))
    assert alert.who == "source_ip=198.51.100.77, user_name=mira.stone"


def test_overlapping_windows_are_one_alert_and_two_people_are_two(root: Path, rules: list[Rule]) -> None:
    events = read_log(root / "detections/fixtures/cross-tenant-reads/attack.jsonl")
    other = [event | {"user_name": "jonas.frei"} for event in events]
    alerts = detect(events + other, rules)
    assert [(alert.rule, len(alert.lines)) for alert in alerts] == [("cross_tenant_reads", 12)] * 2


def test_the_command_line_prints_alerts_and_cites_lines(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["detect", str(root / ATTACK)]) == 0
    said = capsys.readouterr().out
    assert "2026-03-02T09:00:52Z  high      guessed_password" in said
    assert "lines 1-9" in said
    assert command.main(["detect", str(root / "pyproject.toml")]) == 1
