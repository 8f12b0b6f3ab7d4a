"""Undoing a transfer by an opposite one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contract.client import new_key

if TYPE_CHECKING:
    from tests.contract.client import Person


def test_a_reversal_is_an_opposite_transfer_and_both_name_each_other(alice: Person) -> None:
    source, target = alice.account("Till", balance=100), alice.account("Supplier")
    first = alice.moved(source, target, 40, memo="Flour")
    answer = alice.reverse(first["id"], "Delivered spoiled")
    undo = answer.body
    assert answer.headers["location"] == f"/v1/transfers/{undo['id']}"
    assert (undo["source"], undo["target"]) == (first["target"], first["source"])
    assert (undo["amount_minor"], undo["memo"], undo["status"]) == (40, "Delivered spoiled", "posted")
    assert (undo["reverses"], undo["reversed_by"]) == (first["id"], None)
    after = alice.get(f"/v1/transfers/{first['id']}").body
    assert (after["status"], after["reversed_by"], after["memo"]) == ("reversed", undo["id"], "Flour")
    assert after["version"] > first["version"]
    assert (alice.balance(source), alice.balance(target)) == (100, 0)


def test_a_transfer_is_reversed_once(alice: Person) -> None:
    source, target = alice.account("Till", balance=100), alice.account("Supplier")
    first = alice.moved(source, target, 40)
    assert alice.reverse(first["id"]).status == 201
    alice.reverse(first["id"]).problem(409, "already-reversed")
    assert alice.balance(source) == 100


def test_a_reversal_is_not_reversible(alice: Person) -> None:
    source, target = alice.account("Till", balance=100), alice.account("Supplier")
    undo = alice.reverse(alice.moved(source, target, 40)["id"]).body
    alice.reverse(undo["id"]).problem(409, "not-reversible")


def test_rules_are_checked_in_the_order_of_the_contract(alice: Person) -> None:
    source, target = alice.account("Till", balance=100), alice.account("Supplier")
    done, first = alice.moved(source, target, 30), alice.moved(source, target, 40)
    undo = alice.reverse(done["id"]).body
    alice.moved(target, alice.funding("EUR"), 40)
    alice.patch(f"/v1/accounts/{source}", {"status": "frozen"}, "*")
    alice.reverse(done["id"]).problem(409, "already-reversed")
    alice.reverse(undo["id"]).problem(409, "not-reversible")
    alice.reverse(first["id"]).problem(409, "account-frozen")
    alice.patch(f"/v1/accounts/{source}", {"status": "open"}, "*")
    alice.reverse(first["id"]).problem(409, "insufficient-funds")


def test_a_repeated_key_reverses_once(alice: Person) -> None:
    source, target = alice.account("Till", balance=100), alice.account("Supplier")
    first, key = alice.moved(source, target, 40), new_key()
    answers = [alice.reverse(first["id"], key=key) for _ in range(2)]
    assert [answer.status for answer in answers] == [201, 201]
    assert answers[0].raw == answers[1].raw
    assert [answer.replayed for answer in answers] == [False, True]
    alice.reverse(first["id"], "Another reason", key=key).problem(422, "idempotency-key-reused")


@pytest.mark.parametrize(
    "body", [{}, {"reason": ""}, {"reason": None}, {"reason": "x" * 81}, {"reason": "x", "why": 1}]
)
def test_a_reversal_needs_a_reason(alice: Person, body: dict[str, object]) -> None:
    source, target = alice.account("Till", balance=1), alice.account("Supplier")
    first = alice.moved(source, target, 1)
    assert alice.post(f"/v1/transfers/{first['id']}/reversal", body).faults()
    assert alice.get(f"/v1/transfers/{first['id']}").body["status"] == "posted"
