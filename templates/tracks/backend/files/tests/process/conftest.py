"""Processes to start, and databases for them to share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contract.books import check_book
from tests.contract.client import Client, Person
from tests.harness import Databases, Driver, Lab

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def driver() -> Driver:
    """How this stack is started."""
    return Driver.load()


@pytest.fixture(scope="session")
def databases(driver: Driver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Fresh databases with the current schema."""
    databases = Databases(driver, tmp_path_factory.mktemp("databases"))
    try:
        yield databases
    finally:
        databases.drop()


@pytest.fixture
def lab(driver: Driver, tmp_path: Path) -> Iterator[Lab]:
    """A place to run processes in; they end with the test."""
    with Lab(driver, tmp_path) as lab:
        yield lab


@pytest.fixture(scope="module")
def module_lab(driver: Driver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A place for processes that several tests of a module share."""
    with Lab(driver, tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture
def people() -> list[Person]:
    """Everybody who was registered in this test."""
    return []


@pytest.fixture
def register(people: list[Person]) -> Callable[[Client, str], Person]:
    """Register somebody whose book is checked when the test ends."""

    def registered(client: Client, name: str) -> Person:
        person = Person.registered(client, name)
        people.append(person)
        return person

    return registered


@pytest.fixture(autouse=True)
def _books_balance(people: list[Person]) -> Iterator[None]:
    """After each test, whatever was killed in it, no money may have appeared or vanished."""
    yield
    for person in people:
        check_book(person)
