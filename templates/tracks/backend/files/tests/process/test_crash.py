"""The API is killed in the middle of a storm of transfers; afterwards everybody repeats what they asked for."""

from __future__ import annotations

import random
import threading
from functools import partial
from typing import TYPE_CHECKING

import httpx

from tests.contract.books import check_book
from tests.contract.client import Client, Person, new_key
from tests.process.crowd import by_hands

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.contract.validate import Answer
    from tests.harness import Child, Databases, Lab

STORM = 200
HANDS = 12
MOMENTS = sorted(random.Random(8).sample(range(5, STORM - HANDS), 10))


class Storm:
    """Two hundred keyed transfers into one new account, asked for by many hands."""

    def __init__(self, person: Person, source: str) -> None:
        self.target = person.account("To")
        self._source = source
        self._orders = [(new_key(), amount) for amount in range(1, STORM + 1)]

    def ask(self, person: Person) -> list[Answer | None]:
        """Ask for everything and return the answers; None where the connection broke."""

        def order(key: str, amount: int) -> Answer | None:
            try:
                return person.move(self._source, self.target, amount, key=key)
            except httpx.TransportError:
                return None

        return by_hands([partial(order, key, amount) for key, amount in self._orders], HANDS)

    def check(self, person: Person, first: list[Answer | None], again: list[Answer | None]) -> None:
        """Insist that each order had its effect exactly once."""
        for before, after in zip(first, again, strict=True):
            assert after is not None
            assert after.status == 201, after.raw
            if before is not None:
                assert after.replayed
                assert after.raw == before.raw
        assert person.balance(self.target) == STORM * (STORM + 1) // 2
        rows = person.walk("/v1/transfers", account_id=self.target)
        assert sorted(row["amount_minor"] for row in rows) == list(range(1, STORM + 1))


def killer(victim: Child, moment: int) -> Callable[[httpx.Response], None]:
    """Kill the process while the answer number `moment` is arriving, before anybody has read it."""
    lock = threading.Lock()
    seen = 0

    def count(response: httpx.Response) -> None:
        nonlocal seen
        del response
        with lock:
            seen += 1
            if seen == moment:
                victim.kill()

    return count


def test_ten_crashes_lose_nothing_and_repeat_nothing(lab: Lab, databases: Databases) -> None:
    database = databases.new()
    api = lab.api(database)
    with Client(api.url) as client:
        person = Person.registered(client, "Alice")
        source = person.account("From", balance=10**9)
    for moment in MOMENTS:
        with Client(api.url) as client:
            storm = Storm(person.at(client), source)
        with Client(api.url, on_response=killer(api, moment)) as client:
            first = storm.ask(person.at(client))
        answered = sum(answer is not None for answer in first)
        assert moment - 1 <= answered < STORM, f"killed at {moment}, {answered} were answered"
        api = lab.api(database)
        with Client(api.url) as client:
            storm.check(person.at(client), first, again=storm.ask(person.at(client)))
    with Client(api.url) as client:
        check_book(person.at(client))
        jobs = person.at(client).get("/v1/reports/receipts").body
        assert jobs["queued"] == len(MOMENTS) * STORM + 1
