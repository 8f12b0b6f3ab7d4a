"""The exercise itself: what it may reach, and what it reports."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import attacks.__main__ as exercise
from attacks import drill
from attacks.campaign import PHASES
from attacks.lab import MOST_REQUESTS, Client, LabError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("host", ["192.0.2.1", "10.0.0.1", "::2"])
def test_nothing_but_loopback_is_attacked(host: str) -> None:
    with pytest.raises(LabError, match="loopback only"):
        Client(host, 80)


def test_the_number_of_requests_is_bounded() -> None:
    client = Client("127.0.0.1", 1)
    client.requests = MOST_REQUESTS
    with pytest.raises(LabError, match="more than"):
        client.call("GET", "/", "198.51.100.1")


def test_six_phases_are_detected_and_ordinary_work_is_not(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    monkeypatch.setattr("attacks.lab.MOST_SECONDS", 300.0)  # a busy machine is no finding
    monkeypatch.setattr("sys.argv", ["attacks", "--out", str(tmp_path)])
    assert exercise.main() == 0
    said = capsys.readouterr().out
    assert "6 of 6 phases detected, 5 blocked, 1 contained" in said
    assert "0 alerts on ordinary traffic" in said
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert result["ordinary_requests"] == 120
    assert [row["phase"] for row in result["phases"]] == [phase.name for phase in PHASES]


def test_a_missed_phase_is_printed_as_missed(capsys: pytest.CaptureFixture[str]) -> None:
    row = {"phase": "walk", "tried": "x", "answered": "y", "ends": "blocked", "rule": "r", "alert": False, "lines": []}
    exercise.show([row], 0)
    assert "MISSED" in capsys.readouterr().out


def test_the_drill_counts_what_it_saw() -> None:
    text = drill.report(drill.Containment(15, 0, 0, 25, 3.0), drill.Rollback(1.0, 2.0, clean_after=True))
    assert "| requests accepted after containment | 0 |" in text
    assert "| the smoke attack afterwards | refused |" in text
