"""The ledger: what each question took, stage by stage, and what may still be spent today.

No column can hold the text of a question, so none has to be scrubbed.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from handbook.domain.ledger import OverBudgetError, Price, Reserve, Stage, Trace, Usage

SCHEMA = """
CREATE TABLE IF NOT EXISTS questions (id TEXT PRIMARY KEY, day TEXT, outcome TEXT, ms REAL);
CREATE TABLE IF NOT EXISTS stages (question TEXT, n INT, name TEXT, ms REAL, tokens_in INT, tokens_out INT,
  estimated INT, cost TEXT, cached INT, model TEXT, prompt TEXT, outcome TEXT);
CREATE TABLE IF NOT EXISTS budget (day TEXT PRIMARY KEY, spent TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Row:
    """A stage as it was booked, with the question and the day it belongs to."""

    question: str
    day: str
    stage: Stage


class SqliteBook:
    """A ledger in a file; one lock in front of it, because SQLite's own waiting is unfair."""

    def __init__(self, path: Path, today: Callable[[], str]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._today = today
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + SCHEMA)

    def write(self, trace: Trace, outcome: str) -> None:
        """Book a question with its stages in one transaction."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            row = (trace.question, self._today(), outcome, round(trace.ms, 3))
            self._db.execute("INSERT INTO questions VALUES (?, ?, ?, ?)", row)
            for number, stage in enumerate(trace.stages, 1):
                self._db.execute(
                    "INSERT INTO stages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    _row(trace.question, number, stage),
                )
            self._db.execute("COMMIT")

    def questions(self) -> list[tuple[str, str, str, float]]:
        """List questions: id, day, outcome, milliseconds."""
        with self._lock:
            return self._db.execute("SELECT id, day, outcome, ms FROM questions ORDER BY rowid").fetchall()

    def rows(self) -> list[Row]:
        """List stages in the order in which they were booked."""
        query = "SELECT s.*, q.day FROM stages s JOIN questions q ON q.id = s.question ORDER BY s.rowid"
        with self._lock:
            return [Row(row[0], row[12], _stage(row)) for row in self._db.execute(query)]

    def reserve(self, price: Price | None, limit: Decimal | None, worst: Usage) -> Reserve:
        """Take the worst case of a call out of today's budget before it is made, or refuse.

        Checking and taking are one transaction, so that twenty who ask at once cannot all see the last coin.
        """
        day = self._today()
        if price is None:
            if limit is not None:
                raise OverBudgetError("the model has no price in prices.toml, so no budget can hold")
            return Reserve(day, Decimal(0))
        cost = price.of(worst.tokens_in, worst.tokens_out)
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            spent = self._spent(day)
            if limit is not None and spent + cost > limit:
                self._db.execute("ROLLBACK")
                left = f"{limit - spent:f} {price.currency} of {limit:f} are left today"
                raise OverBudgetError(f"{left}, the call could cost {cost:f}")
            self._set(day, spent + cost)
            self._db.execute("COMMIT")
        return Reserve(day, cost)

    def settle(self, reserved: Reserve, cost: Decimal) -> None:
        """Book what a call took, and put back the rest; a call that midnight overtook belongs to the day it began."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            self._set(reserved.day, self._spent(reserved.day) - reserved.amount + cost)
            self._db.execute("COMMIT")

    def spent(self) -> Decimal:
        """Say what was spent or reserved today."""
        with self._lock:
            return self._spent(self._today())

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _spent(self, day: str) -> Decimal:
        row = self._db.execute("SELECT spent FROM budget WHERE day = ?", (day,)).fetchone()
        return Decimal(row[0]) if row else Decimal(0)

    def _set(self, day: str, amount: Decimal) -> None:
        self._db.execute("INSERT OR REPLACE INTO budget VALUES (?, ?)", (day, f"{amount:f}"))


def _row(question: str, number: int, stage: Stage) -> tuple[str | int | float | None, ...]:
    usage = stage.usage
    cost = None if stage.cost is None else f"{stage.cost:f}"
    spent = (usage.tokens_in, usage.tokens_out, int(usage.estimated), cost, int(stage.cached))
    return (question, number, stage.name, round(stage.ms, 3), *spent, stage.model, stage.prompt, stage.outcome)


def _stage(row: tuple[str, int, str, float, int, int, int, str | None, int, str, str, str, str]) -> Stage:
    _, _, name, ms, tokens_in, tokens_out, estimated, cost, cached, model, prompt, outcome, _ = row
    usage = Usage(tokens_in, tokens_out, bool(estimated))
    return Stage(name, ms, usage, None if cost is None else Decimal(cost), bool(cached), model, prompt, outcome)
