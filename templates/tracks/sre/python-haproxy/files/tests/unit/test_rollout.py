from __future__ import annotations

import pytest

from delivery.rollout import Hold, Observation, Plan, PlanError, Promote, RollBack, Rollout, SetWeight
from delivery.verdict import Sample

PLAN = Plan.from_mapping({"steps": [5, 100], "bake_seconds": 6, "patience_seconds": 20})
GOOD = Sample(100, 0)


def seen(weight: int, sample: Sample | None = GOOD, *, up: bool = True) -> Observation:
    return Observation(sample, up, weight)


def test_steps_are_climbed_one_bake_at_a_time_and_end_with_a_promotion() -> None:
    rollout = Rollout(PLAN)
    assert rollout.begin(0) == SetWeight(5)
    assert rollout.advance(seen(5), 5.9) == Hold()
    assert rollout.advance(seen(5), 6) == SetWeight(100)
    assert rollout.advance(seen(100), 11.9) == Hold()
    assert rollout.advance(seen(100), 12) == Promote()


def test_a_canary_that_dies_is_taken_back_at_once_and_not_at_the_end_of_the_bake() -> None:
    rollout = Rollout(PLAN)
    rollout.begin(0)
    action = rollout.advance(seen(5, up=False), 0.5)
    assert isinstance(action, RollBack)
    assert action.reason.startswith("canary-down")


def test_what_stays_undecided_is_taken_back_and_never_promoted() -> None:
    rollout = Rollout(PLAN)
    rollout.begin(0)
    assert rollout.advance(seen(5, None), 20) == Hold()
    action = rollout.advance(seen(5, None), 20.5)
    assert isinstance(action, RollBack)
    assert action.reason.startswith("no data is not success")


def test_weights_that_somebody_changed_by_hand_end_the_rollout() -> None:
    rollout = Rollout(PLAN)
    rollout.begin(0)
    action = rollout.advance(seen(0), 1)
    assert isinstance(action, RollBack)
    assert "by hand" in action.reason


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ({}, "steps"),
        ({"steps": []}, "steps"),
        ({"steps": [5, 50]}, "end with 100"),
        ({"steps": [50, 5, 100]}, "rise"),
        ({"steps": [0, 100]}, "1 to 100"),
        ({"steps": [2.5, 100]}, "whole"),
        ({"steps": [100], "bake_second": 5}, "bake_second"),
        ({"steps": [100], "bake_seconds": 0}, "bake_seconds"),
        ({"steps": [100], "limits": {"eror_ratio": 1}}, "limits knows"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused_by_field(data: dict[str, object], names: str) -> None:
    with pytest.raises(PlanError, match=names):
        Plan.from_mapping(data)
