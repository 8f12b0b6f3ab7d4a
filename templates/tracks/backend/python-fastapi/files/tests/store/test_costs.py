"""The table in README is what is counted here, where the version of SQLite is the same."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ops.costs import SMALL, book_of, measure, table

if TYPE_CHECKING:
    from uuid import UUID

    from ledger.wiring import Parts

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


@pytest.mark.skipif(f"SQLite {sqlite3.sqlite_version}." not in README, reason="another SQLite counts otherwise")
def test_the_table_in_readme_can_be_counted_again(big_book: tuple[Parts, UUID], tmp_path: Path) -> None:
    if big_book[0].engine.dialect.name != "sqlite":
        pytest.skip("steps are SQLite's")
    with book_of(SMALL, str(tmp_path)) as small:
        text = table(measure(*small), measure(*big_book))
    assert text in README
