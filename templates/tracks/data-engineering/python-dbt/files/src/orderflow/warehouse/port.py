"""What the rest of the program may ask of a warehouse, whatever engine it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol


class Warehouse(Protocol):
    """An open warehouse."""

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""

    def execute(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run a statement, and keep what it did."""

    def has_table(self, schema: str, table: str) -> bool:
        """Is there such a table or view?"""
