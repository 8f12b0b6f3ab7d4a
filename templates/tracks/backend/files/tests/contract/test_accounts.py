"""Accounts: opening, reading with entity tags, changing under a guard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contract.client import new_key

if TYPE_CHECKING:
    from tests.contract.client import Client, Person

NOBODYS = "/v1/accounts/019aaf3c-7b1e-7c40-8f0e-2d9a6a1f0c11"


def test_a_new_account_is_open_and_empty(alice: Person) -> None:
    made = alice.post("/v1/accounts", {"name": "Flour", "currency": "EUR"})
    assert made.status == 201
    account = made.body
    assert (account["kind"], account["status"], account["balance_minor"]) == ("standard", "open", 0)
    assert made.headers["location"] == f"/v1/accounts/{account['id']}"
    assert made.etag == f'"v{account["version"]}"'
    read = alice.get(made.headers["location"])
    assert (read.body, read.etag) == (account, made.etag)


def test_a_repeated_key_opens_one_account(alice: Person) -> None:
    key, body = new_key(), {"name": "Sugar", "currency": "EUR"}
    first, again = (alice.post("/v1/accounts", body, key) for _ in range(2))
    assert (first.replayed, again.replayed) == (False, True)
    assert (first.raw, first.etag, first.headers["location"]) == (again.raw, again.etag, again.headers["location"])
    other = alice.post("/v1/accounts", body | {"name": "Salt"}, key)
    other.problem(422, "idempotency-key-reused")


def test_a_book_has_one_funding_account_per_currency(alice: Person, bruno: Person) -> None:
    body = {"name": "Bank", "currency": "GBP", "kind": "funding"}
    assert alice.post("/v1/accounts", body).status == 201
    alice.post("/v1/accounts", body).problem(409, "funding-account-exists")
    assert alice.post("/v1/accounts", body | {"currency": "JPY"}).status == 201
    assert bruno.post("/v1/accounts", body).status == 201


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": "\tTab"}, "/name"),
        ({"currency": "eur"}, "/currency"),
        ({"kind": "gold"}, "/kind"),
        ({"kind": None}, "/kind"),
    ],
    ids=str,
)
def test_a_new_account_must_fit_the_schema(alice: Person, changes: dict[str, object], pointer: str) -> None:
    faults = alice.post("/v1/accounts", {"name": "Jam", "currency": "EUR"} | changes).faults()
    assert {where for _, where, _ in faults} == {pointer}


def test_foreign_and_unknown_accounts_look_the_same(alice: Person, bruno: Person) -> None:
    foreign = f"/v1/accounts/{alice.account('Private')}"
    for path in (foreign, NOBODYS):
        bruno.get(path).problem(404, "account-not-found")
        bruno.patch(path, {"name": "Mine"}, "*").problem(404, "account-not-found")
    assert alice.get(foreign).body["name"] == "Private"


def test_nothing_is_read_or_written_without_a_token(client: Client) -> None:
    for method, path in (("GET", "/v1/accounts"), ("POST", "/v1/accounts"), ("GET", NOBODYS), ("PATCH", NOBODYS)):
        body: object = None if method == "GET" else {}
        client.send(method, path, body=body).problem(401, "unauthorized")


def test_lists_are_newest_first_and_filtered_by_currency(alice: Person) -> None:
    made = [alice.account(f"Shelf {number}", "KWD") for number in range(3)]
    rows = alice.walk("/v1/accounts", currency="KWD")
    assert [row["id"] for row in rows][:3] == made[::-1]
    assert {row["currency"] for row in rows} == {"KWD"}
    everything = [row["id"] for row in alice.walk("/v1/accounts")]
    assert everything == sorted(everything, reverse=True)
    assert set(made) < set(everything)
    alice.get("/v1/accounts", currency="ZZZ").problem(422, "validation")


def test_a_current_copy_is_not_sent_again(alice: Person) -> None:
    path = f"/v1/accounts/{alice.account('Yeast')}"
    tag = alice.get(path).etag
    for current in (tag, f"W/{tag}", "*", f'"v0", {tag}', f'"other",W/{tag} , "v0"'):
        answer = alice.get_unless(path, current)
        assert (answer.status, answer.raw, answer.etag) == (304, b"", tag), current
    for stale in ('"v0"', tag.strip('"'), '"*"', f'"x{tag[1:]}'):
        assert alice.get_unless(path, stale).status == 200, stale


def test_a_change_needs_the_current_tag(alice: Person) -> None:
    path = f"/v1/accounts/{alice.account('Butter')}"
    old = alice.get(path).etag
    alice.patch(path, {"name": "Cream"}).problem(428, "precondition-required")
    alice.patch(path, {"name": "Cream"}, '"v0"').problem(412, "precondition-failed")
    alice.patch(path, {"name": "Cream"}, f"W/{old}").problem(412, "precondition-failed")
    changed = alice.patch(path, {"name": "Cream"}, f'"v0", {old}')
    assert (changed.status, changed.body["name"]) == (200, "Cream")
    assert changed.etag != old
    alice.patch(path, {"name": "Milk"}, old).problem(412, "precondition-failed")
    assert alice.patch(path, {"name": "Milk"}, "*").status == 200
    assert alice.get(path).body["name"] == "Milk"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": None},
        {"status": None},
        {"status": "closed"},
        {"name": ""},
        {"currency": "EUR"},
        {"name": "x", "id": 1},
    ],
    ids=str,
)
def test_a_change_must_fit_the_schema(alice: Person, body: dict[str, object]) -> None:
    path = f"/v1/accounts/{alice.account('Eggs')}"
    before = alice.get(path)
    assert alice.patch(path, body, before.etag).faults()
    assert alice.get(path).raw == before.raw


def test_every_change_raises_the_version(alice: Person) -> None:
    account = alice.account("Oven", "USD")
    path = f"/v1/accounts/{account}"
    seen = [alice.get(path).body]
    alice.moved(alice.funding("USD"), account, 500, "USD")
    seen.append(alice.get(path).body)
    alice.patch(path, {"status": "frozen"}, "*")
    seen.append(alice.get(path).body)
    versions = [account["version"] for account in seen]
    assert versions == sorted(set(versions))
    assert [account["updated_at"] for account in seen] == sorted(account["updated_at"] for account in seen)
    assert (seen[-1]["status"], seen[-1]["balance_minor"]) == ("frozen", 500)


def test_a_frozen_account_can_be_reopened(alice: Person) -> None:
    source, target = alice.account("Counter", balance=10), alice.account("Drawer")
    alice.patch(f"/v1/accounts/{target}", {"status": "frozen"}, "*")
    alice.move(source, target, 5).problem(409, "account-frozen")
    alice.patch(f"/v1/accounts/{target}", {"status": "open"}, "*")
    assert alice.move(source, target, 5).status == 201
