"""Whatever is done to a book in whatever order, it adds up, and it says yes and no as a simple model of it does."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from ledger.domain import errors
from ledger.domain.book import AccountStatus, TransferStatus
from tests.books import Book, faults_of

if TYPE_CHECKING:
    from uuid import UUID

    from ledger.wiring import Parts

emails = itertools.count()


class Model:
    """What a book should be: dictionaries and no database."""

    def __init__(self) -> None:
        self.balance: dict[UUID, int] = {}
        self.funding: dict[UUID, bool] = {}
        self.frozen: set[UUID] = set()
        self.moved: dict[UUID, tuple[UUID, UUID, int]] = {}
        self.undone: set[UUID] = set()
        self.undoing: set[UUID] = set()

    def refusal(self, source: UUID, target: UUID, minor: int) -> type[errors.Refusal] | None:
        if {source, target} & self.frozen:
            return errors.AccountFrozen
        if not self.funding[source] and self.balance[source] < minor:
            return errors.InsufficientFunds
        return None

    def move(self, transfer_id: UUID, source: UUID, target: UUID, minor: int) -> None:
        self.moved[transfer_id] = (source, target, minor)
        self.balance[source] -= minor
        self.balance[target] += minor


def machine_on(parts: Parts) -> type[RuleBasedStateMachine]:  # noqa: C901 - many small rules in one class
    """Make the machine for one database; every run of it is a new user there."""

    class Machine(RuleBasedStateMachine):
        accounts = Bundle("accounts")
        transfers = Bundle("transfers")

        def __init__(self) -> None:
            super().__init__()
            self.book = Book(parts, f"user{next(emails)}@example.com")
            self.model = Model()

        @rule(target=accounts, funding=st.booleans())
        def open_account(self, *, funding: bool) -> UUID:
            taken = funding and any(self.model.funding.values())
            try:
                made = self.book.account(funding=funding)
            except errors.FundingAccountExists:
                assert taken
                return next(one for one, kind in self.model.funding.items() if kind)
            assert not taken
            self.model.balance[made], self.model.funding[made] = 0, funding
            return made

        @rule(target=transfers, source=accounts, receiver=accounts, minor=st.integers(1, 60))
        def move(self, source: UUID, receiver: UUID, minor: int) -> UUID | None:
            expected = errors.SameAccount if source == receiver else self.model.refusal(source, receiver, minor)
            try:
                made = self.book.move(source, receiver, minor).id
            except errors.Refusal as refusal:
                assert type(refusal) is expected
                return None
            assert expected is None
            self.model.move(made, source, receiver, minor)
            return made

        @rule(target=transfers, first=transfers)
        def undo(self, first: UUID | None) -> UUID | None:
            if first is None:
                return None
            source, receiver, minor = self.model.moved[first]
            expected: type[errors.Refusal] | None = self.model.refusal(receiver, source, minor)
            if first in self.model.undoing:
                expected = errors.NotReversible
            if first in self.model.undone:
                expected = errors.AlreadyReversed
            try:
                made = self.book.reverse(first).id
            except errors.Refusal as refusal:
                assert type(refusal) is expected
                return None
            assert expected is None
            self.model.move(made, receiver, source, minor)
            self.model.undone.add(first)
            self.model.undoing.add(made)
            assert self.book.transfer(first).status is TransferStatus.REVERSED
            return made

        @rule(account=accounts, status=st.sampled_from(AccountStatus))
        def set_status(self, account: UUID, status: AccountStatus) -> None:
            self.book.set_status(account, status)
            (self.model.frozen.add if status is AccountStatus.FROZEN else self.model.frozen.discard)(account)

        @invariant()
        def balances_are_those_of_the_model(self) -> None:
            page = parts.accounts.page(self.book.user_id, 100, None, None)
            assert {row.id: row.balance_minor for row in page.items} == self.model.balance
            assert sum(self.model.balance.values()) == 0

        def teardown(self) -> None:
            assert faults_of(parts.engine) == []

    return Machine


def test_a_book_adds_up_whatever_happens_to_it(parts: Parts) -> None:
    run_state_machine_as_test(machine_on(parts), settings=settings(max_examples=200, stateful_step_count=15))
