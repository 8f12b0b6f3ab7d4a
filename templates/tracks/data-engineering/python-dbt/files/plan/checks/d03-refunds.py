"""Acceptance check of d03-refunds: a new source table reaches the marts.

Lines of the table `refunds` are accepted by a contract, and mart_daily_revenue has refund_cents and net_cents on the
day of the refund, whatever the order in which files arrive.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from tests.world import NOON, customer, deliver, fresh, order, query, quick

from orderflow.pipeline import Pipeline
from orderflow.transform import note
from orderflow.transform.dbt import Dbt

DAY = 24 * 60
COLUMNS = "order_date, orders, revenue_cents, refund_cents, net_cents"


def refund(lsn: int, number: int = 1, op: str = "c", **values: Any) -> dict[str, Any]:
    """Return a change of a refund; `at` is its minute after noon of 1 January."""
    at = NOON + 60_000 * values.pop("at", 0)
    row = {"refund_id": number, "order_id": 1, "amount_cents": 300, "created_at_ms": at} | values
    images = {"before": row, "after": None} if op == "d" else {"before": None, "after": row}
    return {"lsn": lsn, "ts_ms": at, "op": op, "table": "refunds", "pk": str(number)} | images


FILES = {
    "0001.jsonl": [customer(1), order(2, 1, status="paid", amount_cents=5_000), order(3, 2, status="paid")],
    "0002.jsonl": [refund(4, 1, at=2 * DAY), refund(5, 2, at=5, amount_cents=100), refund(6, 3, order_id=9)],
    "0003.jsonl": [refund(7, 3, "d", order_id=9), refund(8, 1, "u", at=2 * DAY, amount_cents=450)],
    "0004.jsonl": [order(9, 9, status="paid", amount_cents=800), refund(10, 4, at=DAY, order_id=9, amount_cents=800)],
}
EXPECTED = [("2026-01-01", 3, 7_050, 100, 6_950), ("2026-01-02", 0, 0, 800, -800), ("2026-01-03", 0, 0, 450, -450)]


def mart(path: Path) -> list[tuple[Any, ...]]:
    """Return the mart with its new columns."""
    have = {
        name
        for (name,) in query(
            path, "select column_name from information_schema.columns where table_name = 'mart_daily_revenue'"
        )
    }
    missing = {"refund_cents", "net_cents"} - have
    assert not missing, f"mart_daily_revenue has no {' and no '.join(sorted(missing))}"
    found = query(path, f"select {COLUMNS} from marts.mart_daily_revenue order by 1")
    return [(str(day), *numbers) for day, *numbers in found]


def load(line: Pipeline) -> None:
    for planned in line.inlet.pending():
        loaded = line.inlet.load(planned)
        refused = [each.reason for each in loaded.checked.rejects]
        assert not refused, f"a line with a refund is refused: {refused[0]}"


def test_refunds_count_on_their_own_day(tmp_path: Path) -> None:
    line = fresh(tmp_path)
    for name, events in FILES.items():
        deliver(line.places, name, events)
    load(line)
    assert line.cycle(), "nothing was published"
    assert mart(line.places.published) == EXPECTED


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_the_order_of_files_the_result_is_that_of_a_full_refresh(seed: int, tmp_path: Path) -> None:
    line = quick(tmp_path)
    names = sorted(FILES)
    random.Random(seed).shuffle(names)
    for name in names:
        deliver(line.places, name, FILES[name])
        load(line)
        assert line.dbt.build_models(audit=False).ok, "the models do not build"
    assert mart(line.places.build) == EXPECTED, f"files in the order {names}"
    full = Dbt(line.places.build, line.places.dbt_scratch, "development")
    assert full.build_models(full_refresh=True, audit=False).ok
    assert mart(line.places.build) == EXPECTED, "after a full refresh"


def test_the_lineage_note_covers_the_new_columns() -> None:
    text = note.NOTE.read_text(encoding="utf-8")
    for column in ("refund_cents", "net_cents"):
        rows = [row for row in text.splitlines() if row.startswith(f"| {column} |")]
        assert rows, f"docs/lineage.md does not say where {column} comes from"
        assert "amount_cents" in rows[0], f"docs/lineage.md does not follow {column} to the amount of a refund"
    assert note.main(only_check=True) == 0, "docs/lineage.md is out of date: make lineage"
