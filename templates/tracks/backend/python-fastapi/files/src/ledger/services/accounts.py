"""Opening, reading and changing accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.domain import errors
from ledger.domain.book import Account, AccountKind, AccountStatus

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from ledger.domain.ids import Cursor
    from ledger.domain.money import Currency
    from ledger.services.idempotency import OncePerKey, Outcome, Ticket
    from ledger.services.ports import Page, Store, Surroundings, UnitOfWork


@dataclass(frozen=True, slots=True)
class NewAccount:
    """The wish to open an account."""

    name: str
    currency: Currency
    kind: AccountKind


@dataclass(frozen=True, slots=True)
class AccountChange:
    """The wish to change an account; None leaves a part as it is."""

    name: str | None
    status: AccountStatus | None


class AccountService:
    """Accounts of the signed-in user. An account of somebody else does not exist here."""

    def __init__(self, store: Store, once: OncePerKey, around: Surroundings) -> None:
        self._store = store
        self._once = once
        self._around = around

    def open(self, user_id: UUID, wish: NewAccount, ticket: Ticket[Account]) -> Outcome:
        """Open an account, once per key."""

        def effect(unit: UnitOfWork) -> Account:
            return self.open_in(unit, user_id, wish)

        return self._once.run(user_id, ticket, effect)

    def open_in(self, unit: UnitOfWork, user_id: UUID, wish: NewAccount) -> Account:
        """Open an account as part of a larger unit."""
        if unit.users.get(user_id) is None:
            message = "The user of this token does not exist any more."
            raise errors.Unauthorized(message)
        account = Account(
            id=self._around.new_id(),
            owner_id=user_id,
            name=wish.name,
            currency=wish.currency,
            kind=wish.kind,
            status=AccountStatus.OPEN,
            balance_minor=0,
            version=1,
            updated_ms=self._around.now_ms(),
        )
        if not unit.accounts.add(account):
            message = f"This book already has a funding account in {wish.currency}."
            raise errors.FundingAccountExists(message)
        return account

    def get(self, user_id: UUID, account_id: UUID) -> Account:
        """Read one account."""
        with self._store.read() as unit:
            return found(unit.accounts.get(user_id, account_id))

    def page(self, user_id: UUID, limit: int, after: Cursor | None, currency: Currency | None) -> Page[Account]:
        """Read a page of accounts, newest first."""
        with self._store.read() as unit:
            return unit.accounts.page(user_id, limit, after, currency)

    def change(
        self,
        user_id: UUID,
        account_id: UUID,
        wish: AccountChange,
        is_current: Callable[[Account], bool],
    ) -> Account:
        """Change an account if the caller has seen its current version, which is checked under the lock."""
        with self._store.write() as unit:
            account = found(unit.accounts.lock(user_id, [account_id]).get(account_id))
            if not is_current(account):
                message = "The account has changed since it was read; read it again."
                raise errors.PreconditionFailed(message)
            after = account.changed(self._around.now_ms(), name=wish.name, status=wish.status)
            unit.accounts.save(after)
        return after


def found(account: Account | None) -> Account:
    """Return the account or refuse; foreign and unknown ids are not told apart."""
    if account is None:
        message = "There is no such account in this book."
        raise errors.AccountNotFound(message)
    return account
