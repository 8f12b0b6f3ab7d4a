"""The incident page says what its log says, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watch import __main__ as command
from watch.detect import detect
from watch.incident import cite, cited, evidence, evidence_of
from watch.load import read_log

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from watch.rules import Rule


def test_every_number_of_the_committed_page_comes_from_its_log(root: Path, rules: list[Rule]) -> None:
    pages = sorted((root / "docs/incidents").glob("*.md"))
    assert pages
    for page in pages:
        log = page.with_suffix(".jsonl")
        assert log.stat().st_size <= 64 * 1024
        events = read_log(log)
        text = page.read_text(encoding="utf-8")
        assert evidence_of(text) == evidence(events, detect(events, rules), rules)
        assert cited(text)
        assert all(1 <= line <= len(events) for line in cited(text)), page


def test_lines_are_cited_as_ranges() -> None:
    assert cite([4]) == "line 4"
    assert cite([9, 3, 4, 5]) == "lines 3-5, 9"
    assert cited("see lines 3-5, 9 and line 12") == [3, 4, 5, 9, 12]


def test_a_page_is_made_of_a_log(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = root / "detections/fixtures/guessed-password/attack.jsonl"
    argv = ["writeup", "--log", str(log), "--out", str(tmp_path), "--slug", "night"]
    assert command.main(argv) == 0
    assert command.main(argv) == 0
    assert [file.name for file in sorted(tmp_path.glob("*.md"))] == ["0001-night.md", "0002-night.md"]
    text = (tmp_path / "0001-night.md").read_text(encoding="utf-8")
    assert "mira.stone was entered (line 9)" in text or "got through (line 9)" in text
    quiet = root / "detections/fixtures/guessed-password/ordinary.jsonl"
    assert command.main(["writeup", "--log", str(quiet), "--out", str(tmp_path)]) == 1
    assert "nothing to write up" in capsys.readouterr().err
