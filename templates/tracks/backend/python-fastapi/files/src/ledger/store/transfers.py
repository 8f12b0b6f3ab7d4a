"""Transfers and their entries as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, insert, select, update

from ledger.domain.book import ReceiptState, Transfer, TransferStatus
from ledger.domain.ids import first_id_after, first_id_of
from ledger.domain.money import Currency
from ledger.services.ports import Page
from ledger.store.tables import accounts, entries, transfers

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Select

    from ledger.domain.ids import Cursor
    from ledger.services.ports import TransferFilter


class TransferRows:
    """Tables `transfers` and `entries`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, transfer: Transfer) -> None:
        """Add a transfer and its two entries: what the source gives is what the target takes."""
        self._connection.execute(insert(transfers).values(row_of(transfer)))
        self._connection.execute(insert(entries), entries_of(transfer))

    def get(self, owner_id: UUID, transfer_id: UUID) -> Transfer | None:
        """Read one transfer."""
        return _one(self._connection, _by_id(owner_id, transfer_id))

    def lock(self, owner_id: UUID, transfer_id: UUID) -> Transfer | None:
        """Read one transfer and hold it until the unit ends."""
        return _one(self._connection, _by_id(owner_id, transfer_id).with_for_update(key_share=True))

    def save(self, transfer: Transfer) -> None:
        """Write what may change; amount, accounts and memo never do."""
        self._connection.execute(
            update(transfers)
            .where(transfers.c.id == transfer.id)
            .values(
                reversed_by=transfer.reversed_by,
                receipt=transfer.receipt.value,
                version=transfer.version,
            )
        )

    def page(self, owner_id: UUID, limit: int, after: Cursor | None, wanted: TransferFilter) -> Page[Transfer]:
        """Read a page, newest first, by one statement."""
        statement = page_statement(owner_id, limit, after, wanted)
        rows = self._connection.execute(statement).all()
        items = tuple(_transfer(row) for row in rows[:limit])
        return Page(items, items[-1].id if len(rows) > limit else None)


def page_statement(owner_id: UUID, limit: int, after: Cursor | None, wanted: TransferFilter) -> Select[Any]:
    """Build the statement of a page.

    Days become bounds on the id, so the index that orders the list also finds its start, for the oldest day as
    fast as for the newest. With an account the walk goes through that account's entries instead; then the owner is
    asked of the account alone, because a condition on the transfers would tempt SQLite to walk through all of them.
    """
    statement = select(transfers)
    if wanted.account_id is None:
        position = transfers.c.id
        statement = statement.where(transfers.c.owner_id == owner_id)
    else:
        position = entries.c.transfer_id
        own = select(accounts.c.id).where(accounts.c.id == wanted.account_id, accounts.c.owner_id == owner_id)
        statement = statement.join(entries, entries.c.transfer_id == transfers.c.id)
        statement = statement.where(entries.c.account_id == own.scalar_subquery())
    if after is not None:
        statement = statement.where(position < after)
    if wanted.first_day is not None:
        statement = statement.where(position >= first_id_of(wanted.first_day))
    if wanted.last_day is not None:
        statement = statement.where(position < first_id_after(wanted.last_day))
    if wanted.status is not None:
        is_posted = transfers.c.reversed_by.is_(None)
        statement = statement.where(is_posted if wanted.status is TransferStatus.POSTED else ~is_posted)
    if wanted.receipt is not None:
        statement = statement.where(transfers.c.receipt == wanted.receipt.value)
    return statement.order_by(position.desc()).limit(limit + 1)


def row_of(transfer: Transfer) -> dict[str, Any]:
    """Write a transfer as a row."""
    return {
        "id": transfer.id,
        "owner_id": transfer.owner_id,
        "source_id": transfer.source_id,
        "source_name": transfer.source_name,
        "target_id": transfer.target_id,
        "target_name": transfer.target_name,
        "amount_minor": transfer.amount_minor,
        "currency": transfer.currency.value,
        "memo": transfer.memo,
        "reverses": transfer.reverses,
        "reversed_by": transfer.reversed_by,
        "receipt": transfer.receipt.value,
        "version": transfer.version,
    }


def entries_of(transfer: Transfer) -> list[dict[str, Any]]:
    """Write the two halves of a transfer as rows; together they are zero."""
    return [
        {
            "account_id": transfer.source_id,
            "transfer_id": transfer.id,
            "delta_minor": -transfer.amount_minor,
        },
        {
            "account_id": transfer.target_id,
            "transfer_id": transfer.id,
            "delta_minor": transfer.amount_minor,
        },
    ]


def _by_id(owner_id: UUID, transfer_id: UUID) -> Select[Any]:
    return select(transfers).where(transfers.c.id == transfer_id, transfers.c.owner_id == owner_id)


def _one(connection: Connection, wanted: Select[Any]) -> Transfer | None:
    row = connection.execute(wanted).first()
    return None if row is None else _transfer(row)


def _transfer(row: Row[Any]) -> Transfer:
    return Transfer(
        id=row.id,
        owner_id=row.owner_id,
        source_id=row.source_id,
        source_name=row.source_name,
        target_id=row.target_id,
        target_name=row.target_name,
        amount_minor=row.amount_minor,
        currency=Currency(row.currency),
        memo=row.memo,
        reverses=row.reverses,
        reversed_by=row.reversed_by,
        receipt=ReceiptState(row.receipt),
        version=row.version,
    )
