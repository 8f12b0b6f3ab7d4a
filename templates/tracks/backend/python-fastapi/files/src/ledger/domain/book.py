"""Accounts, transfers, and every rule about moving money between them.

All functions are pure: they take what is known and return what should happen. Who locks the rows, and where
they are kept, is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from ledger.domain import errors
from ledger.domain.ids import millisecond_of
from ledger.domain.money import MAX_BALANCE, Currency, Money

if TYPE_CHECKING:
    from uuid import UUID


class AccountKind(StrEnum):
    """A funding account is where money enters and leaves the book; it alone may be negative."""

    STANDARD = "standard"
    FUNDING = "funding"


class AccountStatus(StrEnum):
    """A frozen account neither gives nor takes money."""

    OPEN = "open"
    FROZEN = "frozen"


class TransferStatus(StrEnum):
    """Whether an opposite transfer has undone this one."""

    POSTED = "posted"
    REVERSED = "reversed"


class ReceiptState(StrEnum):
    """How far the receipt of a transfer has come; dead means that the worker gave up."""

    QUEUED = "queued"
    ISSUED = "issued"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Account:
    """One account of one book, at one version."""

    id: UUID
    owner_id: UUID
    name: str
    currency: Currency
    kind: AccountKind
    status: AccountStatus
    balance_minor: int
    version: int
    updated_ms: int

    @property
    def created_ms(self) -> int:
        """Return the moment in which the account was opened."""
        return millisecond_of(self.id)

    @property
    def balance(self) -> Money:
        """Return the balance as money."""
        return Money(self.balance_minor, self.currency)

    def changed(
        self,
        now_ms: int,
        *,
        delta_minor: int = 0,
        name: str | None = None,
        status: AccountStatus | None = None,
    ) -> Account:
        """Return the next version of this account."""
        return replace(
            self,
            name=self.name if name is None else name,
            status=self.status if status is None else status,
            balance_minor=self.balance_minor + delta_minor,
            version=self.version + 1,
            updated_ms=now_ms,
        )


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money that moved; the names are those that the accounts had at that moment."""

    id: UUID
    owner_id: UUID
    source_id: UUID
    source_name: str
    target_id: UUID
    target_name: str
    amount_minor: int
    currency: Currency
    memo: str | None
    reverses: UUID | None
    reversed_by: UUID | None
    receipt: ReceiptState
    version: int

    @property
    def created_ms(self) -> int:
        """Return the moment in which the money moved."""
        return millisecond_of(self.id)

    @property
    def status(self) -> TransferStatus:
        """Return whether the transfer still stands."""
        return TransferStatus.POSTED if self.reversed_by is None else TransferStatus.REVERSED


@dataclass(frozen=True, slots=True)
class Posting:
    """A movement that all rules allow: `source` gives exactly what `target` takes."""

    source: Account
    target: Account
    amount: Money


def plan_transfer(source: Account, target: Account, money: Money) -> Posting | errors.Refusal:
    """Decide whether money may move; the order of the checks is part of the contract."""
    if source.id == target.id:
        return errors.SameAccount(f"{source.name} cannot pay itself.")
    if not source.currency == target.currency == money.currency:
        held = f"{source.name} is in {source.currency}, {target.name} in {target.currency}"
        return errors.CurrencyMismatch(f"{held}, the amount in {money.currency}.")
    return _plan_movement(source, target, money)


def plan_reversal(first: Transfer, source: Account, target: Account) -> Posting | errors.Refusal:
    """Decide whether a transfer may be undone; `source` and `target` are those of the first transfer."""
    if first.reversed_by is not None:
        return errors.AlreadyReversed("This transfer was reversed before.")
    if first.reverses is not None:
        return errors.NotReversible("A reversal cannot be reversed; make a new transfer instead.")
    return _plan_movement(target, source, Money(first.amount_minor, first.currency))


def _plan_movement(source: Account, target: Account, money: Money) -> Posting | errors.Refusal:
    for account in (source, target):
        if account.status is AccountStatus.FROZEN:
            return errors.AccountFrozen(f"{account.name} is frozen.")
    if source.kind is not AccountKind.FUNDING and source.balance_minor < money.minor:
        return errors.InsufficientFunds(f"{source.name} holds {source.balance}, {money} were asked for.")
    if source.balance_minor - money.minor < -MAX_BALANCE or target.balance_minor + money.minor > MAX_BALANCE:
        return errors.BalanceLimit("A balance would leave the range of whole numbers that are kept exact.")
    return Posting(source, target, money)
