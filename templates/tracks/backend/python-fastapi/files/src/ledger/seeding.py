"""Writing the demo book into a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, update

from ledger.bakery import Bakery
from ledger.domain import errors
from ledger.domain.book import ReceiptState
from ledger.domain.receipts import Job, JobState
from ledger.store import accounts as account_rows
from ledger.store import jobs as job_rows
from ledger.store import transfers as transfer_rows
from ledger.store.tables import accounts, books, entries, jobs, receipts, transfers

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection, Engine, Table

    from ledger.domain.book import Transfer
    from ledger.services.auth import AuthService

EMAIL = "baker@example.com"
PASSWORD = "flour-water-salt-yeast"  # noqa: S105 - printed on purpose, refused in production # nosec B105
TRANSFERS = 400
_CHUNK = 5000
_RECEIPT_AFTER_MS = 900


def seed(engine: Engine, auth: AuthService, today: date, count: int = TRANSFERS) -> bool:
    """Write the demo user and book; False if the user exists already."""
    try:
        user = auth.register(EMAIL, PASSWORD, "The Corner Bakery")
    except errors.EmailTaken:
        return False
    write_book(engine, user.id, today, count)
    return True


def write_book(engine: Engine, owner_id: UUID, today: date, count: int) -> None:
    """Write a book for a user who has none yet, in one transaction and many rows at a time."""
    bakery = Bakery(owner_id, today, count)
    made = bakery.finished()
    issued = [transfer for transfer in made if transfer.receipt is ReceiptState.ISSUED]
    with engine.connect().execution_options(ledger_writes=True) as connection, connection.begin():
        _insert(
            connection,
            accounts,
            [account_rows.row_of(account) for account in bakery.accounts.values()],
        )
        # A transfer that was reversed names a later one: its row must exist first, so the link comes afterwards.
        rows = [transfer_rows.row_of(transfer) | {"reversed_by": None} for transfer in made]
        _insert(connection, transfers, rows)
        _link_reversals(connection, made)
        _insert(
            connection,
            entries,
            [row for transfer in made for row in transfer_rows.entries_of(transfer)],
        )
        _insert(connection, jobs, [job_rows.row_of(_job(bakery, transfer)) for transfer in made])
        _insert(connection, receipts, [_receipt(owner_id, *pair) for pair in enumerate(issued, 1)])
        counted = update(books).where(books.c.owner_id == owner_id).values(next_receipt_no=len(issued) + 1)
        connection.execute(counted)


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _CHUNK):
        connection.execute(insert(table), rows[start : start + _CHUNK])


def _link_reversals(connection: Connection, made: list[Transfer]) -> None:
    links = [{"first": transfer.id, "second": transfer.reversed_by} for transfer in made if transfer.reversed_by]
    if links:
        linked = update(transfers).where(transfers.c.id == bindparam("first"))
        connection.execute(linked.values(reversed_by=bindparam("second")), links)


def _job(bakery: Bakery, transfer: Transfer) -> Job:
    is_done = transfer.receipt is ReceiptState.ISSUED
    return Job(
        id=bakery.new_id(transfer.created_ms),
        owner_id=transfer.owner_id,
        transfer_id=transfer.id,
        memo=transfer.memo,
        state=JobState.DONE if is_done else JobState.QUEUED,
        attempts=1 if is_done else 0,
        run_after_ms=transfer.created_ms,
        last_error=None,
    )


def _receipt(owner_id: UUID, number: int, transfer: Transfer) -> dict[str, Any]:
    return {
        "owner_id": owner_id,
        "number": number,
        "transfer_id": transfer.id,
        "issued_ms": transfer.created_ms + _RECEIPT_AFTER_MS,
    }
