"""Databases and parts for this stack's own tests: SQLite files, or databases on the server of `DATABASE_URL`."""

from __future__ import annotations

import itertools
import logging
import os
import secrets
import shutil
from typing import TYPE_CHECKING

import pytest
import structlog
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, make_url, text

from ledger import telemetry
from ledger.settings import Settings
from ledger.store.engine import make_engine
from ledger.store.schema import migrate
from ledger.wiring import Parts
from tests.books import Book, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("ci")


class Databases:
    """Makes migrated databases quickly, by copying one that was migrated once."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self._folder = folder
        self._server = server if server and not server.startswith("sqlite") else None
        self._count = itertools.count()
        self._made: list[str] = []
        self._template = self.empty()
        engine = make_engine(self._template)
        migrate(engine)
        engine.dispose()

    def empty(self) -> str:
        return self._create("template1")

    def migrated(self) -> str:
        template = make_url(self._template).database or ""
        if self._server:
            return self._create(template)
        url = self._create("template1")
        shutil.copyfile(template, make_url(url).database or "")
        return url

    def drop(self) -> None:
        for name in self._made:
            self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _create(self, template: str) -> str:
        if not self._server:
            return f"sqlite:///{self._folder}/{next(self._count)}.db"
        name = f"test_{secrets.token_hex(6)}"
        self._made.append(name)
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return make_url(self._server).set(database=name).render_as_string(hide_password=False)

    def _execute(self, statement: str) -> None:
        url = make_url(self._server or "").set(drivername="postgresql+psycopg")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    made = Databases(tmp_path_factory.mktemp("databases"), os.environ.get("DATABASE_URL"))
    yield made
    made.drop()


@pytest.fixture
def real_logs() -> Iterator[Callable[[], None]]:
    """Let a test log as the program does, and afterwards log as pytest wants it."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield lambda: telemetry.set_up_logs("debug")
    structlog.reset_defaults()
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def empty_database(databases: Databases) -> str:
    return databases.empty()


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def make_parts(databases: Databases, world: World) -> Iterator[Callable[..., Parts]]:
    """Build one process worth of the service; several calls in one test share a fresh database."""
    url = databases.migrated()
    made: list[Parts] = []

    def make(**values: object) -> Parts:
        cheap = {"hash_memory_kib": 1024, "hash_passes": 1, "rate_limits": "off", "threads": 8}
        given = Settings.model_validate(cheap | {"database_url": url} | values)
        made.append(Parts(given, world.surroundings()))
        return made[-1]

    yield make
    for parts in made:
        parts.engine.dispose()


@pytest.fixture
def parts(make_parts: Callable[..., Parts]) -> Parts:
    return make_parts()


@pytest.fixture
def book(parts: Parts) -> Book:
    return Book(parts)


@pytest.fixture
def funded(book: Book) -> tuple[UUID, UUID]:
    """Return a funding account and an account that holds 100.00 EUR."""
    source, target = book.account("Owner", funding=True), book.account("Till")
    book.move(source, target, 10_000)
    return source, target
