"""The measured quality of the rules is what the page says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watch.__main__ import MARKS
from watch.score import KINDS, score, table_of
from watch.week import EVENTS, make_week

if TYPE_CHECKING:
    from pathlib import Path

    from watch.rules import Rule


def test_the_page_holds_the_score_of_today(root: Path, rules: list[Rule]) -> None:
    result = score(rules, 1)
    text = (root / "docs/detection-score.md").read_text(encoding="utf-8")
    assert (MARKS.findall(text) or [""])[0] == table_of(result), "run make score"
    loud = [each for each in result.episodes if each.shape == "loud"]
    assert all(each.id in result.found for each in loud)


def test_the_week_is_labelled_and_the_same_each_time() -> None:
    events, episodes = make_week(3)
    assert (events, episodes) == make_week(3)
    assert len(events) >= EVENTS
    assert len(episodes) == 40
    assert {episode.kind for episode in episodes} == set(KINDS)
    assert events != make_week(4)[0]
