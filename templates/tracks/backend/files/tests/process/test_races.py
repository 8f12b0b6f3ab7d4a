"""Two API processes on one database, and everybody at once."""

from __future__ import annotations

import itertools
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.contract.client import Client, Person, new_key
from tests.process.crowd import at_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.contract.validate import Answer
    from tests.harness import Databases, Lab


@pytest.fixture(scope="module")
def pair(module_lab: Lab, databases: Databases) -> Iterator[tuple[Client, Client]]:
    """Two processes that share a database; no worker runs."""
    database = databases.new()
    first, second = module_lab.api(database), module_lab.api(database)
    with Client(first.url) as one, Client(second.url) as two:
        yield one, two


@pytest.fixture
def both(pair: tuple[Client, Client], register: Callable[[Client, str], Person]) -> tuple[Person, Person]:
    """One person at both processes."""
    person = register(pair[0], "Alice")
    return person, person.at(pair[1])


def statuses(answers: list[Answer]) -> Counter[tuple[int, str]]:
    """Count answers by status and kind of refusal."""
    return Counter((answer.status, answer.body.get("type", "")) for answer in answers)


def test_fifty_equal_keys_move_money_once(both: tuple[Person, Person]) -> None:
    source, target = both[0].account("From", balance=1_000), both[0].account("To")
    key = new_key()
    hands = itertools.islice(itertools.cycle(both), 50)
    answers = at_once([partial(hand.move, source, target, 10, key=key) for hand in hands])
    assert statuses(answers) == {(201, ""): 50}
    assert len({answer.raw for answer in answers}) == 1
    assert sum(answer.replayed for answer in answers) == 49
    assert both[0].balance(target) == 10


def test_equal_keys_with_different_bodies_move_money_once(both: tuple[Person, Person]) -> None:
    source, target = both[0].account("From", balance=1_000), both[0].account("To")
    key = new_key()
    hands = itertools.islice(itertools.cycle(both), 20)
    answers = at_once([partial(hand.move, source, target, n, key=key) for n, hand in enumerate(hands, start=1)])
    assert statuses(answers) == {(201, ""): 1, (422, "/problems/idempotency-key-reused"): 19}
    winner = next(answer for answer in answers if answer.status == 201)
    assert both[1].balance(target) == winner.body["amount_minor"]


def test_twenty_that_want_thirty_of_a_hundred(both: tuple[Person, Person]) -> None:
    source, target = both[0].account("From", balance=100), both[0].account("To")
    hands = itertools.islice(itertools.cycle(both), 20)
    answers = at_once([partial(hand.move, source, target, 30) for hand in hands])
    assert statuses(answers) == {(201, ""): 3, (409, "/problems/insufficient-funds"): 17}
    assert (both[0].balance(source), both[0].balance(target)) == (10, 90)


def test_two_accounts_that_pay_each_other_do_not_block(both: tuple[Person, Person]) -> None:
    here, there = both[0].account("Here", balance=1_000), both[0].account("There", balance=1_000)
    ways = itertools.cycle([(here, there), (there, here)])
    hands = itertools.cycle([both[0], both[0], both[1], both[1]])
    calls = [partial(hand.move, *way, 7) for hand, way, _ in zip(hands, ways, range(60), strict=False)]
    assert statuses(at_once(calls)) == {(201, ""): 60}
    assert (both[0].balance(here), both[0].balance(there)) == (1_000, 1_000)


def test_thirty_reversals_of_one_transfer(both: tuple[Person, Person]) -> None:
    source, target = both[0].account("From", balance=100), both[0].account("To")
    transfer = both[0].moved(source, target, 40)
    hands = itertools.islice(itertools.cycle(both), 30)
    answers = at_once([partial(hand.reverse, transfer["id"]) for hand in hands])
    assert statuses(answers) == {(201, ""): 1, (409, "/problems/already-reversed"): 29}
    assert (both[1].balance(source), both[1].balance(target)) == (100, 0)


def test_two_changes_with_one_tag(both: tuple[Person, Person]) -> None:
    path = f"/v1/accounts/{both[0].account('Shelf')}"
    tag = both[0].get(path).etag
    answers = at_once([partial(hand.patch, path, {"name": f"By {number}"}, tag) for number, hand in enumerate(both)])
    assert statuses(answers) == {(200, ""): 1, (412, "/problems/precondition-failed"): 1}
    assert both[0].get(path).body["version"] == 2


def test_one_funding_account_whoever_is_first(both: tuple[Person, Person]) -> None:
    body = {"name": "Bank", "currency": "USD", "kind": "funding"}
    answers = at_once([partial(hand.post, "/v1/accounts", body) for hand in both * 5])
    assert statuses(answers) == {(201, ""): 1, (409, "/problems/funding-account-exists"): 9}


def test_one_user_per_address_whoever_is_first(pair: tuple[Client, Client]) -> None:
    body = {"email": f"{new_key()}@example.com", "password": "twelve-letters", "display_name": "Twin"}
    answers = at_once([partial(one.send, "POST", "/v1/auth/register", body=body) for one in pair * 4])
    assert statuses(answers) == {(201, ""): 1, (409, "/problems/email-taken"): 7}


def test_what_was_answered_is_there_for_the_other_process(both: tuple[Person, Person]) -> None:
    source, target = both[0].account("From", balance=100), both[0].account("To")
    for _ in range(30):
        transfer = both[0].moved(source, target, 1)
        assert both[1].get(f"/v1/transfers/{transfer['id']}").body == transfer


def test_ten_that_refresh_with_one_token(both: tuple[Person, Person]) -> None:
    token = both[0].sign_in()["refresh_token"]
    clients = [hand.client for hand in both] * 5
    answers = at_once([partial(refresh, one, token) for one in clients])
    won = [answer for answer in answers if answer.status == 200]
    lost = [answer for answer in answers if answer.status != 200]
    assert len(won) <= 1
    assert statuses(lost) == {(401, "/problems/invalid-refresh-token"): len(lost)}
    for answer in won:
        refresh(clients[0], answer.body["refresh_token"]).problem(401, "invalid-refresh-token")


def refresh(client: Client, token: str) -> Answer:
    """Exchange a refresh token."""
    return client.send("POST", "/v1/auth/refresh", body={"refresh_token": token})
