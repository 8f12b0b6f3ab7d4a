from __future__ import annotations

import socket
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from delivery import drill, load, postmortem
from delivery.faults import FAULTS
from delivery.rollout import Plan
from delivery.timeline import events
from tests.programs import ROOT, need

if TYPE_CHECKING:
    from pathlib import Path

ONE_STEP = Plan.from_mapping({"steps": [20, 100], "bake_seconds": 6, "limits": {"p95_floor": 5.0}})
"""A fifth of the load at once: in its six seconds chance cannot let the bad release through.

Without the latency rule: on a machine that is busy with something else it would answer first, and rightly.
"""


@pytest.mark.parametrize("name", ["bad-release", "crash"])
def test_a_drill_ends_as_stated_and_leaves_a_record_and_nothing_else(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for program in ("haproxy", "prometheus"):
        need(program)
    monkeypatch.setattr(drill, "WARM_SECONDS", 1.0)
    monkeypatch.setattr(drill, "AFTER_SECONDS", 0.7)
    # How much harm is allowed is stated for the plan of rollout.toml, which begins with a quarter of this one's share.
    fault = replace(FAULTS[name], may_fail=4 * FAULTS[name].may_fail)
    monkeypatch.setitem(FAULTS, name, fault)
    place = tmp_path / name
    result = drill.Scene(ROOT, place, print).play(name, fault.version, ONE_STEP, fault)
    assert result.as_stated(), result.sentence()
    assert result.panels_of == 8
    shots = load.read(place / "load.jsonl")
    assert (result.requests, result.failed) == (len(shots), sum(shot.status != 200 for shot in shots))
    text = drill.write_postmortem(ROOT, place).read_text("utf-8")
    assert f"{result.failed:,} ({result.share:.2f} %)" in text
    if name == "bad-release":
        assert result.failed >= 3
        assert "`KeyError` in span `price` of release 1.1.0" in text
    assert "rolled-back" in [event.kind for event in events(place / "timeline.jsonl")]
    assert not (place / "stack.json").exists()
    port = int(capsys.readouterr().out.split("127.0.0.1:")[1].split(",")[0])
    with socket.socket() as knock:
        assert knock.connect_ex(("127.0.0.1", port)), "the edge still listens"
    assert postmortem.count(place, 0.999).failed_late == 0
