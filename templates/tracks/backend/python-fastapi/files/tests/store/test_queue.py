"""The receipt queue: leases, fences, waits, numbers, and jobs that are given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import IntegrityError

from ledger.domain.book import ReceiptState
from ledger.domain.receipts import Job, JobState
from ledger.services.receipts import QueueRules, ReceiptService, Step
from ledger.worker import Worker, preparation
from tests.books import Book, World, faults_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID


def nothing(_job: Job) -> None:
    """Prepare a receipt without work."""


def broken(_job: Job) -> None:
    raise ValueError("the printer is on fire")


class Queue:
    """The queue of one book, worked on with a given preparation."""

    def __init__(self, book: Book, world: World, prepare: Callable[[Job], None] = nothing) -> None:
        self.book = book
        self.service = ReceiptService(book.parts.store, world.surroundings(), QueueRules(), prepare)

    def step(self) -> Step:
        return self.service.work_once()[0]

    def state(self, transfer_id: UUID) -> tuple[str, int, int | None]:
        receipt = self.service.get(self.book.user_id, transfer_id)
        return receipt.state.value, receipt.attempts, receipt.number


@pytest.fixture
def paid(book: Book) -> UUID:
    return book.move(book.account("Owner", funding=True), book.account("Till"), 500, memo="Rent").id


def test_a_receipt_is_numbered_and_shown_as_a_new_version(book: Book, world: World, paid: UUID) -> None:
    queue = Queue(book, world)
    assert queue.state(paid) == ("queued", 0, None)
    assert (queue.step(), queue.step()) == (Step.ISSUED, Step.IDLE)
    assert queue.state(paid) == ("issued", 1, 1)
    after = book.transfer(paid)
    assert (after.receipt, after.version) == (ReceiptState.ISSUED, 2)


def test_a_job_whose_worker_vanished_is_taken_again_after_the_lease(book: Book, world: World, paid: UUID) -> None:
    vanished = Queue(book, world)
    assert vanished.service._claim()[1] is not None
    other = Queue(book, world)
    world.pass_time(seconds=29.9)
    assert other.step() is Step.IDLE, "the lease still holds"
    world.pass_time(seconds=0.1)
    assert other.step() is Step.ISSUED
    assert other.state(paid) == ("issued", 2, 1)


@pytest.mark.parametrize("outcome", [nothing, broken])
def test_a_worker_that_outslept_its_lease_changes_nothing(
    book: Book, world: World, paid: UUID, outcome: Callable[[Job], None]
) -> None:
    def sleep(job: Job) -> None:
        world.pass_time(seconds=31)
        assert Queue(book, world).step() is Step.ISSUED
        outcome(job)

    assert Queue(book, world, sleep).step() is Step.LOST
    assert Queue(book, world).state(paid) == ("issued", 2, 1)
    assert book.transfer(paid).version == 2


def test_a_second_claim_moves_the_fence_even_while_nothing_is_finished(book: Book, world: World, paid: UUID) -> None:
    def sleep(_job: Job) -> None:
        world.pass_time(seconds=31)
        assert Queue(book, world).service._claim()[1] is not None

    assert Queue(book, world, sleep).step() is Step.LOST
    assert Queue(book, world).state(paid) == ("queued", 2, None)


def test_a_failing_job_waits_longer_each_time_and_dies_after_five(book: Book, world: World, paid: UUID) -> None:
    queue = Queue(book, world, broken)
    waits = []
    for expected in (Step.FAILED, Step.FAILED, Step.FAILED, Step.FAILED, Step.DEAD):
        assert queue.step() is expected
        waited = 0.0
        while expected is Step.FAILED and not _is_due(queue, world):
            world.pass_time(seconds=0.5)
            waited += 0.5
        waits.append(waited)
    assert waits == [2, 4, 8, 16, 0]
    world.pass_time(seconds=100_000)
    assert queue.step() is Step.IDLE
    assert queue.state(paid) == ("dead", 5, None)
    assert book.transfer(paid).version == 2
    [job] = queue.service.jobs_in(JobState.DEAD)
    assert job.last_error == "ValueError: the printer is on fire"


def test_a_dead_job_gets_a_new_start_once(book: Book, world: World, paid: UUID) -> None:
    queue = Queue(book, world, broken)
    for _ in range(5):
        queue.step()
        world.pass_time(seconds=400)
    [job] = queue.service.jobs_in(JobState.DEAD)
    assert [queue.service.retry(job.id) for _ in range(2)] == [True, False]
    assert queue.state(paid) == ("queued", 0, None)
    assert Queue(book, world).step() is Step.ISSUED
    assert queue.state(paid) == ("issued", 1, 1)
    assert book.transfer(paid).version == 4


def test_a_job_that_kills_its_worker_every_time_is_buried_by_the_next(book: Book, world: World, paid: UUID) -> None:
    queue = Queue(book, world)
    for _ in range(5):
        queue.service._claim()
        world.pass_time(seconds=30)
    assert queue.step() is Step.DEAD
    assert queue.state(paid) == ("dead", 5, None)


def test_a_poison_job_does_not_delay_the_others(book: Book, world: World, funded: tuple[UUID, UUID]) -> None:
    queue = Queue(book, world, preparation(1, "poison"))
    poison = book.move(*funded, 1, memo="poison").id
    others = [book.move(*funded, 1).id for _ in range(3)]
    steps = [queue.step() for _ in range(6)]
    assert steps.count(Step.FAILED) == 1
    assert steps[-1] is Step.IDLE
    assert [queue.state(one)[0] for one in [poison, *others]] == ["queued", "issued", "issued", "issued"]


def test_a_number_that_was_not_used_is_given_back(book: Book, world: World, funded: tuple[UUID, UUID]) -> None:
    first = book.move(*funded, 1).id
    queue = Queue(book, world)
    broke = RuntimeError("the power failed")
    with pytest.raises(RuntimeError), book.parts.store.write() as unit:
        unit.jobs.take_number(book.user_id)
        raise broke
    while queue.step() is Step.ISSUED:
        pass
    assert queue.state(first)[2] == 2, "after the receipt of the transfer that funded the account"


def test_a_transfer_cannot_get_two_receipts(book: Book, world: World, paid: UUID) -> None:
    queue = Queue(book, world)
    queue.step()
    [job] = queue.service.jobs_in(JobState.DONE)
    with pytest.raises(IntegrityError), book.parts.store.write() as unit:
        unit.jobs.add_receipt(job, unit.jobs.take_number(book.user_id), world.now)
    assert queue.state(paid)[2] == 1


def test_a_worker_goes_on_after_a_fault_and_stops_when_told(book: Book, world: World, paid: UUID) -> None:
    queue = Queue(book, world)
    turns: list[str] = []

    def sweep() -> int:
        turns.append("sweep")
        if len(turns) == 1:
            raise RuntimeError("the database was away")
        return 0

    worker = Worker(queue.service, sweep)
    worker._stop.wait = _stop_after(worker, 2)  # type: ignore[method-assign,assignment]
    worker.run()
    assert queue.state(paid)[0] == "issued"
    assert faults_of(book.parts.engine) == []


def _stop_after(worker: Worker, pauses: int) -> Callable[[float | None], bool]:
    left = iter(range(pauses - 1, -1, -1))

    def pause(_seconds: float | None = None) -> bool:
        if next(left) == 0:
            worker.stop()
        return False

    return pause


def _is_due(queue: Queue, world: World) -> bool:
    with queue.book.parts.store.read() as unit:
        return unit.jobs.next_due(world.now) is not None
