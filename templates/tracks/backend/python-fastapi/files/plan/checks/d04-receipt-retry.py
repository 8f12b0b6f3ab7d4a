"""Acceptance check of d04-receipt-retry: a dead receipt can be tried again by whoever owns the book.

POST /v1/transfers/{transfer_id}/receipt/retry answers 202 for a dead receipt, which is then issued once with the next
number; two who press the button at the same moment start one job.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.client import CONTRACT, Client, Person, new_key
from tests.harness import Databases, Driver, Lab, wait_until
from tests.process.crowd import at_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.contract.validate import Answer
    from tests.harness import Database

PATH = "/v1/transfers/{transfer_id}/receipt/retry"
POISON = "Cannot be printed"
NOBODY = "019aaf3c-7b1e-7c40-8f0e-2d9a6a1f0c11"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with Lab(Driver.load(), tmp_path) as lab:
        yield lab


@pytest.fixture
def database(lab: Lab, tmp_path: Path) -> Iterator[Database]:
    made = Databases(lab.driver, tmp_path)
    yield made.new()
    made.drop()


@pytest.fixture
def clients(lab: Lab, database: Database) -> Iterator[tuple[Client, Client]]:
    """Two API processes on one database."""
    first, second = lab.api(database), lab.api(database)
    with Client(first.url) as one, Client(second.url) as other:
        yield one, other


@pytest.fixture
def mira(clients: tuple[Client, Client]) -> Person:
    return Person.registered(clients[0], "Mira")


def retry(person: Person, transfer_id: str, key: str | None = None) -> Answer:
    """Press the button: a POST without a body."""
    return person.client.send(
        "POST", PATH.format(transfer_id=transfer_id), token=person.token, headers={"idempotency-key": key or new_key()}
    )


def receipt(person: Person, transfer_id: str) -> dict[str, Any]:
    body: dict[str, Any] = person.get(f"/v1/transfers/{transfer_id}/receipt").body
    return body


def paid(person: Person, memo: str) -> str:
    """Queue one receipt: money that comes into the book."""
    transfer_id: str = person.moved(person.funding("EUR"), person.account("Till"), 5, memo=memo)["id"]
    return transfer_id


def reached(person: Person, transfer_id: str, state: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        seen = receipt(person, transfer_id)
        return seen if seen["state"] == state else None

    return wait_until(look, f"a receipt that is {state}", 20)


def die(lab: Lab, database: Database, person: Person, transfer_id: str) -> None:
    """Let a worker fail on a receipt until it gives up, and end the worker."""
    worker = lab.worker(database, {"RECEIPT_FAIL_MEMO": POISON, "RETRY_UNIT_MS": "1"})
    reached(person, transfer_id, "dead")
    worker.stop()


def expect_offered(answer: Answer) -> None:
    assert answer.status == 202, f"the retry is missing: POST {PATH} answers {answer.status}"


def test_the_contract_has_the_retry() -> None:
    operations = CONTRACT.document["paths"].get(PATH, {})
    assert "post" in operations, f"contract/openapi.yaml has no POST {PATH}"
    responses = operations["post"]["responses"].keys()
    assert {"202", "400", "401", "404", "409", "422", "429"} <= responses
    types = CONTRACT.document["components"]["schemas"]["ProblemType"]["enum"]
    assert "/problems/receipt-not-dead" in types, "the contract has no problem type /problems/receipt-not-dead"


def test_a_dead_receipt_is_issued_after_all(lab: Lab, database: Database, mira: Person) -> None:
    poison, fine = paid(mira, POISON), paid(mira, "Rent")
    die(lab, database, mira, poison)
    assert reached(mira, fine, "issued")["number"] == "R-000001"
    before = mira.get(f"/v1/transfers/{poison}").body["version"]
    answer = retry(mira, poison)
    expect_offered(answer)
    queued = {"transfer_id": poison, "state": "queued", "number": None, "attempts": 0, "issued_at": None}
    assert answer.body == queued, "the answer is the receipt as it stands now"
    assert receipt(mira, poison) == queued
    shown = mira.get(f"/v1/transfers/{poison}").body
    assert shown["receipt"] == "queued"
    assert shown["version"] > before, "a visible change of the transfer is a new version"
    lab.worker(database)
    assert reached(mira, poison, "issued")["number"] == "R-000002", "numbers have no gap"
    later = paid(mira, "Power")
    assert reached(mira, later, "issued")["number"] == "R-000003"


def test_only_a_dead_receipt_can_be_tried_again(lab: Lab, database: Database, mira: Person) -> None:
    waiting = paid(mira, POISON)
    early = retry(mira, waiting)
    assert early.status != 404, f"the retry is missing: POST {PATH} answers {early.status}"
    early.problem(409, "receipt-not-dead")
    die(lab, database, mira, waiting)
    expect_offered(retry(mira, waiting))
    retry(mira, waiting).problem(409, "receipt-not-dead")
    lab.worker(database)
    reached(mira, waiting, "issued")
    retry(mira, waiting).problem(409, "receipt-not-dead")


def test_other_people_cannot_press_the_button(lab: Lab, database: Database, mira: Person) -> None:
    poison = paid(mira, POISON)
    die(lab, database, mira, poison)
    noor = Person.registered(mira.client, "Noor")
    path = PATH.format(transfer_id=poison)
    unsigned = mira.client.send("POST", path, headers={"idempotency-key": new_key()})
    assert unsigned.status == 401, f"the retry is missing: POST {PATH} answers {unsigned.status} without a token"
    retry(noor, poison).problem(404, "transfer-not-found")
    retry(mira, NOBODY).problem(404, "transfer-not-found")
    mira.client.send("POST", path, token=mira.token).problem(400, "idempotency-key-required")
    assert receipt(mira, poison)["state"] == "dead", "none of these may have changed anything"


def test_a_repeated_key_gives_the_same_answer(lab: Lab, database: Database, mira: Person) -> None:
    poison = paid(mira, POISON)
    die(lab, database, mira, poison)
    key = new_key()
    first = retry(mira, poison, key)
    expect_offered(first)
    die(lab, database, mira, poison)
    second = retry(mira, poison, key)
    assert (second.status, second.raw, second.replayed) == (202, first.raw, True)
    assert receipt(mira, poison)["state"] == "dead", "a repeated answer does nothing"


def test_two_at_once_start_one_job(lab: Lab, database: Database, mira: Person, clients: tuple[Client, Client]) -> None:
    """Again and again, because a race that is lost now and then is still a race."""
    people = [mira.at(client) for client in clients]
    transfers = [paid(mira, POISON) for _ in range(6)]
    worker = lab.worker(database, {"RECEIPT_FAIL_MEMO": POISON, "RETRY_UNIT_MS": "1"})
    for transfer_id in transfers:
        reached(mira, transfer_id, "dead")
    worker.stop()
    for transfer_id in transfers:
        answers = at_once([partial(retry, person, transfer_id) for person in people * 2])
        statuses = sorted(answer.status for answer in answers)
        assert 202 in statuses, f"the retry is missing: POST {PATH} answers {statuses}"
        assert statuses == [202, 409, 409, 409], "exactly one of four starts the job"
    lab.worker(database)
    receipts = [reached(mira, transfer_id, "issued") for transfer_id in transfers]
    assert {seen["attempts"] for seen in receipts} == {1}
    assert sorted(seen["number"] for seen in receipts) == [f"R-{number:06d}" for number in range(1, 7)]
