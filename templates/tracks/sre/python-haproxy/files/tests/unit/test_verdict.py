from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery.verdict import Sample, Thresholds, Verdict, Word, judge, quantile, wilson_lower

LIMITS = Thresholds()


def look(sample: Sample | None, *, up: bool = True, baked: bool = True) -> Verdict:
    return judge(sample, up=up, baked=baked, limits=LIMITS)


def test_the_lower_bound_agrees_with_the_published_interval() -> None:
    assert wilson_lower(0, 0) == 0.0
    assert wilson_lower(3, 20) == pytest.approx(0.0524, abs=1e-4)
    assert wilson_lower(10, 100) == pytest.approx(0.0552, abs=1e-4)


@given(st.integers(0, 500), st.integers(1, 500))
@settings(derandomize=True, deadline=None, database=None)
def test_the_lower_bound_lies_between_zero_and_the_ratio(bad: int, more: int) -> None:
    assert 0 <= wilson_lower(bad, bad + more) <= bad / (bad + more)


def test_a_canary_that_the_edge_calls_down_fails_at_once() -> None:
    verdict = look(None, up=False, baked=False)
    assert verdict.word is Word.FAIL
    assert verdict.reason.startswith("canary-down")


def test_few_errors_among_few_requests_prove_nothing() -> None:
    assert look(Sample(20, 2)).word is Word.PASS
    assert look(Sample(150, 3)).word is Word.PASS


def test_three_errors_whose_lower_bound_is_above_the_limit_fail_before_the_bake_is_over() -> None:
    verdict = look(Sample(20, 3), baked=False)
    assert verdict.word is Word.FAIL
    assert "lower bound 5.2 % > 1 %" in verdict.reason


def test_latency_fails_only_above_the_floor_and_with_enough_requests() -> None:
    assert look(Sample(40, 0, p95=0.049, stable_p95=0.004)).word is Word.PASS
    assert look(Sample(40, 0, p95=0.051, stable_p95=0.004)).word is Word.FAIL
    assert look(Sample(39, 0, p95=0.400, stable_p95=0.004)).word is Word.PASS
    assert look(Sample(40, 0, p95=0.150, stable_p95=0.080)).word is Word.PASS
    assert (
        look(Sample(40, 0, p95=0.170, stable_p95=0.080)).reason == "latency: canary p95 170 ms > 160 ms, stable 80 ms"
    )


@pytest.mark.parametrize(("slow", "word"), [(2, Word.PASS), (3, Word.FAIL)])
def test_three_slow_requests_of_forty_are_needed_like_three_errors(slow: int, word: Word) -> None:
    buckets = {0.005: 40.0 - slow, 0.05: 40.0 - slow, 0.1: 40.0, math.inf: 40.0}
    assert look(Sample(40, 0, p95=quantile(0.95, buckets), stable_p95=0.005)).word is word


def test_nothing_measured_too_little_measured_and_too_early_are_inconclusive() -> None:
    assert look(None).word is Word.INCONCLUSIVE
    assert look(Sample(14, 0)).word is Word.INCONCLUSIVE
    assert look(Sample(100, 0), baked=False).word is Word.INCONCLUSIVE


def test_a_quantile_is_read_as_prometheus_reads_it() -> None:
    buckets = {0.1: 50.0, 0.2: 90.0, 0.5: 100.0, math.inf: 100.0}
    assert quantile(0.5, buckets) == pytest.approx(0.1)
    assert quantile(0.95, buckets) == pytest.approx(0.35)
    assert quantile(0.95, {0.1: 0.0, math.inf: 10.0}) == pytest.approx(0.1)
    assert quantile(0.95, {}) is None
    assert quantile(0.95, {0.1: 0.0, math.inf: 0.0}) is None
