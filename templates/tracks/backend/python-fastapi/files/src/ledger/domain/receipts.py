"""Receipts and the jobs that make them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from ledger.domain.book import ReceiptState


class JobState(StrEnum):
    """Where a job stands. A running job is a queued one whose time has not come again yet."""

    QUEUED = "queued"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Job:
    """The order to make one receipt.

    `run_after_ms` is the moment from which any worker may take the job. A claim moves it to the end of the
    lease, a failure to the next try: one column says "not before" for both.
    """

    id: UUID
    owner_id: UUID
    transfer_id: UUID
    memo: str | None
    state: JobState
    attempts: int
    run_after_ms: int
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to finish one job. `attempt` is the fence: a later claim makes an earlier lease worthless."""

    job: Job
    attempt: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is known about the receipt of one transfer."""

    transfer_id: UUID
    state: ReceiptState
    number: int | None
    attempts: int
    issued_ms: int | None


def write_number(number: int) -> str:
    """Write a receipt number as it is printed, for example R-000042."""
    return f"R-{number:06d}"
