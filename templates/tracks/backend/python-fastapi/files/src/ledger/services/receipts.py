"""Receipts: reading them, and the work of the queue that makes them.

A job is worked on in two units. The first claims it: the attempt is counted and the job hidden for the length of
a lease. The second finishes it, but only if the attempt is still the one that was claimed. A worker that was
asleep past its lease finds the fence moved and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from ledger.domain import errors
from ledger.domain.book import ReceiptState
from ledger.domain.receipts import Job, JobState, Lease
from ledger.domain.schedule import backoff_ms, is_exhausted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from ledger.domain.receipts import Receipt
    from ledger.services.ports import Store, Surroundings, UnitOfWork


class Step(StrEnum):
    """What became of one turn at the queue."""

    IDLE = "idle"
    ISSUED = "issued"
    FAILED = "failed"
    DEAD = "dead"
    LOST = "lost"


class LostLease(Exception):  # noqa: N818 - losing a lease is an expected outcome
    """Somebody else has taken the job since; nothing may be written."""


@dataclass(frozen=True, slots=True)
class QueueRules:
    """How patient the queue is."""

    lease_ms: int = 30_000
    retry_unit_ms: int = 1_000


class ReceiptService:
    """The queue and what comes out of it. `prepare` is the work that a receipt needs before it is written."""

    def __init__(self, store: Store, around: Surroundings, rules: QueueRules, prepare: Callable[[Job], None]) -> None:
        self._store = store
        self._around = around
        self._rules = rules
        self._prepare = prepare

    def get(self, user_id: UUID, transfer_id: UUID) -> Receipt:
        """Read the receipt of a transfer, made or not."""
        with self._store.read() as unit:
            receipt = unit.jobs.receipt(user_id, transfer_id)
        if receipt is None:
            message = "There is no such transfer in this book."
            raise errors.TransferNotFound(message)
        return receipt

    def work_once(self) -> tuple[Step, Job | None]:
        """Take one job that is due and bring it one step further."""
        step, lease = self._claim()
        if lease is None or step is not Step.IDLE:
            return step, lease.job if lease else None
        try:
            self._prepare(lease.job)
        except Exception as fault:  # noqa: BLE001 - whatever breaks one receipt must not stop the worker
            return self._settle(lease, f"{type(fault).__name__}: {fault}")
        return self._settle(lease, None)

    def jobs_in(self, state: JobState, limit: int = 1000) -> Sequence[Job]:
        """List jobs for the operator."""
        with self._store.read() as unit:
            return unit.jobs.all_in(state, limit)

    def retry(self, job_id: UUID) -> bool:
        """Give a dead job a new start; False if it is not dead."""
        with self._store.write() as unit:
            job = unit.jobs.retry(job_id, self._around.now_ms())
            if job is None:
                return False
            _mark(unit, job, ReceiptState.QUEUED)
        return True

    def _claim(self) -> tuple[Step, Lease | None]:
        now = self._around.now_ms()
        with self._store.write() as unit:
            job = unit.jobs.next_due(now)
            if job is None:
                return Step.IDLE, None
            if is_exhausted(job.attempts):
                # Its worker died in every attempt and could not say so: nobody else would ever bury it.
                lease = Lease(job, job.attempts)
                self._bury(unit, lease, job.last_error or "the worker ended in the middle of every attempt")
                return Step.DEAD, lease
            lease = Lease(job, job.attempts + 1)
            unit.jobs.lease(job.id, lease.attempt, now + self._rules.lease_ms)
        return Step.IDLE, lease

    def _settle(self, lease: Lease, fault: str | None) -> tuple[Step, Job]:
        try:
            with self._store.write() as unit:
                step = self._issue(unit, lease) if fault is None else self._fail(unit, lease, fault)
        except LostLease:
            step = Step.LOST
        return step, replace(lease.job, attempts=lease.attempt, last_error=fault)

    def _issue(self, unit: UnitOfWork, lease: Lease) -> Step:
        """Write the receipt in the unit that closes the job, so that no number is lost or used twice."""
        now = self._around.now_ms()
        _move(unit, lease, JobState.DONE, now, None)
        unit.jobs.add_receipt(lease.job, unit.jobs.take_number(lease.job.owner_id), now)
        _mark(unit, lease.job, ReceiptState.ISSUED)
        return Step.ISSUED

    def _fail(self, unit: UnitOfWork, lease: Lease, fault: str) -> Step:
        if is_exhausted(lease.attempt):
            self._bury(unit, lease, fault)
            return Step.DEAD
        wait = backoff_ms(lease.attempt, self._around.chance(), self._rules.retry_unit_ms)
        _move(unit, lease, JobState.QUEUED, self._around.now_ms() + wait, fault)
        return Step.FAILED

    def _bury(self, unit: UnitOfWork, lease: Lease, fault: str) -> None:
        _move(unit, lease, JobState.DEAD, self._around.now_ms(), fault)
        _mark(unit, lease.job, ReceiptState.DEAD)


def _move(unit: UnitOfWork, lease: Lease, state: JobState, run_after_ms: int, fault: str | None) -> None:
    if not unit.jobs.move(lease, state, run_after_ms, fault):
        raise LostLease


def _mark(unit: UnitOfWork, job: Job, receipt: ReceiptState) -> None:
    """Show the new state on the transfer, which is a visible change and so a new version."""
    transfer = unit.transfers.lock(job.owner_id, job.transfer_id)
    if transfer is None:
        raise LostLease
    unit.transfers.save(replace(transfer, receipt=receipt, version=transfer.version + 1))
