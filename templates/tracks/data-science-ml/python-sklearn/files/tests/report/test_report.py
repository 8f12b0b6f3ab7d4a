from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest

from departures.models.catalog import SERVED
from departures.report import card, page
from departures.report.charts import charts
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def drawn(metrics: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything drawn once; starting the renderer is what takes long."""
    folder = tmp_path_factory.mktemp("drawn")
    page.write(folder, metrics)
    return folder


def test_the_card_is_in_step_with_the_figures(metrics: dict[str, Any]) -> None:
    text = (ROOT / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert card.render(metrics, text) == text, "make report"


def test_own_words_survive(metrics: dict[str, Any]) -> None:
    text = card.render(metrics)
    written = card.OWN.sub("<!-- own -->\nWe asked the crews.\n<!-- /own -->", text)
    assert "We asked the crews." in card.render(metrics, written)


def test_what_got_worse_comes_first_and_worst_first(metrics: dict[str, Any]) -> None:
    text = card.render(metrics)
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings[:2] == ["Details", "What got worse"]
    section = text.split("## What got worse")[1].split("\n## ")[0]
    points = [float(row.replace("−", "-")) for row in re.findall(r"\| ([+−][0-9.]+) \[", section)]
    worse = [row for row in metrics["test"]["slices"] if row.get("difference", {}).get("point", 0) > 0]
    assert len(points) == len(worse)
    assert points == sorted(points, reverse=True)


def test_a_group_of_few_flights_is_called_too_few(metrics: dict[str, Any]) -> None:
    few = [row for row in metrics["test"]["slices"] if "difference" not in row]
    assert few, "the year has carriers with hardly any flights"
    text = card.render(metrics)
    for row in few:
        assert f"| {row['kind']} {row['value']} | {row['flights']:,} | too few |" in text


def test_verdicts_come_from_the_intervals(metrics: dict[str, Any]) -> None:
    for row in metrics["test"]["comparisons"]:
        low, high = row["weeks"]["low"], row["weeks"]["high"]
        expected = "better" if high < 0 else "worse" if low > 0 else "not shown better"
        assert row["verdict"] == expected


def test_a_swapped_comparison_turns_the_text_round(metrics: dict[str, Any]) -> None:
    swapped = copy.deepcopy(metrics)
    row = swapped["test"]["comparisons"][0]
    row["weeks"] = {"point": 0.2, "low": 0.1, "high": 0.3}
    row["verdict"] = "worse"
    section = card.render(swapped).split("## Is it better?")[1]
    line = next(line for line in section.splitlines() if line.startswith(f"| {SERVED} | {row['b']} |"))
    assert "+0.200 [+0.100, +0.300]" in line
    assert line.endswith("| worse |")


def test_numbers_have_true_minus_signs(metrics: dict[str, Any]) -> None:
    assert not re.search(r"[ \[|(]-[0-9]", card.render(metrics))
    assert card.signed(-0.0123) == "−0.012"


def test_the_drawn_charts_are_in_step_with_the_figures(drawn: Path) -> None:
    names = sorted(path.name for path in drawn.glob("*.svg"))
    assert names == sorted(path.name for path in (ROOT / "reports").glob("*.svg"))
    for name in names:
        assert (ROOT / "reports" / name).read_bytes() == (drawn / name).read_bytes(), f"{name}: make report"


@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("cost-differences", 3),
        ("cost-by-month", 9 * 4),
        ("cost-by-ratio", 9 * 4),
        ("calibration", 10 * 2),
        ("random-split", 2 * 2),
    ],
)
def test_every_figure_is_drawn_once(drawn: Path, name: str, points: int) -> None:
    text = (drawn / f"{name}.svg").read_text(encoding="utf-8")
    assert text.count('aria-roledescription="point"') == points


def test_every_chart_says_in_words_what_it_shows(metrics: dict[str, Any]) -> None:
    for name, (said, _) in charts(metrics).items():
        assert len(said.split()) > 8, name
        assert re.search(r"[0-9]\.[0-9]{3}", said), name


def test_the_page_says_in_tables_what_its_charts_draw(drawn: Path, metrics: dict[str, Any]) -> None:
    page_of = (drawn / "index.html").read_text(encoding="utf-8")
    models, months, ratios, calibration, split = page_of.split("<table>")[1:]
    assert models.count("</tr>") == 1 + len(metrics["test"]["models"])
    assert f"<td>{SERVED} (served)</td><td>{metrics['test']['models'][SERVED]['cost']:.3f}</td>" in models
    named = re.findall(r"<tr><td>([A-Z][a-z]+)</td>", months)
    assert (named[0], named[-1], len(named)) == ("April", "December", 9)
    test = metrics["test"]
    served_by_ratio = [f"<td>{cost:.3f}</td>" for cost in test["cost_by_ratio"][SERVED]]
    rows = re.findall(r"<tr><td>[0-9]+ reserves</td>.*?</tr>", ratios)
    assert len(rows) == len(served_by_ratio)
    assert all(cost in row for cost, row in zip(served_by_ratio, rows, strict=True))
    for number, point in enumerate(test["calibration"][SERVED], 1):
        assert f"<td>{number}</td><td>{point['predicted']:.3f}</td><td>{point['observed']:.3f}</td>" in calibration
    for gap in metrics["development"]["random_gap"]:
        assert f"<td>{gap['model']}</td><td>{gap['in_time']:.3f}</td><td>{gap['shuffled']:.3f}</td>" in split


def test_the_page_is_one_small_file(drawn: Path) -> None:
    text = (drawn / "index.html").read_text(encoding="utf-8")
    assert len(text.encode()) < 3_000_000
    assert text.count("<svg") == text.count('role="img" aria-label=') == 5
    assert not re.search(r"<(script|link|img)|@import", text)
