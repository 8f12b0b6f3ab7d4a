"""DuckDB as the warehouse: one file. Only one process may write it, so connections are short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb


class DuckWarehouse:
    """An open DuckDB file."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Speak over this connection."""
        self._connection = connection

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        return self._connection.execute(sql, list(values)).fetchall()

    def execute(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run a statement; DuckDB commits it at once."""
        self._connection.execute(sql, list(values))

    def has_table(self, schema: str, table: str) -> bool:
        """Is there such a table or view?"""
        found = self.rows(
            "select 1 from information_schema.tables where table_schema = ? and table_name = ?",
            (schema, table),
        )
        return bool(found)


@contextmanager
def open_duck(path: Path, *, read_only: bool = False) -> Iterator[DuckWarehouse]:
    """Open a warehouse file, and close it whatever happens: dbt and dlt need it next."""
    connection = duckdb.connect(str(path), read_only=read_only)
    try:
        yield DuckWarehouse(connection)
    finally:
        connection.close()
