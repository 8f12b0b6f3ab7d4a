"""Small pieces of a world: events, landing files, and what a warehouse says."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from orderflow import wiring
from orderflow.domain.arrival import PlannedLoad
from orderflow.ingest import load
from orderflow.ingest.files import Lines
from orderflow.pipeline import Pipeline
from orderflow.places import Places
from orderflow.warehouse.duck import open_duck

MARTS = ("dim_customer", "fct_orders", "mart_daily_revenue")
NOON = 1_767_268_800_000
"""1 January 2026, 12:00 UTC."""


def order(lsn: int, number: int = 1, op: str = "c", **values: Any) -> dict[str, Any]:
    """Return a change of an order; `at` is its minute after noon."""
    at = NOON + 60_000 * values.pop("at", 0)
    row = {
        "order_id": number,
        "customer_id": 5,
        "status": "placed",
        "amount_cents": 1_250,
        "created_at_ms": NOON,
    }
    row |= values
    images = {"before": row, "after": None} if op == "d" else {"before": None, "after": row}
    return {"lsn": lsn, "ts_ms": at, "op": op, "table": "orders", "pk": str(number)} | images


def customer(lsn: int, number: int = 5, op: str = "c", **values: Any) -> dict[str, Any]:
    """Return a change of a customer."""
    at = NOON + 60_000 * values.pop("at", -60)
    row = {"customer_id": number, "name": "Mira Çelik", "email": "Mira@Example.com", "street": "1 Mill Lane"}
    row |= {"tier": "basic"} | values
    images = {"before": row, "after": None} if op == "d" else {"before": None, "after": row}
    return {"lsn": lsn, "ts_ms": at, "op": op, "table": "customers", "pk": str(number)} | images


def deliver(places: Places, name: str, events: Iterable[dict[str, Any] | str], minutes: int = 10_000) -> None:
    """Put a landing file there; a text stands as it is, which is how a line is spoiled."""
    places.make()
    at = NOON + 60_000 * minutes
    lines = [each if isinstance(each, str) else json.dumps({"delivered_at_ms": at, "event": each}) for each in events]
    (places.landing / name).write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def fresh(folder: Path) -> Pipeline:
    """Return a pipeline over an empty folder."""
    return wiring.pipeline(Places(folder, folder / "reports"))


def quick(folder: Path) -> Pipeline:
    """Return an empty pipeline whose rows reach raw without dlt, which takes a third of a second for each file."""
    shutil.rmtree(folder / "landing", ignore_errors=True)
    line = fresh(folder)
    line.places.build.unlink(missing_ok=True)
    with open_duck(line.places.build) as warehouse:
        columns = ", ".join(f"{name} {column['data_type']}" for name, column in load.EVENTS.items())
        warehouse.execute("create schema raw")
        warehouse.execute(f"create table raw.cdc_events ({columns})")

    def put(planned: PlannedLoad, lines: Lines) -> None:
        rows = folder / "rows.jsonl"
        rows.write_text("".join(json.dumps(row) + "\n" for row in load.rows(planned, lines)), encoding="utf-8")
        with open_duck(line.places.build) as warehouse:
            types = ", ".join(f"{name}: '{column['data_type']}'" for name, column in load.EVENTS.items())
            sql = f"insert into raw.cdc_events by name select * from read_json(?, columns={{{types}}})"
            warehouse.execute(sql, (str(rows),))

    return replace(line, inlet=replace(line.inlet, put=put))


def take(places: Places, source: Path, names: Iterable[str]) -> None:
    """Let files of another landing folder arrive here; `again-0001.jsonl` is 0001.jsonl once more."""
    places.make()
    for name in names:
        shutil.copy(source / name.removeprefix("again-"), places.landing / name)


def query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """Ask a warehouse file."""
    with open_duck(path, read_only=True) as warehouse:
        return warehouse.rows(sql)


def marts(path: Path) -> dict[str, list[str]]:
    """Return every row of every mart, in an order of its own."""
    return {name: sorted(map(repr, query(path, f"select * from marts.{name}"))) for name in MARTS}


def differing(one: Path, other: Path) -> dict[str, int]:
    """Return how many rows of each mart are in one file and not in the other, both ways."""
    with open_duck(one, read_only=True) as warehouse:
        quoted = str(other).replace("'", "''")
        warehouse.execute(f"attach '{quoted}' as other (read_only)")
        pairs = [(f"marts.{name}", f"other.marts.{name}") for name in MARTS]
        return {
            here: sum(
                warehouse.rows(f"select count(*) from (from {a} except all from {b})")[0][0]
                for a, b in ((here, there), (there, here))
            )
            for here, there in pairs
        }
