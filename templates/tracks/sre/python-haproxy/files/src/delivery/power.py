"""How often would the verdict be wrong? Rollouts are simulated, because the honest answer needs thousands of them."""

from __future__ import annotations

import random
from dataclasses import dataclass

from delivery.verdict import Sample, Thresholds, Word, judge

ROLLOUTS = 2000
RPS, SHARE, SECONDS = 60, 0.05, 30
SEED = 20_260_101
TRUE_RATIOS = (0.002, 0.005, 0.02, 0.05, 0.20)
NAIVE_REQUESTS = 20
HARMLESS = 0.01
"""At a true error ratio below the limit, a rollback is a false alarm; above it, it is what the rule is for."""

MEANS = (
    "Read the first two rows as nights on which somebody is woken for nothing, and the third as the price: a release "
    "that fails twice in a hundred is mostly not seen at 5 % within half a minute. Later steps have more requests, "
    "and the alerts on the error budget have hours. A rule that caught it here would also take back good releases."
)


@dataclass(frozen=True)
class Row:
    """How often each rule rolls back at one true error ratio, and when."""

    ratio: float
    rule: float
    naive: float
    seconds: float | None


def simulate(ratio: float, limits: Thresholds, rollouts: int = ROLLOUTS, seed: int = SEED) -> Row:
    """Roll out many times with the canary at its first step, looking once a second."""
    chance = random.Random(f"{seed}-{ratio}")  # noqa: S311 - a simulation that repeats # nosec B311
    caught, naive, when = 0, 0, list[int]()
    for _ in range(rollouts):
        requests = bad = 0
        by_rule = by_naive = False
        for second in range(1, SECONDS + 1):
            arrivals = round(RPS * SHARE)
            requests += arrivals
            bad += sum(chance.random() < ratio for _ in range(arrivals))
            if not by_rule and judge(Sample(requests, bad), up=True, baked=False, limits=limits).word is Word.FAIL:
                by_rule = True
                when.append(second)
            by_naive = by_naive or (requests >= NAIVE_REQUESTS and bad / requests > limits.error_ratio)
        caught += by_rule
        naive += by_naive
    middle = sorted(when)[len(when) // 2] if when else None
    return Row(ratio, caught / rollouts, naive / rollouts, middle)


def report(limits: Thresholds) -> str:
    """Write `docs/canary-power.md`."""
    rows = [simulate(ratio, limits) for ratio in TRUE_RATIOS]
    about = (
        f"Written by `make power`: {ROLLOUTS:,} simulated rollouts a row with a fixed seed, {RPS} requests a second, "
        f"{SHARE:.0%} of them to the canary for {SECONDS} s, looked at once a second. "
        f"*Rule* is the one of `rollout.toml`: at least {limits.least_bad} failed requests, and the lower end of the "
        f"95 % Wilson interval above {limits.error_ratio:.0%}. *Naive* is what is often found in its place: at least "
        f"{NAIVE_REQUESTS} requests, and more than {limits.error_ratio:.0%} of them failed."
    )
    lines = [
        "# How often the verdict is wrong",
        "",
        about.replace("0%", "0 %").replace("1%", "1 %").replace("5%", "5 %"),
        "",
        "| true error ratio | a rollback is | rule rolls back | naive rolls back | median of the rule |",
        "|--:|---|--:|--:|--:|",
    ]
    for row in rows:
        meant = "a false alarm" if row.ratio < HARMLESS else "right"
        seconds = "-" if row.seconds is None else f"{row.seconds:.0f} s"
        lines.append(
            f"| {row.ratio * 100:g} % | {meant} | {row.rule * 100:.1f} % | {row.naive * 100:.1f} % | {seconds} |"
        )
    return "\n".join([*lines, "", MEANS]) + "\n"
