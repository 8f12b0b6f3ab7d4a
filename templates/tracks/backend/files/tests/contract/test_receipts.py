"""Receipts are made by a worker a moment after the transfer. A worker must be running."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.harness import wait_until

if TYPE_CHECKING:
    from tests.contract.client import Person


def issued(person: Person, transfer_id: str) -> dict[str, Any]:
    """Wait for the receipt of a transfer."""

    def look() -> dict[str, Any] | None:
        receipt: dict[str, Any] = person.get(f"/v1/transfers/{transfer_id}/receipt").body
        return receipt if receipt["state"] == "issued" else None

    return wait_until(look, f"a receipt for {transfer_id}; is a worker running?")


def test_each_transfer_gets_one_receipt(alice: Person) -> None:
    source, target = alice.account("Till", balance=100), alice.account("Shop")
    transfer = alice.moved(source, target, 1)
    assert transfer["receipt"] == "queued"
    receipt = issued(alice, transfer["id"])
    assert receipt["transfer_id"] == transfer["id"]
    assert receipt["attempts"] >= 1
    assert receipt["issued_at"] >= transfer["created_at"][:19]
    assert issued(alice, transfer["id"]) == receipt


def test_the_issue_raises_the_version_of_the_transfer(alice: Person) -> None:
    source, target = alice.account("Till", balance=100), alice.account("Shop")
    transfer = alice.moved(source, target, 1)
    issued(alice, transfer["id"])
    path = f"/v1/transfers/{transfer['id']}"
    after = alice.get_unless(path, f'"v{transfer["version"]}"')
    assert (after.status, after.body["receipt"]) == (200, "issued")
    assert after.body["version"] > transfer["version"]


def test_a_reversal_gets_a_receipt_too_and_the_first_keeps_its_own(alice: Person) -> None:
    source, target = alice.account("Till", balance=100), alice.account("Shop")
    transfer = alice.moved(source, target, 1)
    first = issued(alice, transfer["id"])
    undo = issued(alice, alice.reverse(transfer["id"]).body["id"])
    assert undo["number"] > first["number"]
    assert issued(alice, transfer["id"]) == first


def test_numbers_count_up_within_a_book_without_gaps(alice: Person, bruno: Person) -> None:
    for person in (alice, bruno):
        source, target = person.account("Till", balance=10), person.account("Shop")
        for _ in range(3):
            person.moved(source, target, 1)
        receipts = [issued(person, row["id"]) for row in person.walk("/v1/transfers")]
        numbers = sorted(int(receipt["number"].removeprefix("R-")) for receipt in receipts)
        assert numbers == list(range(1, len(numbers) + 1))


def test_the_backlog_counts_receipts_by_state(bruno: Person) -> None:
    source, target = bruno.account("Till", balance=10), bruno.account("Shop")
    bruno.moved(source, target, 1)
    rows = bruno.walk("/v1/transfers")
    for row in rows:
        issued(bruno, row["id"])
    backlog = bruno.get("/v1/reports/receipts").body
    assert backlog == {"queued": 0, "issued": len(rows), "dead": 0, "oldest_queued_at": None}
    assert len(bruno.walk("/v1/transfers", receipt="issued")) == len(rows)
    assert bruno.walk("/v1/transfers", receipt="queued") == []
