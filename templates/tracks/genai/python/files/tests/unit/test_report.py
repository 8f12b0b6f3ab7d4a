"""The report over the ledger: what a day cost, and what has no price."""

from __future__ import annotations

from decimal import Decimal

from handbook.domain.ledger import Price, Stage, Usage
from handbook.observe.report import text
from handbook.store.book import Row

DAY = "2026-11-01"
PRICES = {"small": Price("small", Decimal("1.00"), Decimal("2.00"), "USD", "2026-01-15")}


def call(question: str, cost: str | None, outcome: str = "ok", *, estimated: bool = False) -> Row:
    usage = Usage(1000, 50, estimated)
    price = None if cost is None else Decimal(cost)
    return Row(question, DAY, Stage("generate", 900.0, usage, price, model="small", prompt="v1", outcome=outcome))


def test_without_a_language_model_the_cost_is_zero_with_an_estimate_beside_it() -> None:
    asked = [("q1", DAY, "answered", 10.0), ("q2", DAY, "not_covered", 30.0)]
    shown = text(asked, [Row("q1", DAY, Stage("embed", 9.0))], PRICES, "small")
    assert "refused    1 of 2 (50 %)" in shown
    assert "not_covered 1" in shown
    assert "cost       0 for 1,000 questions; with small at the price of 2026-01-15 about 0.78 USD (estimate)" in shown


def test_every_call_is_counted_failed_ones_and_estimates_too() -> None:
    asked = [("q1", DAY, "answered", 1000.0), ("q2", DAY, "answered", 1000.0)]
    rows = [call("q1", "0.001", "timeout", estimated=True), call("q1", "0.0011"), call("q2", "0.0011")]
    shown = text(asked, rows, PRICES, "small")
    assert "calls      3, of which 1 failed" in shown
    assert "tokens     3000 in, 150 out, 1 calls by estimate" in shown
    assert "cost       1.6000 USD for 1,000 questions, 0.003200 in all" in shown
    assert shown.index("question q1: 0.002100 USD") < shown.index("question q2: 0.001100 USD")


def test_a_model_without_a_price_is_named_and_not_priced() -> None:
    shown = text([("q1", DAY, "answered", 1.0)], [call("q1", None)], PRICES, "small")
    assert "no price   small: calls of this model are counted and not priced" in shown
