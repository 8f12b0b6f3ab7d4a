from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from delivery import cli, doctor, measure, record, serving, tools
from delivery.drill import Result
from tests.programs import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def result(fault: str = "bad-release", seconds: float = 6.0, **more: object) -> Result:
    base: dict[str, object] = {
        "fault": fault, "version": "1.1.0", "promoted": False, "reason": "error ratio (lower bound 4.1 % > 1 %)",
        "seconds": seconds, "requests": 900, "failed": 3, "failed_late": 0, "from_stable": 0,
        "panels": 8, "panels_of": 8,
    }  # fmt: skip
    return Result(**(base | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "stated"),
    [
        ({}, True),
        ({"promoted": True}, False),
        ({"reason": "canary-down"}, False),
        ({"failed": 13}, True),
        ({"failed": 14}, False),
        ({"failed_late": 1}, False),
        ({"from_stable": 1}, False),
        ({"fault": "crash", "reason": "canary-down", "failed": 1}, False),
        ({"fault": "crash", "reason": "canary-down", "failed": 0}, True),
    ],
)
def test_a_drill_that_ends_otherwise_than_stated_is_a_failure(more: dict[str, object], stated: bool) -> None:  # noqa: FBT001
    assert result(**more).as_stated() is stated  # type: ignore[arg-type]


def test_the_record_keeps_the_rows_of_drills_that_were_not_run(tmp_path: Path) -> None:
    path = tmp_path / "rollback-drill.md"
    record.update(path, [result("crash"), result("bad-release")])
    record.update(path, [result("crash", seconds=9.0)])
    rows = [line for line in path.read_text("utf-8").splitlines() if line.startswith(("| bad", "| crash"))]
    assert [row.split(" | ")[0] for row in rows] == ["| bad-release", "| crash"]
    assert " 9.0 |" in rows[1]
    assert " 6.0 |" in rows[0]


def test_two_plans_whose_ranges_touch_show_no_difference() -> None:
    row = measure._versus
    apart = {"A": [result(seconds=5.0), result(seconds=6.0)], "B": [result(seconds=8.0), result(seconds=9.0)]}
    touching = {"A": [result(seconds=5.0), result(seconds=8.5)], "B": [result(seconds=8.0), result(seconds=9.0)]}
    assert "A is lower" in row("seconds", "s", apart, lambda each: each.seconds)
    assert "no difference shown" in row("seconds", "s", touching, lambda each: each.seconds)


def test_readme_shows_what_was_measured() -> None:
    data = measure.read(ROOT / "docs" / "measured.json")
    readme = (ROOT / "README.md").read_text("utf-8")
    assert measure.put(measure.table(data), readme) == readme


@pytest.mark.parametrize(
    ("more", "code", "about_the_machine"),
    [
        ({"promoted": True, "failed": 0}, 0, False),
        ({"promoted": True, "failed": 1}, 1, False),
        ({"reason": "latency: canary p95 170 ms > 160 ms, stable 80 ms"}, 1, True),
    ],
)
def test_a_good_release_that_is_too_slow_says_something_about_the_machine(
    more: dict[str, object],
    code: int,
    about_the_machine: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[str] = []
    shipped = result(**more)  # type: ignore[arg-type]
    monkeypatch.setattr(serving, "Scene", lambda *_: SimpleNamespace(play=lambda *_: shipped))
    assert serving.run_once(ROOT, said.append) == code
    assert ("verdict is about the machine" in said[-1]) is about_the_machine


def test_plans_are_compared_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    order = []

    class Scene:
        def __init__(self, _root: Path, place: Path, _say: object) -> None:
            self.name = place.name

        def play(self, name: str, version: str, _plan: object) -> Result:
            order.append((name, version))
            return result(seconds=5.0 if name == "A" else 9.0, promoted=version == "1.1.1")

    monkeypatch.setattr(measure, "Scene", Scene)
    text = measure.compare(ROOT, ROOT / "rollout.toml", ROOT / "bluegreen.toml", 2, lambda _line: None)
    assert order == [("A", "1.1.0"), ("B", "1.1.0")] * 2 + [("A", "1.1.1"), ("B", "1.1.1")] * 2
    assert "| bad releases promoted | 0 of 2 | 0 of 2 | |" in text
    assert "| good releases taken back | 0 of 2 | 0 of 2 | |" in text
    data = measure.canary_and_bluegreen(ROOT, 1, lambda _line: None)
    assert "| canary | 9.0 s (9.0-9.0) | 0.33 % (0.33-0.33) |" in measure.table(data)


def test_doctor_says_what_is_missing_and_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "find", lambda _name: None)
    lines, whole = doctor.examine()
    assert not whole
    assert any(line.startswith("prometheus  missing    make setup") for line in lines)
    monkeypatch.setattr(tools, "find", lambda _name: None)
    with pytest.raises(tools.MissingError, match="promtool is missing: comes with prometheus"):
        tools.need("promtool")


def test_a_variable_names_a_program_before_everything_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PROMTOOL", str(tmp_path / "mine"))
    assert tools.find("promtool") == tmp_path / "mine"


def test_the_command_line_refuses_what_it_does_not_know(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert cli.main(["drill", "earthquake"]) == 2
    assert "there are bad-release" in capsys.readouterr().err
    assert cli.main(["slo", "--check"]) == 0
    assert cli.main(["--state", str(tmp_path / "none.json"), "rollback"]) == 1
    assert "no stack is up" in capsys.readouterr().err
    assert cli.main(["doctor"]) in {0, 1}
    monkeypatch.setattr("delivery.operate.rollback", _interrupted)
    assert cli.main(["rollback"]) == 130


def _interrupted(_path: Path) -> str:
    raise KeyboardInterrupt
