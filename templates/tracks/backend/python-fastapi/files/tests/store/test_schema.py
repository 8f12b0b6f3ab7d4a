"""Migrations, there and back, and what a release does on a schema that is not its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic import command
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.exc import IntegrityError

from ledger.__main__ import main
from ledger.domain.book import ReceiptState
from ledger.store.engine import make_engine
from ledger.store.schema import _known, config_for, is_current, migrate, revision_of
from ledger.store.tables import metadata
from tests.books import Book

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

    from ledger.wiring import Parts


@pytest.fixture
def engine(empty_database: str) -> Iterator[Engine]:
    made = make_engine(empty_database)
    yield made
    made.dispose()


def test_there_and_back_and_there_again(engine: Engine) -> None:
    assert not is_current(engine)
    assert migrate(engine) is None
    command.check(config_for(engine))
    assert is_current(engine)
    command.downgrade(config_for(engine), "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate(engine)
    command.check(config_for(engine))
    assert migrate(engine) == revision_of(engine), "a second time does nothing"


def test_books_of_the_first_schema_get_their_receipts_later(
    make_parts: Callable[..., Parts], empty_database: str, engine: Engine
) -> None:
    """The first release has moved money before there were receipts; every such transfer is then queued."""
    parts = make_parts(database_url=empty_database)
    migrate(engine)
    book = Book(parts)
    paid = book.move(book.account("Owner", funding=True), book.account(), 100).id
    command.downgrade(config_for(engine), "0001")
    assert not is_current(engine)
    migrate(engine)
    assert book.transfer(paid).receipt is ReceiptState.QUEUED
    parts.receipts.work_once()
    assert book.transfer(paid).receipt is ReceiptState.ISSUED
    assert parts.receipts.get(book.user_id, paid).number == 1


def test_a_newer_schema_is_left_alone_and_served(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert is_current(engine), "after a rollback the old release meets the new schema"
    assert migrate(engine) == "9999"
    assert revision_of(engine) == "9999"


def test_migrations_make_the_constraints_that_the_tables_name(engine: Engine) -> None:
    """`alembic check` does not compare CHECK constraints, so this does; only SQLite repeats their text as written."""
    migrate(engine)
    for name, table in metadata.tables.items():
        wanted = {str(one.name): str(one.sqltext) for one in table.constraints if isinstance(one, CheckConstraint)}
        found = {str(one["name"]): one["sqltext"] for one in inspect(engine).get_check_constraints(name)}
        assert found.keys() == wanted.keys(), name
        if engine.dialect.name == "sqlite":
            assert found == wanted


def test_the_command_migrates_what_the_settings_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], empty_database: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database)
    assert main(["migrate"]) == 0
    assert f'"to": "{_known()[0]}"' in capsys.readouterr().out


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE accounts SET balance_minor = -1 WHERE kind = 'standard'",
        "UPDATE accounts SET status = 'closed'",
        "UPDATE accounts SET kind = 'other'",
        "UPDATE accounts SET kind = 'funding'",
        "UPDATE transfers SET amount_minor = 0",
        "UPDATE transfers SET target_id = source_id",
        "UPDATE transfers SET reverses = (SELECT max(id) FROM (SELECT CAST(id AS text) AS id FROM transfers) AS x)",
        "UPDATE entries SET delta_minor = 0",
        "UPDATE jobs SET state = 'lost'",
    ],
)
def test_the_database_itself_refuses_what_must_not_be(parts: Parts, change: str) -> None:
    book = Book(parts)
    source, target = book.account("Owner", funding=True), book.account()
    for minor in (1, 2):
        book.move(source, target, minor)
    if parts.engine.dialect.name == "postgresql":
        change = change.replace("(SELECT max(id) FROM", "(SELECT CAST(max(id) AS uuid) FROM")
    with pytest.raises(IntegrityError), parts.engine.begin() as connection:
        connection.execute(text(change))
