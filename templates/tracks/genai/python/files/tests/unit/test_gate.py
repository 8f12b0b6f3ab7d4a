from __future__ import annotations

import pytest

from handbook.domain.gate import OPEN, Features, Gate
from handbook.evals.fit_gate import choose_cut, fit, fit_weights, solve


def features(cosine: float) -> Features:
    return Features(cosine, 0.5, 0.0, 0.1, 0.5, cosine)


def test_the_open_gate_answers_everything() -> None:
    assert OPEN.decide(Features(0, 0, 9, 0, 0, 0)).answer


def test_a_gate_answers_from_its_cut_upwards() -> None:
    gate = Gate((1.0, 0, 0, 0, 0, 0), 0.0, (0.0,) * 6, (1.0,) * 6, 0.6)
    assert not gate.decide(features(0.1)).answer
    assert gate.decide(features(0.9)).answer


def test_extreme_features_do_not_overflow() -> None:
    gate = Gate((1e6,) * 6, 0.0, (0.0,) * 6, (1.0,) * 6, 0.5)
    assert gate.probability((1.0,) * 6) == 1.0
    assert gate.probability((-1.0,) * 6) == 0.0


def test_a_system_is_solved_with_a_pivot() -> None:
    assert solve([[0.0, 2.0], [1.0, 1.0]], [4.0, 3.0]) == pytest.approx([1.0, 2.0])


def test_what_separates_gets_the_weight() -> None:
    rows = [(features(0.6 + n / 100), True) for n in range(20)] + [(features(0.2 + n / 100), False) for n in range(20)]
    gate = fit_weights(rows)
    assert gate.weights[0] > 0.5
    assert gate.weights[2] == 0.0
    whole = fit(rows)
    assert whole.decide(features(0.75)).answer
    assert not whole.decide(features(0.25)).answer


def test_the_cut_is_the_lowest_that_refuses_enough() -> None:
    estimates = [0.1, 0.2, 0.3, 0.4, 0.9, 0.8, 0.7]
    covered = [False, False, False, False, False, True, True]
    assert choose_cut(estimates, covered) == 0.4001


def test_nothing_that_can_be_answered_means_refusing_all() -> None:
    assert choose_cut([0.5, 0.5], [False, False]) == 0.5001
