"""One open transaction, seen as the collections that the services ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.services.ports import UnitOfWork
from ledger.store.accounts import AccountRows
from ledger.store.auth import TokenRows, UserRows
from ledger.store.idempotency import RequestRows
from ledger.store.jobs import JobRows
from ledger.store.reports import ReportRows
from ledger.store.transfers import TransferRows

if TYPE_CHECKING:
    from sqlalchemy import Connection


def open_unit(connection: Connection) -> UnitOfWork:
    """Bind every collection to one transaction."""
    return UnitOfWork(
        users=UserRows(connection),
        tokens=TokenRows(connection),
        accounts=AccountRows(connection),
        transfers=TransferRows(connection),
        requests=RequestRows(connection),
        jobs=JobRows(connection),
        reports=ReportRows(connection),
    )
