"""The shop's own database: SQLite in WAL mode, and triggers that log every change.

The triggers are generated from the columns that a table really has. A hand-written list would drop
a new column without a word, and nobody would miss it until somebody asks for it.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from orderflow.domain.event import ChangeEvent, Op, Row

TABLES = {"customers": "customer_id", "orders": "order_id"}

SCHEMA = """
create table clock (now_ms integer not null);
create table cdc_log (
  lsn integer primary key autoincrement, ts_ms integer not null, op text not null,
  table_name text not null, pk text not null, before text, after text
);
create table customers (
  customer_id integer primary key, name text not null, email text not null,
  street text not null, tier text not null
);
create table orders (
  order_id integer primary key, customer_id integer not null, status text not null,
  amount_cents integer not null, created_at_ms integer not null
);
"""


def columns(db: sqlite3.Connection, table: str) -> list[str]:
    """Return the columns that a table has now."""
    return [row[1] for row in db.execute(f"pragma table_info({table})")]


def make_triggers(db: sqlite3.Connection, table: str) -> None:
    """Log every insert, update and delete of a table with all its columns."""
    names = columns(db, table)
    key = TABLES[table]

    def packed(row: str) -> str:
        return "json_object(" + ", ".join(f"'{name}', {row}.{name}" for name in names) + ")"

    same = " and ".join(f"old.{name} is new.{name}" for name in names)
    kinds = [
        ("insert", "c", "new", "null", packed("new"), ""),
        ("update", "u", "new", packed("old"), packed("new"), f"when not ({same})"),
        ("delete", "d", "old", packed("old"), "null", ""),
    ]
    for verb, op, row, before, after, when in kinds:
        db.execute(f"drop trigger if exists cdc_{table}_{verb}")
        # Names come from this file and from the database itself, never from data.
        db.execute(
            f"create trigger cdc_{table}_{verb} after {verb} on {table} {when} begin"  # noqa: S608
            " insert into cdc_log (ts_ms, op, table_name, pk, before, after)"
            f" values ((select now_ms from clock), '{op}', '{table}',"
            f" cast({row}.{key} as text), {before}, {after}); end"
        )


class Shop:
    """The order database, at a moment of simulated time."""

    def __init__(self, path: Path) -> None:
        """Open the shop, and found it when there is none."""
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("pragma journal_mode = wal")
        # The simulation can be repeated from its seed, so no write waits for the disk.
        self.db.execute("pragma synchronous = off")
        if not self.db.execute("select 1 from sqlite_master where name = 'clock'").fetchone():
            self.db.executescript(SCHEMA)
            self.db.execute("insert into clock values (0)")
            for table in TABLES:
                make_triggers(self.db, table)

    def at(self, now_ms: int) -> None:
        """Set the time that the next changes happen at."""
        self.db.execute("update clock set now_ms = ?", (now_ms,))

    def insert(self, table: str, row: Row) -> None:
        """Add a row."""
        marks = ", ".join("?" for _ in row)
        self.db.execute(
            f"insert into {table} ({', '.join(row)}) values ({marks})",  # noqa: S608
            tuple(row.values()),
        )

    def update(self, table: str, pk: int, **values: object) -> None:
        """Change a row by its primary key."""
        assigned = ", ".join(f"{name} = ?" for name in values)
        self.db.execute(
            f"update {table} set {assigned} where {TABLES[table]} = ?",  # noqa: S608
            (*values.values(), pk),
        )

    def delete(self, table: str, pk: int) -> None:
        """Remove a row by its primary key."""
        self.db.execute(f"delete from {table} where {TABLES[table]} = ?", (pk,))  # noqa: S608

    def add_column(self, table: str, declaration: str) -> None:
        """Grow a table, and its triggers with it."""
        self.db.execute(f"alter table {table} add column {declaration}")
        make_triggers(self.db, table)

    def rows(self, table: str) -> dict[int, Row]:
        """Return the table as it is now, by primary key."""
        names = columns(self.db, table)
        key = names.index(TABLES[table])
        found = self.db.execute(f"select * from {table}").fetchall()  # noqa: S608
        return {row[key]: dict(zip(names, row, strict=True)) for row in found}

    def changes(self, after_lsn: int = 0) -> list[ChangeEvent]:
        """Return the log after a position, in the order of the log."""
        found = self.db.execute(
            "select lsn, ts_ms, op, table_name, pk, before, after from cdc_log where lsn > ? order by lsn",
            (after_lsn,),
        )
        return [
            ChangeEvent(
                lsn,
                ts_ms,
                Op(op),
                table,
                pk,
                json.loads(before) if before else None,
                json.loads(after) if after else None,
            )
            for lsn, ts_ms, op, table, pk, before, after in found
        ]

    def newest_lsn(self, table: str) -> dict[str, int]:
        """Return the last change of each key that ever was in a table."""
        found = self.db.execute("select pk, max(lsn) from cdc_log where table_name = ? group by pk", (table,))
        return dict(found.fetchall())

    def close(self) -> None:
        """Close the database, which also folds its write-ahead log into the file."""
        self.db.close()
