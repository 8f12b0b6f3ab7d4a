"""Moving money: rules and their order, and keys that make repeating safe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contract.client import new_key, transfer_body
from tests.harness import wait_until

if TYPE_CHECKING:
    from tests.contract.client import Person

NOBODYS = "019aaf3c-7b1e-7c40-8f0e-2d9a6a1f0c11"


def test_a_transfer_moves_money_once(alice: Person) -> None:
    source, target = alice.account("Sales", balance=1_000), alice.account("Rent")
    made = alice.move(source, target, 250, memo="Rent December")
    transfer = made.body
    assert (transfer["amount_minor"], transfer["currency"], transfer["memo"]) == (250, "EUR", "Rent December")
    assert (transfer["status"], transfer["reverses"], transfer["reversed_by"]) == ("posted", None, None)
    assert transfer["source"] == {"id": source, "name": "Sales"}
    assert transfer["target"] == {"id": target, "name": "Rent"}
    assert made.headers["location"] == f"/v1/transfers/{transfer['id']}"
    assert (alice.balance(source), alice.balance(target)) == (750, 250)


def test_a_memo_may_be_null_or_absent(alice: Person) -> None:
    source, target = alice.account("Cash", balance=10), alice.account("Safe")
    assert alice.moved(source, target, 1, memo=None)["memo"] is None
    assert alice.moved(source, target, 1)["memo"] is None
    assert alice.moved(source, target, 1, memo="Brötchen, 三個 🥖")["memo"] == "Brötchen, 三個 🥖"


def test_a_funding_account_may_be_negative_and_no_other(alice: Person) -> None:
    funding, account = alice.funding("EUR"), alice.account("Wages")
    before = alice.balance(funding)
    alice.moved(funding, account, 100)
    assert alice.balance(funding) == before - 100
    alice.move(account, funding, 101).problem(409, "insufficient-funds")
    alice.moved(account, funding, 100)
    assert (alice.balance(account), alice.balance(funding)) == (0, before)


def test_names_on_a_transfer_are_those_of_its_time(alice: Person) -> None:
    source, target = alice.account("Old name", balance=10), alice.account("Tips")
    transfer = alice.moved(source, target, 10)
    alice.patch(f"/v1/accounts/{source}", {"name": "New name"}, "*")
    assert alice.get(f"/v1/transfers/{transfer['id']}").body["source"] == {"id": source, "name": "Old name"}
    listed = next(row for row in alice.walk("/v1/transfers", account_id=source) if row["id"] == transfer["id"])
    assert listed["source"]["name"] == "Old name"


def test_accounts_of_nobody_and_of_others_are_not_found(alice: Person, bruno: Person) -> None:
    mine, foreign = alice.account("Mine", balance=10), bruno.account("His", balance=10)
    for source, target in ((mine, NOBODYS), (NOBODYS, mine), (mine, foreign), (foreign, mine), (NOBODYS, NOBODYS)):
        alice.move(source, target, 5).problem(404, "account-not-found")
    assert (alice.balance(mine), bruno.balance(foreign)) == (10, 10)


def test_rules_are_checked_in_the_order_of_the_contract(alice: Person) -> None:
    eur, gbp, frozen = alice.account("E"), alice.account("G", "GBP"), alice.account("F")
    alice.patch(f"/v1/accounts/{frozen}", {"status": "frozen"}, "*")
    frozen_gbp = alice.account("FG", "GBP")
    alice.patch(f"/v1/accounts/{frozen_gbp}", {"status": "frozen"}, "*")
    alice.move(frozen, frozen, 5, "GBP").problem(409, "same-account")
    alice.move(eur, frozen_gbp, 5).problem(409, "currency-mismatch")
    alice.move(frozen, gbp, 5, "GBP").problem(409, "currency-mismatch")
    alice.move(eur, frozen, 5, "USD").problem(409, "currency-mismatch")
    alice.move(frozen, eur, 5).problem(409, "account-frozen")
    alice.move(eur, frozen, 5).problem(409, "account-frozen")
    alice.move(eur, alice.account("E2"), 5).problem(409, "insufficient-funds")


def test_exactly_the_balance_can_be_spent(alice: Person) -> None:
    source, target = alice.account("Purse", balance=30), alice.account("Shop")
    alice.move(source, target, 31).problem(409, "insufficient-funds")
    assert alice.move(source, target, 30).status == 201
    alice.move(source, target, 1).problem(409, "insufficient-funds")
    assert (alice.balance(source), alice.balance(target)) == (0, 30)


def test_the_largest_amount_passes(alice: Person) -> None:
    target = alice.account("Vault", "KWD", balance=100_000_000_000)
    assert alice.balance(target) == 100_000_000_000


def test_a_repeated_key_gives_the_same_bytes(alice: Person) -> None:
    source, target = alice.account("From", balance=100), alice.account("To")
    key = new_key()
    answers = [alice.move(source, target, 10, key=key) for _ in range(3)]
    assert {answer.status for answer in answers} == {201}
    assert len({(answer.raw, answer.etag, answer.headers["location"]) for answer in answers}) == 1
    assert [answer.replayed for answer in answers] == [False, True, True]
    assert len({answer.headers["x-request-id"] for answer in answers}) == 3
    assert alice.balance(target) == 10


def test_a_repeated_answer_is_the_first_one_even_after_changes(alice: Person) -> None:
    source, target = alice.account("From", balance=100), alice.account("To")
    key = new_key()
    first = alice.move(source, target, 10, key=key)
    assert alice.reverse(first.body["id"]).status == 201
    assert alice.move(source, target, 10, key=key).raw == first.raw
    assert alice.balance(target) == 0


def test_a_key_belongs_to_one_request(alice: Person) -> None:
    source, target = alice.account("From", balance=100), alice.account("To")
    key = new_key()
    first = alice.moved(source, target, 10, key=key)
    alice.move(source, target, 11, key=key).problem(422, "idempotency-key-reused")
    alice.move(source, target, 10, key=key, memo="More").problem(422, "idempotency-key-reused")
    alice.reverse(first["id"], key=key).problem(422, "idempotency-key-reused")
    body = {"name": "X", "currency": "EUR"}
    alice.post("/v1/accounts", body, key).problem(422, "idempotency-key-reused")
    assert alice.balance(target) == 10


def test_a_key_belongs_to_one_path(alice: Person) -> None:
    # Two reversals have the same method and body: only the path tells them apart.
    source, target = alice.account("From", balance=100), alice.account("To")
    one, two = alice.moved(source, target, 10), alice.moved(source, target, 20)
    key = new_key()
    assert alice.reverse(one["id"], key=key).status == 201
    alice.reverse(two["id"], key=key).problem(422, "idempotency-key-reused")
    assert alice.balance(target) == 20


def test_two_people_may_use_one_key(alice: Person, bruno: Person) -> None:
    key = new_key()
    made = []
    for person in (alice, bruno):
        source, target = person.account("From", balance=100), person.account("To")
        made.append(person.move(source, target, 10, key=key))
    assert [(answer.status, answer.replayed) for answer in made] == [(201, False), (201, False)]
    assert made[0].body["id"] != made[1].body["id"]


def test_a_refusal_does_not_use_up_the_key(alice: Person) -> None:
    source, target = alice.account("Poor"), alice.account("Shop")
    key = new_key()
    alice.move(source, target, 10, key=key).problem(409, "insufficient-funds")
    alice.moved(alice.funding("EUR"), source, 10)
    later = alice.move(source, target, 10, key=key)
    assert (later.status, later.replayed) == (201, False)


@pytest.mark.parametrize("key", ["", "short", "has space in it", "x" * 129, "semi;colon;key", "ключ-ключ".encode()])
def test_a_key_must_be_there_and_well_formed(alice: Person, key: str | bytes) -> None:
    for path in ("/v1/accounts", "/v1/transfers", f"/v1/transfers/{NOBODYS}/reversal"):
        answer = alice.client.send("POST", path, token=alice.token, body={}, headers={"idempotency-key": key})
        answer.problem(400, "idempotency-key-required")


@pytest.mark.parametrize("key", ["12345678", "x" * 128, "A-z.0_9~end"])
def test_a_key_may_have_8_to_128_plain_characters(alice: Person, bruno: Person, key: str) -> None:
    mine = f"{key[:-4]}{new_key()[-4:]}"  # so that a second run meets no record of the first
    body = transfer_body(bruno.account("Not hers"), alice.account("Hers"), 1)
    alice.post("/v1/transfers", body, mine).problem(404, "account-not-found")


def test_one_transfer_is_cached_by_its_tag(alice: Person) -> None:
    source, target = alice.account("From", balance=100), alice.account("To")
    path = f"/v1/transfers/{alice.moved(source, target, 1)['id']}"
    # The issue of the receipt raises the version a last time.
    wait_until(lambda: alice.get(path).body["receipt"] == "issued", "a receipt; is a worker running?")
    tag = alice.get(path).etag
    assert alice.get_unless(path, tag).status == 304
    assert alice.get_unless(path, '"v0"').status == 200


def test_foreign_and_unknown_transfers_are_not_found(alice: Person, bruno: Person) -> None:
    source, target = alice.account("From", balance=100), alice.account("To")
    foreign = alice.moved(source, target, 1)["id"]
    for transfer_id in (foreign, NOBODYS):
        bruno.get(f"/v1/transfers/{transfer_id}").problem(404, "transfer-not-found")
        bruno.get(f"/v1/transfers/{transfer_id}/receipt").problem(404, "transfer-not-found")
        bruno.reverse(transfer_id).problem(404, "transfer-not-found")
    assert alice.get(f"/v1/transfers/{foreign}").body["status"] == "posted"
