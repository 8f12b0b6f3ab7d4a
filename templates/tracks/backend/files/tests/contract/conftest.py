"""The server under test and the people of the run: `LEDGER_URL`, or processes started by contract/driver.toml."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.contract.books import check_book
from tests.contract.client import Client, Person
from tests.harness import Child, Databases, Driver, Lab

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Service:
    """The server under test; `children` is empty when somebody else runs it."""

    url: str
    children: list[Child] = field(default_factory=list)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The server that `LEDGER_URL` names, or an own one with a worker and the rate limits of production."""
    if url := os.environ.get("LEDGER_URL"):
        yield Service(url)
        return
    folder = tmp_path_factory.mktemp("contract")
    driver = Driver.load()
    databases = Databases(driver, folder)
    try:
        database = databases.new()
        with Lab(driver, folder) as lab:
            api = lab.api(database, env={"RATE_LIMITS": "auth:120,signin:10,write:300"})
            lab.worker(database)
            yield Service(api.url, lab.children)
    finally:
        databases.drop()


@pytest.fixture(scope="session")
def client(service: Service) -> Iterator[Client]:
    """A client whose answers are validated; afterwards no log may hold what it knew in confidence."""
    with Client(service.url) as client:
        yield client
    for child in service.children:
        log = child.log()
        told = sorted(secret for secret in client.secrets if secret in log)
        assert not told, f"{child.name} logged {told}"


@pytest.fixture(scope="session")
def people() -> list[Person]:
    """Everybody who was registered in this run; the contract's rate limits allow for six."""
    return []


def _registered(client: Client, people: list[Person], name: str) -> Person:
    person = Person.registered(client, name)
    people.append(person)
    assert len(people) <= 6, "a run makes at most six users"
    return person


@pytest.fixture(scope="session")
def alice(client: Client, people: list[Person]) -> Person:
    """Somebody whose book most tests write in."""
    return _registered(client, people, "Alice")


@pytest.fixture(scope="session")
def bruno(client: Client, people: list[Person]) -> Person:
    """Somebody else, whose book is none of Alice's business."""
    return _registered(client, people, "Bruno")


@pytest.fixture(scope="session")
def clara(client: Client, people: list[Person]) -> Person:
    """Somebody with many transfers, for pages and filters."""
    return _registered(client, people, "Clara")


@pytest.fixture(scope="session")
def dario(client: Client, people: list[Person]) -> Person:
    """Somebody who keeps signing in and out."""
    return _registered(client, people, "Dario")


@pytest.fixture(scope="session")
def elena(client: Client, people: list[Person]) -> Person:
    """Somebody whose book only the reports write in."""
    return _registered(client, people, "Elena")


@pytest.fixture(autouse=True)
def _books_balance(people: list[Person]) -> Iterator[None]:
    """After each test, whatever it did, no money may have appeared or vanished."""
    yield
    for person in people:
        if person.wrote:
            person.wrote = False
            check_book(person)
