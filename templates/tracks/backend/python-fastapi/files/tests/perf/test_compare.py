"""A comparison says "faster" only when it is shown, and A against A never is."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from perf.bench import Latency, Measurement, Subject
from perf.compare import Verdict, compare, judge, order
from perf.loader import Hit
from tests.harness import ROOT

if TYPE_CHECKING:
    from pathlib import Path

WORDS = {"faster", "slower", "no difference shown"}


def noisy(center: float, noise: float, count: int, seed: int) -> list[float]:
    """Draw measurements around a center, as a busy machine gives them."""
    dice = random.Random(seed)
    return [center * dice.lognormvariate(0, noise) for _ in range(count)]


def verdict(a: list[float], b: list[float]) -> Verdict:
    """Judge a latency."""
    return judge("p95", a, b, more_is_better=False)


def test_both_sides_come_first_equally_often() -> None:
    assert order(5) == "ABBAABBAAB"
    assert order(6) == "ABBAABBAABBA"


def test_the_same_numbers_show_no_difference() -> None:
    same = noisy(100, 0.2, 6, seed=1)
    assert verdict(same, same).word == "no difference shown"


def test_a_against_a_shows_no_difference() -> None:
    words = [verdict(noisy(100, 0.1, 6, seed), noisy(100, 0.1, 6, seed + 1_000)).word for seed in range(200)]
    assert words.count("no difference shown") >= 190
    assert set(words) <= WORDS


@pytest.mark.parametrize(("factor", "word"), [(2.0, "slower"), (1.3, "slower"), (0.7, "faster"), (0.5, "faster")])
def test_a_real_difference_is_named(factor: float, word: str) -> None:
    found = verdict(noisy(100, 0.05, 6, seed=3), noisy(100 * factor, 0.05, 6, seed=4))
    assert found.word == word
    assert found.low <= found.ratio <= found.high
    assert judge("rate", found.a, found.b, more_is_better=True).word != word


def test_a_difference_too_small_to_matter_is_not_named() -> None:
    flat = [100.0, 101.0, 99.0, 100.0, 100.5, 99.5]
    assert verdict(flat, [value * 1.02 for value in flat]).word == "no difference shown"


def test_one_wild_pair_shows_nothing() -> None:
    assert verdict([100.0] * 6, [100.0] * 5 + [900.0]).word == "no difference shown"


def test_too_few_pairs_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 5 pairs"):
        verdict([1.0] * 4, [2.0] * 4)
    with pytest.raises(ValueError, match="got 6 and 5"):
        verdict([1.0] * 6, [2.0] * 5)


def test_every_metric_is_judged_and_said_in_a_line() -> None:
    def run(milliseconds: float) -> Measurement:
        latency = Latency.of([Hit("read", milliseconds / 1_000, 200)])
        return Measurement("closed", 1.0, latency, latency, 1_000 / milliseconds, 0, None, None)

    slow, fast = [run(value) for value in (20, 21, 20, 22, 20)], [run(value) for value in (10, 11, 10, 11, 10)]
    verdicts = compare(slow, fast)
    assert {found.word for found in verdicts} == {"faster"}
    assert verdicts[0].line().startswith("transfer p50 ms: A 20.0 (20.0-22.0), B 10.0 (10.0-11.0), B/A 0.5")
    assert {found.word for found in compare(fast, slow)} == {"slower"}


def test_a_side_is_settings_or_a_checkout_or_both(tmp_path: Path) -> None:
    assert Subject.parse("") == Subject(ROOT, {})
    assert Subject.parse("THREADS=40 WRITE_LINE=off") == Subject(ROOT, {"THREADS": "40", "WRITE_LINE": "off"})
    assert Subject.parse(". THREADS=2").settings == {"THREADS": "2"}
    with pytest.raises(ValueError, match=r"no contract/driver\.toml"):
        Subject.parse(str(tmp_path).replace(" ", ""))
    with pytest.raises(ValueError, match="more than one folder"):
        Subject.parse(". ..")


def test_the_source_is_named_by_its_contents(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "one.py").write_text("A = 1\n", encoding="utf-8")
    first = Subject(tmp_path).source()
    assert len(first) == 12
    assert Subject(tmp_path).source() == first
    (tmp_path / "src" / "one.py").write_text("A = 2\n", encoding="utf-8")
    assert Subject(tmp_path).source() != first
