from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pave.errors import PaveError
from pave.measure import adoption, people, report
from pave.measure.stats import Sample, compare
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

RECORDED = (11.9, 12.4, 12.1, 13.0, 12.2, 12.6, 11.8, 12.3)


def test_the_median_is_not_moved_by_one_slow_run() -> None:
    assert Sample((1.0, 1.1, 1.2, 1.3, 60.0)).median == 1.2


def test_a_against_a_shows_no_difference() -> None:
    first, second = Sample(RECORDED[:4]), Sample(RECORDED[4:])
    assert compare(first, second).verdict == "no difference shown"


def test_a_large_difference_is_shown_in_its_direction() -> None:
    slow = Sample(tuple(value * 2 for value in RECORDED))
    assert compare(slow, Sample(RECORDED)).verdict == "faster"
    found = compare(Sample(RECORDED), slow)
    assert found.verdict == "slower"
    assert found.low <= found.ratio <= found.high
    assert found == compare(Sample(RECORDED), slow)


def test_two_runs_prove_nothing() -> None:
    assert compare(Sample((10.0, 10.1)), Sample((1.0, 1.1))).verdict == "no difference shown"


def test_routes_are_run_in_turns() -> None:
    order: list[str] = []
    arms = [adoption.Arm(name, lambda _, name=name: order.append(name)) for name in ("a", "b")]  # type: ignore[misc]
    ticks = iter(range(100))
    found = adoption.interleaved(arms, 3, clock=lambda: float(next(ticks)))
    assert order == ["a", "b", "a", "b", "a", "b"]
    assert found == {"a": [1.0] * 3, "b": [1.0] * 3}


def test_the_document_is_what_the_raw_values_say() -> None:
    raw = json.loads((ROOT / "measurements" / "adoption.json").read_text("utf-8"))
    watched = people.read(ROOT / "measurements" / "people.tsv")
    assert (ROOT / "docs" / "adoption.md").read_text("utf-8") == report.adoption(raw, watched)


def test_the_distance_is_counted_from_the_files(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for name, text in (
        ("Makefile", "a\nb\n"),
        ("src/app.py", "c\n"),
        ("requirements/dev.txt", "d\n"),
        ("vendor/x", "e\n"),
    ):
        (ours / name).parent.mkdir(parents=True, exist_ok=True)
        (ours / name).write_text(text, encoding="utf-8")
    theirs.mkdir()
    assert adoption.distance(ours, theirs) == (2, 3)
    (theirs / "Makefile").write_text("", encoding="utf-8")
    assert adoption.distance(ours, theirs) == (1, 1)


def test_what_is_typed_by_hand_is_read_from_the_script() -> None:
    raw = json.loads((ROOT / "measurements" / "adoption.json").read_text("utf-8"))
    assert adoption.typed() == raw["by_hand"]["commands"]


def test_people_are_listed_and_no_middle_is_claimed_below_five(tmp_path: Path) -> None:
    path = tmp_path / "people.tsv"
    assert people.lines(people.read(path)) == [
        "Nobody has been watched yet: `pave measure person` adds a line for each."
    ]
    for minutes in (14.5, 9, 30, 12):
        people.add(path, people.Person("golden", minutes, "which\tPython"))
    assert people.lines(people.read(path))[0] == "- golden: n = 4, minutes 14.5, 9, 30, 12"
    people.add(path, people.Person("golden", 11, ""))
    found = people.lines(people.read(path))
    assert found[0] == "- golden: n = 5, minutes 14.5, 9, 30, 12, 11, median 12"
    assert found.count("- stuck at: which Python") == 4


@pytest.mark.parametrize(("route", "minutes"), [("silver", 3.0), ("golden", 0.0), ("golden", 5000.0)])
def test_what_cannot_be_meant_is_refused(tmp_path: Path, route: str, minutes: float) -> None:
    with pytest.raises(PaveError):
        people.add(tmp_path / "people.tsv", people.Person(route, minutes, ""))


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "people.tsv").write_text("route\tminutes\tstuck\ngolden\tlong\n", encoding="utf-8")
    with pytest.raises(PaveError, match=r"people.tsv:2"):
        people.read(tmp_path / "people.tsv")


def test_a_route_that_fails_says_what_it_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = tmp_path / "house"
    house.mkdir()
    monkeypatch.setenv("PAVE_WHEELHOUSE", str(house))
    with pytest.raises(PaveError, match="wheelhouse"):
        adoption.run(["true"], tmp_path)
    (house / "a.whl").write_bytes(b"")
    adoption.run(["sh", "-c", 'test "$PIP_NO_INDEX" = 1'], tmp_path)
    with pytest.raises(PaveError) as caught:
        adoption.run(["sh", "-c", "echo no luck >&2; exit 4"], tmp_path)
    assert caught.value.cause == "no luck"
