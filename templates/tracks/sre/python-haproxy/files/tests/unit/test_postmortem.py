from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from delivery import postmortem
from delivery.load import Shot, write
from delivery.timeline import Timeline, events
from tests.programs import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TARGET = 0.999
COMMITTED = ROOT / "docs" / "postmortems"


def between_marks(text: str) -> str:
    return text.partition(postmortem.BEGIN)[2].partition(postmortem.END)[0].strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    clock = iter([0.0, 1.0, 3.0, 4.0, 5.0, 6.0])
    timeline = Timeline(tmp_path / "timeline.jsonl", lambda: next(clock))
    timeline.add("canary-started", version="1.1.0", stable="1.0.0")
    timeline.add("step", weight=5)
    timeline.add("analysis", weight=5, n=40, bad=99)
    timeline.add("rolled-back", reason="error ratio")
    bad = {10: 500, 14: 500, 15: 0}
    shots = [Shot(n * 0.25, bad.get(n, 200), 3.0, "canary" if n in bad else "stable", f"{n:032x}") for n in range(20)]
    write(shots, tmp_path / "load.jsonl")
    span = {
        "name": "price",
        "trace_id": f"{10:032x}",
        "release": "1.1.0",
        "exceptions": [{"type": "KeyError", "message": "'x'"}],
    }
    (tmp_path / "traces.jsonl").write_text(json.dumps(span) + "\n", encoding="utf-8")
    return tmp_path


def test_what_customers_saw_is_counted_and_not_what_the_controller_believed(folder: Path) -> None:
    facts = postmortem.count(folder, TARGET)
    assert (facts.requests, facts.failed, facts.failed_by) == (20, 3, {"canary": 3})
    assert (facts.first_failure, facts.last_failure, facts.failed_late) == (2.5, 3.75, 0)
    assert facts.ended is not None
    assert facts.ended.t == 5.0
    assert facts.root is not None
    assert (facts.root["type"], facts.root["times"], facts.root["trace_id"]) == ("KeyError", 1, f"{10:032x}")


def test_a_postmortem_has_a_counted_half_and_a_human_half(folder: Path) -> None:
    text = postmortem.render("a test", postmortem.count(folder, TARGET))
    assert "| of these failed | 3 (15.00 %) | `load.jsonl` |" in text
    assert "| from first failure to the end of harm | 2.50 s |" in text
    assert text.count("<!-- prompt:") == 3
    assert [event.kind for event in events(folder / "timeline.jsonl")][-1] == "rolled-back"


def test_a_quiet_drill_has_nothing_to_report(folder: Path) -> None:
    write([Shot(0.0, 200, 1.0, "stable", "")], folder / "load.jsonl")
    (folder / "traces.jsonl").write_text("", encoding="utf-8")
    text = postmortem.render("a quiet day", postmortem.count(folder, TARGET))
    assert "No span holds an exception" in text
    assert "| first failure at | - |" in text


def test_only_spans_of_failed_and_of_the_slowest_requests_are_kept(tmp_path: Path) -> None:
    shots = [Shot(float(n), 500 if n == 3 else 200, float(n), "stable", f"{n:032x}") for n in range(100)]
    lines = [json.dumps({"trace_id": shot.trace_id, "name": "price"}) for shot in shots]
    (tmp_path / "all.jsonl").write_text("\n".join([*lines, '{"trace_id": "cut off']) + "\n", encoding="utf-8")
    postmortem.keep([tmp_path / "all.jsonl"], shots, tmp_path / "kept.jsonl")
    kept = {json.loads(line)["trace_id"] for line in (tmp_path / "kept.jsonl").read_text("utf-8").splitlines()}
    assert kept == {f"{3:032x}"} | {f"{n:032x}" for n in range(80, 100)}


def committed() -> tuple[str, Path]:
    (text,) = COMMITTED.glob("0001-*.md")
    return text.read_text("utf-8"), COMMITTED / "0001"


def test_every_number_of_the_committed_postmortem_can_be_counted_again() -> None:
    text, raw = committed()
    assert between_marks(text) == postmortem.counted(postmortem.count(raw, TARGET)).strip()
    assert sum(path.stat().st_size for path in raw.iterdir()) <= 64_000


def _fail_one(line: str) -> str:
    return json.dumps(json.loads(line) | {"s": 502, "trace": "0" * 32})


def _later(line: str) -> str:
    data = json.loads(line)
    return json.dumps(data | {"t": data["t"] + 0.5})


def _other_fault(line: str) -> str:
    return line.replace("KeyError", "ValueError").replace('"release":"1.1.0"', '"release":"1.1.2"')


@pytest.mark.parametrize(
    ("name", "marker", "change"),
    [
        ("load.jsonl", '"s":200', _fail_one),
        ("timeline.jsonl", "rolled-back", _later),
        ("traces.jsonl", "KeyError", _other_fault),
    ],
)
def test_one_changed_raw_line_is_noticed(tmp_path: Path, name: str, marker: str, change: Callable[[str], str]) -> None:
    text, raw = committed()
    shutil.copytree(raw, tmp_path / "raw")
    path = tmp_path / "raw" / name
    lines = path.read_text("utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if marker in line)
    lines[at] = change(lines[at])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert between_marks(text) != postmortem.counted(postmortem.count(tmp_path / "raw", TARGET)).strip()
