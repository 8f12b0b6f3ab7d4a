from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from ledger.domain import errors
from ledger.domain.book import (
    Account,
    AccountKind,
    AccountStatus,
    Posting,
    ReceiptState,
    Transfer,
    plan_reversal,
    plan_transfer,
)
from ledger.domain.money import MAX_BALANCE, Currency, Money

OWNER = UUID(int=1)
EUR = Currency.EUR


def account(number: int, balance: int = 0, **changes: object) -> Account:
    made = Account(
        id=UUID(int=number),
        owner_id=OWNER,
        name=f"Account {number}",
        currency=EUR,
        kind=AccountKind.STANDARD,
        status=AccountStatus.OPEN,
        balance_minor=balance,
        version=1,
        updated_ms=0,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def transfer(**changes: object) -> Transfer:
    made = Transfer(
        id=UUID(int=9),
        owner_id=OWNER,
        source_id=UUID(int=1),
        source_name="Account 1",
        target_id=UUID(int=2),
        target_name="Account 2",
        amount_minor=30,
        currency=EUR,
        memo=None,
        reverses=None,
        reversed_by=None,
        receipt=ReceiptState.QUEUED,
        version=1,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_all_that_an_account_holds_can_be_moved_and_no_more() -> None:
    full, empty = account(1, 30), account(2)
    assert plan_transfer(full, empty, Money(30, EUR)) == Posting(full, empty, Money(30, EUR))
    refusal = plan_transfer(full, empty, Money(31, EUR))
    assert isinstance(refusal, errors.InsufficientFunds)
    assert refusal.detail == "Account 1 holds 0.30 EUR, 0.31 EUR were asked for."


def test_a_funding_account_may_be_negative_down_to_the_limit() -> None:
    source = account(1, -MAX_BALANCE + 5, kind=AccountKind.FUNDING)
    assert isinstance(plan_transfer(source, account(2), Money(5, EUR)), Posting)
    assert isinstance(plan_transfer(source, account(2), Money(6, EUR)), errors.BalanceLimit)


def test_a_target_takes_up_to_the_limit() -> None:
    source = account(1, 100)
    assert isinstance(plan_transfer(source, account(2, MAX_BALANCE - 5), Money(5, EUR)), Posting)
    assert isinstance(plan_transfer(source, account(2, MAX_BALANCE - 5), Money(6, EUR)), errors.BalanceLimit)


def test_the_three_currencies_must_be_equal() -> None:
    yen = account(2, currency=Currency.JPY)
    for source, target, money in (
        (account(1, 9), yen, Money(1, EUR)),
        (account(1, 9), account(2), Money(1, Currency.JPY)),
        (yen, replace(yen, id=UUID(int=3)), Money(1, EUR)),
    ):
        assert isinstance(plan_transfer(source, target, money), errors.CurrencyMismatch)


def test_rules_are_checked_in_the_order_of_the_contract() -> None:
    """Everything is wrong at first; one fault after the other is repaired, and the next one shows."""
    frozen = {"status": AccountStatus.FROZEN}
    money = Money(10, EUR)
    broke = account(1, 0, currency=Currency.JPY, **frozen)
    steps = [
        (errors.SameAccount, broke, broke),
        (errors.CurrencyMismatch, broke, account(2, MAX_BALANCE, **frozen)),
        (errors.AccountFrozen, account(1, 0, **frozen), account(2, MAX_BALANCE)),
        (errors.AccountFrozen, account(1, 0), account(2, MAX_BALANCE, **frozen)),
        (errors.InsufficientFunds, account(1, 0), account(2, MAX_BALANCE)),
        (errors.BalanceLimit, account(1, 10), account(2, MAX_BALANCE)),
        (Posting, account(1, 10), account(2, 0)),
    ]
    for expected, source, target in steps:
        assert type(plan_transfer(source, target, money)) is expected


def test_a_reversal_gives_back_what_the_target_took() -> None:
    source, target = account(1, 0), account(2, 30)
    assert plan_reversal(transfer(), source, target) == Posting(target, source, Money(30, EUR))
    assert isinstance(plan_reversal(transfer(), source, account(2, 29)), errors.InsufficientFunds)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"reversed_by": UUID(int=8), "reverses": UUID(int=7)}, errors.AlreadyReversed),
        ({"reverses": UUID(int=7)}, errors.NotReversible),
        ({}, errors.AccountFrozen),
    ],
)
def test_reversal_rules_are_checked_in_the_order_of_the_contract(changes: dict[str, object], expected: type) -> None:
    frozen = account(1, 0, status=AccountStatus.FROZEN)
    assert type(plan_reversal(transfer(**changes), frozen, account(2, 0))) is expected


def test_every_change_of_an_account_is_a_new_version() -> None:
    after = account(1, 5).changed(77, delta_minor=-5, name="Till")
    assert (after.version, after.updated_ms, after.balance_minor, after.name) == (2, 77, 0, "Till")
