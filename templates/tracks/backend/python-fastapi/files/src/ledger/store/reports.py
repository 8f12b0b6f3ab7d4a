"""Counts over many rows, each by one statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Integer, Uuid, and_, cast, column, func, select, values

from ledger.domain.book import ReceiptState
from ledger.domain.ids import millisecond_of
from ledger.services.ports import Backlog, Volume
from ledger.store.tables import transfers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Select

    from ledger.domain.money import Currency
    from ledger.services.ports import Span


class ReportRows:
    """Reads over `transfers` for a dashboard."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def volumes(self, owner_id: UUID, currency: Currency, spans: Sequence[Span]) -> list[Volume]:
        """Count transfers in each span, zeros included."""
        rows = self._connection.execute(volume_statement(owner_id, currency, spans))
        return [Volume(row.number, int(row.volume), row.reversed_count) for row in rows]

    def backlog(self, owner_id: UUID) -> Backlog:
        """Count receipts by state; the index on owner, state and id answers all of it without the table.

        The oldest is found by order, because PostgreSQL 15 has no min() of ids.
        """
        first = transfers.alias("first")
        oldest = (
            select(first.c.id)
            .where(first.c.owner_id == owner_id, first.c.receipt == ReceiptState.QUEUED.value)
            .order_by(first.c.id)
            .limit(1)
        )
        wanted = (
            select(
                transfers.c.receipt,
                func.count().label("number"),
                oldest.scalar_subquery().label("oldest"),
            )
            .where(transfers.c.owner_id == owner_id)
            .group_by(transfers.c.receipt)
        )
        rows = {ReceiptState(row.receipt): row for row in self._connection.execute(wanted)}
        counts = {state: rows[state].number if state in rows else 0 for state in ReceiptState}
        queued = rows.get(ReceiptState.QUEUED)
        return Backlog(
            queued=counts[ReceiptState.QUEUED],
            issued=counts[ReceiptState.ISSUED],
            dead=counts[ReceiptState.DEAD],
            oldest_queued_ms=None if queued is None else millisecond_of(queued.oldest),
        )


def volume_statement(owner_id: UUID, currency: Currency, spans: Sequence[Span]) -> Select[Any]:
    """Build the report: the spans are a table of id bounds, joined to the transfers that lie between them.

    The outer join keeps spans without transfers, and each span is one range on the index of the list, so the
    cost follows what is in the window and not what is in the book.
    """
    span = (
        values(column("place", Integer), column("first_id", Uuid), column("end_id", Uuid), name="span")
        .data([(place, item.first_id, item.end_id) for place, item in enumerate(spans)])
        .cte("span")
    )
    inside = and_(
        transfers.c.owner_id == owner_id,
        transfers.c.id >= span.c.first_id,
        transfers.c.id < span.c.end_id,
        transfers.c.currency == currency.value,
        transfers.c.reverses.is_(None),
    )
    return (
        select(
            cast(span.c.place, Integer).label("place"),
            func.count(transfers.c.id).label("number"),
            func.coalesce(func.sum(transfers.c.amount_minor), 0).label("volume"),
            func.count(transfers.c.reversed_by).label("reversed_count"),
        )
        .select_from(span.outerjoin(transfers, inside))
        .group_by(span.c.place)
        .order_by(span.c.place)
    )
