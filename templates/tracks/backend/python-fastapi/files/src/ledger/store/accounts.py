"""Accounts as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from ledger.domain.book import Account, AccountKind, AccountStatus
from ledger.domain.money import Currency
from ledger.services.ports import Page
from ledger.store.tables import accounts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from ledger.domain.ids import Cursor


class AccountRows:
    """Table `accounts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, account: Account) -> bool:
        """Add an account; the partial unique index decides between two funding accounts."""
        try:
            self._connection.execute(insert(accounts).values(row_of(account)))
        except IntegrityError:
            return False
        return True

    def get(self, owner_id: UUID, account_id: UUID) -> Account | None:
        """Read one account."""
        wanted = select(accounts).where(accounts.c.id == account_id, accounts.c.owner_id == owner_id)
        row = self._connection.execute(wanted).first()
        return None if row is None else _account(row)

    def lock(self, owner_id: UUID, ids: Iterable[UUID]) -> dict[UUID, Account]:
        """Read accounts and hold them, in the order of ids: two transfers in opposite directions cannot deadlock."""
        wanted = (
            select(accounts)
            .where(accounts.c.id.in_(sorted(ids)), accounts.c.owner_id == owner_id)
            .order_by(accounts.c.id)
            .with_for_update(key_share=True)
        )
        return {row.id: _account(row) for row in self._connection.execute(wanted)}

    def save(self, account: Account) -> None:
        """Write what may change of an account that this unit holds."""
        self._connection.execute(
            update(accounts)
            .where(accounts.c.id == account.id)
            .values(
                name=account.name,
                status=account.status.value,
                balance_minor=account.balance_minor,
                version=account.version,
                updated_ms=account.updated_ms,
            )
        )

    def page(self, owner_id: UUID, limit: int, after: Cursor | None, currency: Currency | None) -> Page[Account]:
        """Read a page, newest first; one row more than asked for tells whether another page follows."""
        wanted = select(accounts).where(accounts.c.owner_id == owner_id)
        if after is not None:
            wanted = wanted.where(accounts.c.id < after)
        if currency is not None:
            wanted = wanted.where(accounts.c.currency == currency.value)
        rows = self._connection.execute(wanted.order_by(accounts.c.id.desc()).limit(limit + 1)).all()
        items = tuple(_account(row) for row in rows[:limit])
        return Page(items, items[-1].id if len(rows) > limit else None)


def row_of(account: Account) -> dict[str, Any]:
    """Write an account as a row."""
    return {
        "id": account.id,
        "owner_id": account.owner_id,
        "name": account.name,
        "currency": account.currency.value,
        "kind": account.kind.value,
        "status": account.status.value,
        "balance_minor": account.balance_minor,
        "version": account.version,
        "updated_ms": account.updated_ms,
    }


def _account(row: Row[Any]) -> Account:
    return Account(
        id=row.id,
        owner_id=row.owner_id,
        name=row.name,
        currency=Currency(row.currency),
        kind=AccountKind(row.kind),
        status=AccountStatus(row.status),
        balance_minor=row.balance_minor,
        version=row.version,
        updated_ms=row.updated_ms,
    )
