"""Receipts under bad luck: killed, stopped and slow workers, receipts that cannot be made."""

from __future__ import annotations

import datetime as dt
import json
import signal
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.client import Client, Person
from tests.harness import Database, run, wait_until
from tests.process.crowd import by_hands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.harness import Databases, Driver, Lab

JOBS = 500
POISON = "Cannot be printed"
MINUTE_MS = "60000"
ATTEMPTS = 5
SECOND = dt.timedelta(seconds=1)


@pytest.fixture(scope="module")
def database(databases: Databases) -> Database:
    """The database of this module; each test leaves its queue empty."""
    return databases.new()


@pytest.fixture(scope="module")
def client(module_lab: Lab, database: Database) -> Iterator[Client]:
    """An API in a time zone half a day from UTC, which must not show."""
    api = module_lab.api(database, env={"TZ": "Pacific/Kiritimati"})
    with Client(api.url) as client:
        yield client


@pytest.fixture
def person(client: Client, register: Callable[[Client, str], Person]) -> Person:
    """Somebody with a fresh book."""
    return register(client, "Alice")


def receipt(person: Person, transfer_id: str) -> dict[str, Any]:
    """Read a receipt's state."""
    body: dict[str, Any] = person.get(f"/v1/transfers/{transfer_id}/receipt").body
    return body


def wait_for(person: Person, transfer_id: str, **wanted: object) -> dict[str, Any]:
    """Wait until a receipt looks like this."""

    def look() -> dict[str, Any] | None:
        seen = receipt(person, transfer_id)
        return seen if {name: seen[name] for name in wanted} == wanted else None

    return wait_until(look, f"a receipt with {wanted}")


def one_job(person: Person, memo: str = "Only one") -> str:
    """Queue one job: money that comes into the book."""
    transfer_id: str = person.moved(person.funding("EUR"), person.account("Till"), 5, memo=memo)["id"]
    return transfer_id


def drained(person: Person, **counts: int) -> None:
    """Wait until the backlog of a book shows these counts."""

    def look() -> bool:
        backlog = person.get("/v1/reports/receipts").body
        return {name: backlog[name] for name in counts} == counts

    wait_until(look, f"a backlog of {counts}")


def test_a_killed_worker_loses_no_receipt(person: Person, lab: Lab, database: Database) -> None:
    transfer_id = one_job(person)
    victim = lab.worker(database, {"LEASE_SECONDS": "1", "RECEIPT_HOLD_MS": MINUTE_MS})
    wait_for(person, transfer_id, attempts=1)
    victim.kill()
    assert receipt(person, transfer_id)["state"] == "queued"
    lab.worker(database, {"LEASE_SECONDS": "1"})
    done = wait_for(person, transfer_id, state="issued")
    assert (done["attempts"], done["number"]) == (2, "R-000001")


def test_a_worker_that_outslept_its_lease_changes_nothing(person: Person, lab: Lab, database: Database) -> None:
    transfer_id = one_job(person)
    sleeper = lab.worker(database, {"LEASE_SECONDS": "1", "RECEIPT_HOLD_MS": "2000"})
    wait_for(person, transfer_id, attempts=1)
    sleeper.signal(signal.SIGSTOP)
    # The job is not done when the sleeper wakes up, only no longer its own: its number alone tells it so.
    successor = lab.worker(database, {"LEASE_SECONDS": "1", "RECEIPT_HOLD_MS": MINUTE_MS})
    wait_for(person, transfer_id, attempts=2)
    before = person.get(f"/v1/transfers/{transfer_id}").raw
    sleeper.signal(signal.SIGTERM)  # so that it ends this job and takes no other
    sleeper.signal(signal.SIGCONT)
    assert sleeper.wait() == 0
    asleep = receipt(person, transfer_id)
    assert (asleep["state"], asleep["attempts"], asleep["number"]) == ("queued", 2, None)
    assert person.get(f"/v1/transfers/{transfer_id}").raw == before
    successor.kill()
    lab.worker(database)
    done = wait_for(person, transfer_id, state="issued")
    assert (done["attempts"], done["number"]) == (3, "R-000001")
    assert wait_for(person, one_job(person), state="issued")["number"] == "R-000002"


def test_a_worker_ends_its_job_before_it_stops(person: Person, lab: Lab, database: Database) -> None:
    transfer_id = one_job(person)
    worker = lab.worker(database, {"RECEIPT_HOLD_MS": "1000"})
    wait_for(person, transfer_id, attempts=1)
    later = one_job(person)
    worker.signal(signal.SIGTERM)
    assert receipt(person, transfer_id)["state"] == "queued", "the stop came too late to prove anything"
    assert worker.wait() == 0
    assert receipt(person, transfer_id)["state"] == "issued"
    assert receipt(person, later)["attempts"] == 0
    lab.worker(database)
    wait_for(person, later, state="issued")


def test_four_workers_number_five_hundred_receipts_without_a_gap(
    person: Person, client: Client, register: Callable[[Client, str], Person], lab: Lab, database: Database
) -> None:
    started = dt.datetime.now(dt.UTC)
    books = [(person, JOBS * 4 // 5), (register(client, "Bruno"), JOBS // 5)]
    for owner, jobs in books:
        funding, till = owner.funding("EUR"), owner.account("Till")
        moves = [partial(owner.moved, funding, till, amount) for amount in range(1, jobs + 1)]
        by_hands(moves, 8)
    # One receipt fails whoever tries; with two minutes' backoff it must hold up nobody else.
    poison = one_job(person, POISON)
    settings = {"RECEIPT_FAIL_MEMO": POISON, "RETRY_UNIT_MS": MINUTE_MS}
    for zone in ("Asia/Kolkata", "UTC", "America/St_Johns", ""):
        lab.worker(database, settings | {"TZ": zone})
    for owner, jobs in books:
        drained(owner, issued=jobs, dead=0)
    failed = wait_for(person, poison, attempts=1)
    assert (failed["state"], failed["number"], failed["issued_at"]) == ("queued", None, None)
    finished = dt.datetime.now(dt.UTC)
    for owner, jobs in books:
        rows = [row for row in owner.walk("/v1/transfers") if row["id"] != poison]
        receipts = by_hands([partial(receipt, owner, row["id"]) for row in rows], 8)
        numbers = sorted(str(seen["number"]) for seen in receipts)
        assert numbers == [f"R-{number:06d}" for number in range(1, jobs + 1)]
        assert {seen["attempts"] for seen in receipts} == {1}
        times = [row["created_at"] for row in rows] + [seen["issued_at"] for seen in receipts]
        assert all(started - SECOND <= dt.datetime.fromisoformat(time) <= finished + SECOND for time in times)


def test_a_receipt_that_always_fails_dies_and_can_be_retried(
    person: Person, lab: Lab, driver: Driver, database: Database
) -> None:
    poison, fine = one_job(person, POISON), one_job(person)
    worker = lab.worker(database, {"RECEIPT_FAIL_MEMO": POISON, "RETRY_UNIT_MS": "1"})
    dead = wait_for(person, poison, state="dead")
    assert (dead["attempts"], dead["number"]) == (ATTEMPTS, None)
    assert wait_for(person, fine, state="issued")["number"] == "R-000001"
    assert person.get(f"/v1/transfers/{poison}").body["receipt"] == "dead"
    drained(person, queued=0, issued=1, dead=1)
    assert worker.stop() == 0
    job = dead_job(driver, database, poison)
    done = run(driver, "retry_job", database.url, job=job)
    assert done.returncode == 0, done.stderr
    drained(person, queued=1, issued=1, dead=0)
    lab.worker(database)
    assert wait_for(person, poison, state="issued")["number"] == "R-000002"


def dead_job(driver: Driver, database: Database, transfer_id: str) -> str:
    """Find the dead job of a transfer by the command for operators."""
    listed = run(driver, "dead_jobs", database.url)
    assert listed.returncode == 0, listed.stderr
    jobs = [job for job in json.loads(listed.stdout) if job["transfer_id"] == transfer_id]
    assert len(jobs) == 1, listed.stdout
    return str(jobs[0]["id"])
