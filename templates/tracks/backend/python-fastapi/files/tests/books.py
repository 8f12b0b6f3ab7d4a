"""Words for this stack's own tests: a world whose time and chance the test decides, and one user's book."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ledger.domain.book import AccountKind
from ledger.domain.ids import IdFactory
from ledger.domain.money import Currency, Money
from ledger.services.accounts import AccountChange, NewAccount
from ledger.services.ports import Surroundings
from ledger.services.transfers import NewTransfer
from ledger.store.tables import accounts, entries

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sqlalchemy import Engine

    from ledger.domain.book import Account, AccountStatus, Transfer
    from ledger.services.ports import UnitOfWork
    from ledger.wiring import Parts

NOON = int(datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp() * 1000)


@dataclass
class World:
    """Time and chance that a test decides."""

    now: int = NOON
    chance: float = 0.5

    def __post_init__(self) -> None:
        self._ids = IdFactory(lambda: self.now, lambda bits: secrets.randbits(bits - 1))

    def pass_time(self, *, seconds: float) -> None:
        self.now += int(seconds * 1000)

    def surroundings(self) -> Surroundings:
        return Surroundings(
            now_ms=lambda: self.now,
            new_id=self._ids,
            chance=lambda: self.chance,
            secret=lambda: secrets.token_urlsafe(32),
        )


class Book:
    """One user's book, with short words for what tests do all the time."""

    def __init__(self, parts: Parts, email: str = "mira@example.com") -> None:
        self.parts = parts
        self.user_id = parts.auth.register(email, "correct horse battery", "Mira").id

    def account(self, name: str = "Till", currency: str = "EUR", *, funding: bool = False) -> UUID:
        kind = AccountKind.FUNDING if funding else AccountKind.STANDARD
        with self.parts.store.write() as unit:
            return self.parts.accounts.open_in(unit, self.user_id, NewAccount(name, Currency(currency), kind)).id

    def move(self, source: UUID, target: UUID, minor: int, currency: str = "EUR", memo: str | None = None) -> Transfer:
        wish = NewTransfer(source, target, Money(minor, Currency(currency)), memo)
        return self._write(lambda unit: self.parts.transfers.create_in(unit, self.user_id, wish))

    def reverse(self, transfer_id: UUID) -> Transfer:
        return self._write(lambda unit: self.parts.transfers.reverse_in(unit, self.user_id, transfer_id, "Wrong"))

    def set_status(self, account_id: UUID, status: AccountStatus) -> Account:
        change = AccountChange(None, status)
        return self.parts.accounts.change(self.user_id, account_id, change, lambda _account: True)

    def get(self, account_id: UUID) -> Account:
        return self.parts.accounts.get(self.user_id, account_id)

    def transfer(self, transfer_id: UUID) -> Transfer:
        return self.parts.transfers.get(self.user_id, transfer_id)

    def _write(self, effect: Callable[[UnitOfWork], Transfer]) -> Transfer:
        with self.parts.store.write() as unit:
            return effect(unit)


def faults_of(engine: Engine) -> list[str]:
    """Say where the balances of a database are not the sums of their entries, or a currency is not zero."""
    summed = (
        select(accounts.c.id, accounts.c.balance_minor, func.coalesce(func.sum(entries.c.delta_minor), 0).label("sum"))
        .outerjoin(entries, entries.c.account_id == accounts.c.id)
        .group_by(accounts.c.id, accounts.c.balance_minor)
    )
    total = select(accounts.c.owner_id, accounts.c.currency, func.sum(accounts.c.balance_minor).label("sum")).group_by(
        accounts.c.owner_id, accounts.c.currency
    )
    halves = select(entries.c.transfer_id, func.sum(entries.c.delta_minor).label("sum"), func.count().label("number"))
    with engine.connect() as connection:
        found = [
            f"{row.id} shows {row.balance_minor}" for row in connection.execute(summed) if row.balance_minor != row.sum
        ]
        found += [f"{row.currency} adds up to {row.sum}" for row in connection.execute(total) if row.sum]
        found += [
            f"{row.transfer_id} has {row.number} entries of {row.sum}"
            for row in connection.execute(halves.group_by(entries.c.transfer_id))
            if (row.sum, row.number) != (0, 2)
        ]
    return found
