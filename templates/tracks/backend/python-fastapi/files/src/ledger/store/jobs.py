"""The queue and the receipts as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, insert, select, update

from ledger.domain.book import ReceiptState
from ledger.domain.receipts import Job, JobState, Receipt
from ledger.store.tables import books, jobs, receipts, transfers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from ledger.domain.receipts import Lease


class JobRows:
    """Tables `jobs`, `receipts`, and the counter in `books`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, job: Job) -> None:
        """Queue a job."""
        self._connection.execute(insert(jobs).values(row_of(job)))

    def next_due(self, now_ms: int) -> Job | None:
        """Find the job that waits longest; rows that another worker holds are skipped, not waited for."""
        wanted = (
            select(jobs)
            .where(jobs.c.state == JobState.QUEUED.value, jobs.c.run_after_ms <= now_ms)
            .order_by(jobs.c.run_after_ms, jobs.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = self._connection.execute(wanted).first()
        return None if row is None else _job(row)

    def lease(self, job_id: UUID, attempt: int, until_ms: int) -> None:
        """Give a job to a worker: count the attempt, and hide the job from others until the lease ends."""
        leased = update(jobs).where(jobs.c.id == job_id).values(attempts=attempt, run_after_ms=until_ms)
        self._connection.execute(leased)

    def move(self, lease: Lease, state: JobState, run_after_ms: int, error: str | None) -> bool:
        """Change a job only while its attempt is still the one that was leased."""
        moved = (
            update(jobs)
            .where(
                jobs.c.id == lease.job.id,
                jobs.c.state == JobState.QUEUED.value,
                jobs.c.attempts == lease.attempt,
            )
            .values(state=state.value, run_after_ms=run_after_ms, last_error=error)
        )
        return self._connection.execute(moved).rowcount == 1

    def take_number(self, owner_id: UUID) -> int:
        """Take the next number; the row stays locked until the receipt that uses it is committed."""
        taken = (
            update(books)
            .where(books.c.owner_id == owner_id)
            .values(next_receipt_no=books.c.next_receipt_no + 1)
            .returning(books.c.next_receipt_no)
        )
        return int(self._connection.execute(taken).scalar_one()) - 1

    def add_receipt(self, job: Job, number: int, now_ms: int) -> None:
        """Issue a receipt."""
        row = {
            "owner_id": job.owner_id,
            "number": number,
            "transfer_id": job.transfer_id,
            "issued_ms": now_ms,
        }
        self._connection.execute(insert(receipts).values(row))

    def receipt(self, owner_id: UUID, transfer_id: UUID) -> Receipt | None:
        """Read the state of a transfer's receipt by one statement."""
        wanted = (
            select(transfers.c.receipt, jobs.c.attempts, receipts.c.number, receipts.c.issued_ms)
            .join(jobs, jobs.c.transfer_id == transfers.c.id)
            .outerjoin(receipts, receipts.c.transfer_id == transfers.c.id)
            .where(transfers.c.id == transfer_id, transfers.c.owner_id == owner_id)
        )
        row = self._connection.execute(wanted).first()
        if row is None:
            return None
        return Receipt(transfer_id, ReceiptState(row.receipt), row.number, row.attempts, row.issued_ms)

    def all_in(self, state: JobState, limit: int) -> Sequence[Job]:
        """List jobs of every book, oldest first."""
        wanted = select(jobs).where(jobs.c.state == state.value).order_by(jobs.c.id).limit(limit)
        return [_job(row) for row in self._connection.execute(wanted)]

    def retry(self, job_id: UUID, now_ms: int) -> Job | None:
        """Queue a dead job again with its attempts back at zero."""
        revived = (
            update(jobs)
            .where(jobs.c.id == job_id, jobs.c.state == JobState.DEAD.value)
            .values(state=JobState.QUEUED.value, attempts=0, run_after_ms=now_ms, last_error=None)
            .returning(*jobs.c)
        )
        row = self._connection.execute(revived).first()
        return None if row is None else _job(row)


def row_of(job: Job) -> dict[str, Any]:
    """Write a job as a row."""
    return {
        "id": job.id,
        "owner_id": job.owner_id,
        "transfer_id": job.transfer_id,
        "memo": job.memo,
        "state": job.state.value,
        "attempts": job.attempts,
        "run_after_ms": job.run_after_ms,
        "last_error": job.last_error,
    }


def _job(row: Row[Any]) -> Job:
    return Job(
        id=row.id,
        owner_id=row.owner_id,
        transfer_id=row.transfer_id,
        memo=row.memo,
        state=JobState(row.state),
        attempts=row.attempts,
        run_after_ms=row.run_after_ms,
        last_error=row.last_error,
    )
