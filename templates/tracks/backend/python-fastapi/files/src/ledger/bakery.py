"""The demo book in memory: a bakery with customers in four currencies, and its last sixty days.

The book is made by the same rules as any other, so it adds up. Given the same day it is the same book: chance
comes from a seeded generator, and nothing reads the clock.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

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
from ledger.domain.ids import DAY_MS, EPOCH_DAY, compose_id
from ledger.domain.money import Currency, Money

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

DAYS = 60
STILL_QUEUED = 3
_SEED = 1847
_REVERSED = 0.02
_OPENING = 7 * 3_600_000

# name, currency, kind
ACCOUNTS = (
    ("Customers and owners", Currency.EUR, AccountKind.FUNDING),
    ("Till", Currency.EUR, AccountKind.STANDARD),
    ("House bank", Currency.EUR, AccountKind.STANDARD),
    ("Flour and butter", Currency.EUR, AccountKind.STANDARD),
    ("Wages", Currency.EUR, AccountKind.STANDARD),
    ("Rent and power", Currency.EUR, AccountKind.STANDARD),
    ("Market visitors", Currency.GBP, AccountKind.FUNDING),
    ("Saturday stall", Currency.GBP, AccountKind.STANDARD),
    ("Guests in Kyoto", Currency.JPY, AccountKind.FUNDING),
    ("Matcha grower", Currency.JPY, AccountKind.STANDARD),
    ("Coffee houses in Kuwait", Currency.KWD, AccountKind.FUNDING),
    ("Cardamom trader", Currency.KWD, AccountKind.STANDARD),
)

# weight, source, target, least, most, memo; amounts in minor units
_HABITS = (
    (40, "Customers and owners", "Till", 180, 4_800, "Counter sale"),
    (14, "Customers and owners", "House bank", 6_500, 42_000, "Café delivery"),
    (12, "Till", "House bank", 5_000, 30_000, "Takings of the day"),
    (9, "House bank", "Flour and butter", 8_000, 36_000, "Mill and dairy"),
    (5, "House bank", "Wages", 20_000, 65_000, "Bakers, by the week"),
    (2, "House bank", "Rent and power", 15_000, 48_000, "Oven power"),
    (8, "Market visitors", "Saturday stall", 250, 3_900, "Stall sale"),
    (2, "Saturday stall", "Market visitors", 1_000, 4_000, "Stall fee"),
    (4, "Guests in Kyoto", "Matcha grower", 1_200, 18_000, "Tea order"),
    (4, "Coffee houses in Kuwait", "Cardamom trader", 1_500, 12_750, "Spice order"),
)


class Bakery:
    """A book that is being made up, transfer by transfer."""

    def __init__(self, owner_id: UUID, today: date, count: int) -> None:
        self._chance = random.Random(_SEED)  # noqa: S311 - a story, not a secret # nosec B311
        self._owner_id = owner_id
        midnight = (today.toordinal() - EPOCH_DAY) * DAY_MS
        begin = midnight - (DAYS - 1) * DAY_MS
        self.accounts = {name: self._account(begin, name, currency, kind) for name, currency, kind in ACCOUNTS}
        self.transfers: dict[UUID, Transfer] = {}
        # The last transfer is made in the first moment of the last day: at no hour of it does it lie ahead.
        times = [self._chance.randrange(begin + _OPENING, midnight) for _ in range(count - 1)]
        for moment in sorted(times) + [midnight + 1][:count]:
            self._live(moment)

    def finished(self) -> list[Transfer]:
        """Return all transfers, oldest first, with receipts for all but the last three."""
        made = sorted(self.transfers.values(), key=lambda transfer: transfer.id)
        issued = max(len(made) - STILL_QUEUED, 0)
        return [
            replace(transfer, receipt=ReceiptState.ISSUED, version=transfer.version + 1) if place < issued else transfer
            for place, transfer in enumerate(made)
        ]

    def new_id(self, moment: int) -> UUID:
        """Make an id of a given moment."""
        return compose_id(moment, self._chance.getrandbits(74))

    def _live(self, moment: int) -> None:
        """Let one thing happen: now and then a mistake is undone, most of the time a habit is followed."""
        if self._chance.random() < _REVERSED and self._undo(moment):
            return
        weights = [habit[0] for habit in _HABITS]
        while True:
            habit = self._chance.choices(_HABITS, weights)[0]
            _weight, source, target, least, most, memo = habit
            giver, taker = self.accounts[source], self.accounts[target]
            money = Money(self._chance.randint(least, most), giver.currency)
            plan = plan_transfer(giver, taker, money)
            if isinstance(plan, Posting):
                self._post(moment, plan, memo, None)
                return

    def _undo(self, moment: int) -> bool:
        recent = [transfer for transfer in list(self.transfers.values())[-20:] if transfer.reversed_by is None]
        if not recent:
            return False
        first = self._chance.choice(recent)
        plan = plan_reversal(first, self.accounts[first.source_name], self.accounts[first.target_name])
        if not isinstance(plan, Posting):
            return False
        second = self._post(moment, plan, "Entered twice", first.id)
        self.transfers[first.id] = replace(first, reversed_by=second.id, version=first.version + 1)
        return True

    def _post(self, moment: int, posting: Posting, memo: str, reverses: UUID | None) -> Transfer:
        source, target, money = posting.source, posting.target, posting.amount
        transfer = Transfer(
            id=self.new_id(moment),
            owner_id=self._owner_id,
            source_id=source.id,
            source_name=source.name,
            target_id=target.id,
            target_name=target.name,
            amount_minor=money.minor,
            currency=money.currency,
            memo=memo,
            reverses=reverses,
            reversed_by=None,
            receipt=ReceiptState.QUEUED,
            version=1,
        )
        self.transfers[transfer.id] = transfer
        self.accounts[source.name] = source.changed(moment, delta_minor=-money.minor)
        self.accounts[target.name] = target.changed(moment, delta_minor=money.minor)
        return transfer

    def _account(self, moment: int, name: str, currency: Currency, kind: AccountKind) -> Account:
        return Account(
            id=self.new_id(moment),
            owner_id=self._owner_id,
            name=name,
            currency=currency,
            kind=kind,
            status=AccountStatus.OPEN,
            balance_minor=0,
            version=1,
            updated_ms=moment,
        )
