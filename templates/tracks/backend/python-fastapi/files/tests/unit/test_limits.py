from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from ledger.http import limits as limits_module
from ledger.http.limits import RateLimits
from ledger.http.problems import ProblemError

if TYPE_CHECKING:
    import pytest


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def refused_for(limits: RateLimits, *who: str) -> int:
    try:
        limits.take("signin", *who)
    except ProblemError as problem:
        return int(problem.headers["Retry-After"])
    return 0


def test_the_limit_is_taken_at_once_and_comes_back_evenly() -> None:
    clock = Clock()
    limits = RateLimits({"signin": 10}, clock)
    assert [refused_for(limits, "a") for _ in range(12)] == [0] * 10 + [6, 6]
    assert refused_for(limits, "b") == 0, "somebody else has a bucket of their own"
    clock.now += 6
    assert [refused_for(limits, "a") for _ in range(2)] == [0, 6]


@given(st.integers(1, 300), st.lists(st.floats(0, 5), max_size=60))
def test_waiting_as_long_as_told_always_succeeds(per_minute: int, pauses: list[float]) -> None:
    clock = Clock()
    limits = RateLimits({"signin": per_minute}, clock)
    for pause in pauses:
        clock.now += pause
        if seconds := refused_for(limits, "a"):
            clock.now += seconds
            assert refused_for(limits, "a") == 0


def test_a_name_without_a_limit_is_never_refused() -> None:
    limits = RateLimits({}, Clock())
    for _ in range(1000):
        limits.take("signin", "a")


def test_full_buckets_are_forgotten_before_memory_fills(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits_module, "_MOST_BUCKETS", 3)
    clock = Clock()
    limits = RateLimits({"signin": 1}, clock)
    for who in "abc":
        limits.take("signin", who)
    clock.now += 59
    assert refused_for(limits, "a") == 1, "a bucket that is not full is kept"
    clock.now += 2
    limits.take("signin", "d")
    assert set(limits._buckets) == {("signin", "a"), ("signin", "d")}
