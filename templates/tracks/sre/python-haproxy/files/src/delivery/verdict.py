"""Is the canary good, bad, or is it too early to say? Pure: standard library only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Z_95 = 1.959964
"""Standard deviations of a two-sided 95 % interval."""


class Word(StrEnum):
    """What a verdict says."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password # nosec B105
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True)
class Sample:
    """What the canary did since its step began. `None` for a p95 means that nothing was measured."""

    requests: int
    bad: int
    p95: float | None = None
    stable_p95: float | None = None


@dataclass(frozen=True)
class Thresholds:
    """When a canary fails; `rollout.toml` says why each number is what it is."""

    error_ratio: float = 0.01
    least_bad: int = 3
    least_requests: int = 15
    p95_requests: int = 40
    p95_factor: float = 2.0
    p95_floor: float = 0.05


@dataclass(frozen=True)
class Verdict:
    """A word and the sentence that goes into the timeline."""

    word: Word
    reason: str


def wilson_lower(bad: int, total: int, z: float = Z_95) -> float:
    """Return the lower end of the Wilson interval: the smallest error ratio that this sample makes plausible.

    The plain ratio of a small sample is nearly always wrong: 1 of 20 is 5 %, and says little.
    """
    if total <= 0:
        return 0.0
    ratio = bad / total
    square = z * z
    middle = ratio + square / (2 * total)
    spread = z * math.sqrt((ratio * (1 - ratio) + square / (4 * total)) / total)
    return max(0.0, (middle - spread) / (1 + square / total))


def quantile(wanted: float, buckets: Mapping[float, float]) -> float | None:
    """Read a quantile from cumulative buckets (bound -> count), straight lines between bounds as Prometheus does."""
    bounds = sorted(buckets)
    if not bounds or buckets[bounds[-1]] <= 0:
        return None
    rank = wanted * buckets[bounds[-1]]
    low, below = 0.0, 0.0
    for bound in bounds:
        count = buckets[bound]
        if count >= rank:
            if math.isinf(bound):
                return low
            return low + (bound - low) * ((rank - below) / (count - below) if count > below else 1.0)
        low, below = bound, count
    return low


def judge(sample: Sample | None, *, up: bool, baked: bool, limits: Thresholds) -> Verdict:
    """Judge one look at the canary. Nothing measured is never a success."""
    if not up:
        return Verdict(Word.FAIL, "canary-down: the edge reports the canary server DOWN")
    if sample is None:
        return Verdict(Word.INCONCLUSIVE, "no data")
    if reason := _errors(sample, limits) or _latency(sample, limits):
        return Verdict(Word.FAIL, reason)
    if sample.requests < limits.least_requests:
        return Verdict(Word.INCONCLUSIVE, f"{sample.requests} of {limits.least_requests} requests needed")
    if not baked:
        return Verdict(Word.INCONCLUSIVE, "baking")
    return Verdict(Word.PASS, f"{sample.bad} of {sample.requests} canary requests failed, p95 {_ms(sample.p95)}")


def _errors(sample: Sample, limits: Thresholds) -> str:
    lower = wilson_lower(sample.bad, sample.requests)
    if sample.bad < limits.least_bad or lower <= limits.error_ratio:
        return ""
    bound = f"lower bound {lower * 100:.1f} % > {limits.error_ratio * 100:g} %"
    return f"error ratio ({bound}): {sample.bad} of {sample.requests} canary requests failed"


def _latency(sample: Sample, limits: Thresholds) -> str:
    if sample.p95 is None or sample.requests < limits.p95_requests:
        return ""
    # Without the floor two healthy releases differ by noise: both live in the lowest bucket.
    most = max(limits.p95_factor * (sample.stable_p95 or 0.0), limits.p95_floor)
    if sample.p95 <= most:
        return ""
    return f"latency: canary p95 {_ms(sample.p95)} > {_ms(most)}, stable {_ms(sample.stable_p95)}"


def _ms(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds * 1000:.0f} ms"
