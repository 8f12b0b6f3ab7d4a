from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.money import Currency, Money
from ledger.domain.receipts import write_number
from ledger.domain.schedule import backoff_ms, is_exhausted
from ledger.services.idempotency import fingerprint


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money(125_000, Currency.EUR), "1,250.00 EUR"),
        (Money(-5, Currency.USD), "-0.05 USD"),
        (Money(1_234_567, Currency.JPY), "1,234,567 JPY"),
        (Money(12_750, Currency.KWD), "12.750 KWD"),
    ],
)
def test_money_is_written_with_the_digits_of_its_currency(money: Money, text: str) -> None:
    assert str(money) == text


@given(st.integers(1, 40), st.floats(0, 1))
def test_a_wait_doubles_up_to_its_limit_and_spreads_by_a_fifth(attempts: int, chance: float) -> None:
    middle = min(2**attempts, 300) * 1000
    assert 0.8 * middle <= backoff_ms(attempts, chance) <= 1.2 * middle


def test_both_ends_of_the_spread_are_reached() -> None:
    assert [backoff_ms(3, chance, 10) for chance in (0, 0.5, 1)] == [64, 80, 96]


def test_a_job_is_given_up_after_five_attempts() -> None:
    assert [attempts for attempts in range(8) if is_exhausted(attempts)] == [5, 6, 7]


def test_receipt_numbers_grow_beyond_six_digits() -> None:
    assert [write_number(42), write_number(1_234_567)] == ["R-000042", "R-1234567"]


def test_a_fingerprint_tells_method_path_and_body_apart_and_nothing_else() -> None:
    named = {
        fingerprint("POST", "/a", {"x": 1, "y": 2}),
        fingerprint("PUT", "/a", {"x": 1, "y": 2}),
        fingerprint("POST", "/b", {"x": 1, "y": 2}),
        fingerprint("POST", "/a", {"x": 1, "y": 3}),
    }
    assert len(named) == 4
    assert fingerprint("POST", "/a", {"y": 2, "x": 1}) in named
