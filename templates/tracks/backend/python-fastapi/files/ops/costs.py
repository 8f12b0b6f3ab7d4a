"""Counts what reading costs in a small and in a big book, and writes the table in README.

Counted are SQL statements and the instructions of SQLite's virtual machine. Unlike milliseconds they are the same on
every machine with the same version of SQLite, so a test can count them again.
"""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from ledger.bakery import DAYS
from ledger.domain.money import Currency
from ledger.seeding import write_book
from ledger.services.ports import TransferFilter
from ledger.settings import Settings
from ledger.store.schema import migrate
from ledger.wiring import Parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from sqlalchemy import Engine

README = Path(__file__).parents[1] / "README.md"
SMALL, BIG = 400, 60_000
LAST_DAY = date(2026, 11, 23)
NEWEST_DAY = LAST_DAY - timedelta(days=1)
"""The newest day that is busy: on the last one only its first transfer has been made."""
FIRST_DAY = LAST_DAY - timedelta(days=DAYS - 1)
_TABLE = re.compile(r"(?<=<!-- costs -->\n).*?(?=<!-- /costs -->)", re.DOTALL)


@dataclass
class Cost:
    """What was counted."""

    statements: list[str] = field(default_factory=list)
    steps: int = 0


@contextmanager
def cost_of(engine: Engine) -> Iterator[Cost]:
    """Count statements, and on SQLite the steps of its virtual machine."""
    cost = Cost()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        cost.statements.append(statement)

    def tick() -> int:
        cost.steps += 1
        return 0

    def watch(connection: Any, *_rest: object) -> None:  # noqa: ANN401 - the driver's own type
        connection.set_progress_handler(tick, 1)

    def unwatch(connection: Any, *_rest: object) -> None:  # noqa: ANN401 - the driver's own type
        connection.set_progress_handler(None, 0)

    hooks: list[tuple[str, Callable[..., None]]] = [("after_cursor_execute", note)]
    if engine.dialect.name == "sqlite":
        hooks += [("checkout", watch), ("checkin", unwatch)]
    for name, hook in hooks:
        event.listen(engine, name, hook)
    try:
        yield cost
    finally:
        for name, hook in hooks:
            event.remove(engine, name, hook)
    cost.statements = [text for text in cost.statements if not text.startswith("BEGIN")]


def measure(parts: Parts, owner: UUID) -> dict[str, Cost]:
    """Read a book in the ways that matter."""
    account = parts.accounts.page(owner, 1, None, Currency.KWD).items[0]
    newest = parts.transfers.page(owner, 1, None, TransferFilter(last_day=LAST_DAY)).items[0]
    days = {"newest": TransferFilter(None, None, None, NEWEST_DAY, NEWEST_DAY)}
    days["oldest"] = TransferFilter(None, None, None, FIRST_DAY, FIRST_DAY)
    reads: dict[str, Callable[[], object]] = {
        "one transfer": lambda: parts.transfers.get(owner, newest.id),
        "20 newest transfers": lambda: parts.transfers.page(owner, 20, None, TransferFilter()),
        "20 transfers of the newest day": lambda: parts.transfers.page(owner, 20, None, days["newest"]),
        "20 transfers of the oldest day": lambda: parts.transfers.page(owner, 20, None, days["oldest"]),
        "20 transfers of one account": lambda: parts.transfers.page(
            owner, 20, None, TransferFilter(account_id=account.id)
        ),
        "report over 30 quiet days": lambda: parts.reports.daily_volume(
            owner, Currency.EUR, 30, FIRST_DAY - timedelta(days=1)
        ),
    }
    found = {}
    for name, read in reads.items():
        with cost_of(parts.engine) as found[name]:
            read()
    return found


def table(small: dict[str, Cost], big: dict[str, Cost]) -> str:
    """Write the table."""
    lines = [
        f"| read | SQL statements | steps in a book of {SMALL} | steps in a book of {BIG:,} |",
        "|---|--:|--:|--:|",
        *(
            f"| {name} | {len(cost.statements)} | {small[name].steps:,} | {cost.steps:,} |"
            for name, cost in big.items()
        ),
    ]
    return "\n".join(lines) + f"\n\nCounted with SQLite {sqlite3.sqlite_version}.\n"


@contextmanager
def book_of(count: int, folder: str) -> Iterator[tuple[Parts, UUID]]:
    """Make a book of its own."""
    url = f"sqlite:///{Path(folder) / f'{count}.db'}"
    parts = Parts(Settings(database_url=url, hash_memory_kib=1024, hash_passes=1))
    migrate(parts.engine)
    owner = parts.auth.register("costs@example.com", "correct horse battery", "Costs").id
    write_book(parts.engine, owner, LAST_DAY, count)
    yield parts, owner
    parts.close()


def main() -> None:
    """Count, and rewrite the table."""
    found = []
    with tempfile.TemporaryDirectory(prefix="ledger-costs-") as folder:
        for count in (SMALL, BIG):
            with book_of(count, folder) as (parts, owner):
                found.append(measure(parts, owner))
    text = table(*found)
    print(text, end="")
    target = Path(os.environ["OUT"]) / "costs.md" if os.environ.get("OUT") else README
    before = target.read_text(encoding="utf-8") if target == README else "<!-- costs -->\n<!-- /costs -->\n"
    target.write_text(_TABLE.sub(lambda _found: text, before), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
