"""`make report`: time per stage, money per thousand questions, and what was refused, from the ledger alone."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from handbook.domain.ledger import Price
from handbook.store.book import Row

EXPENSIVE = 5
# What one call with five passages takes, by the bundled tokenizer; used for the estimate beside a zero.
TYPICAL_IN, TYPICAL_OUT = 620, 80


def quantile(values: Sequence[float], share: float) -> float:
    """Give the smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def text(
    questions: Sequence[tuple[str, str, str, float]],
    rows: Sequence[Row],
    prices: Mapping[str, Price],
    estimate_with: str,
) -> str:
    """Write the report."""
    if not questions:
        return "no question has been asked yet\n"
    total = [ms for _, _, _, ms in questions]
    outcomes = Counter(outcome for _, _, outcome, _ in questions)
    lines = [f"{len(questions)} questions", "", f"{'stage':<10} {'n':>6} {'p50 ms':>9} {'p95 ms':>9}"]
    stages: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        stages[row.stage.name].append(row.stage.ms)
    for name, values in stages.items():
        lines.append(_times(name, values))
    lines += [_times("all", total), ""]
    refused = len(questions) - outcomes["answered"]
    lines.append(f"refused    {refused} of {len(questions)} ({100 * refused / len(questions):.0f} %)")
    lines += [f"           {name} {count}" for name, count in sorted(outcomes.items()) if name != "answered"]
    return "\n".join([*lines, "", *_money(questions, rows, prices, estimate_with)]) + "\n"


def _times(name: str, values: Sequence[float]) -> str:
    return f"{name:<10} {len(values):>6} {quantile(values, 0.5):>9.2f} {quantile(values, 0.95):>9.2f}"


def _money(
    questions: Sequence[tuple[str, str, str, float]],
    rows: Sequence[Row],
    prices: Mapping[str, Price],
    estimate_with: str,
) -> list[str]:
    calls = [row for row in rows if row.stage.model]
    count = len(questions)
    if not calls:
        price = prices[estimate_with]
        guess = price.of(TYPICAL_IN, TYPICAL_OUT) * 1000
        what = f"with {price.model} at the price of {price.read_on}"
        return [f"cost       0 for 1,000 questions; {what} about {guess:.2f} {price.currency} (estimate)"]
    unknown = sorted({row.stage.model for row in calls if row.stage.cost is None})
    per_question: dict[str, Decimal] = defaultdict(Decimal)
    for row in calls:
        per_question[row.question] += row.stage.cost or 0
    spent = sum(per_question.values(), Decimal(0))
    currency = next(iter(prices.values())).currency
    failed = sum(row.stage.outcome != "ok" for row in calls)
    guessed = sum(row.stage.usage.estimated for row in calls)
    lines = [
        f"calls      {len(calls)}, of which {failed} failed",
        f"tokens     {sum(row.stage.usage.tokens_in for row in calls)} in,"
        f" {sum(row.stage.usage.tokens_out for row in calls)} out, {guessed} calls by estimate",
        f"cost       {spent / count * 1000:.4f} {currency} for 1,000 questions, {spent:.6f} in all",
    ]
    lines += [f"no price   {name}: calls of this model are counted and not priced" for name in unknown]
    dearest = sorted(per_question.items(), key=lambda pair: (-pair[1], pair[0]))[:EXPENSIVE]
    lines += [f"dearest    question {name}: {cost:.6f} {currency}" for name, cost in dearest if cost]
    return lines
