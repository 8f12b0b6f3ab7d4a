"""Follow one order from the line it was born in to its row in the mart."""

from __future__ import annotations

from orderflow.domain.clock import in_words, utc
from orderflow.warehouse.port import Warehouse

EVENTS = """
select lsn, ts_ms, op, file, line, load_seq, delivered_at_ms - ts_ms, coalesce(after, before)
from raw.cdc_events where source_table = 'orders' and pk = ? order by lsn
"""
MODELS = ("staging.stg_order_events", "intermediate.int_orders_latest", "marts.fct_orders")
OPS = {"c": "create", "u": "update", "d": "delete"}


class NeverSeenError(Exception):
    """No change of this order ever arrived."""


def trace(warehouse: Warehouse, order: int) -> list[str]:
    """Return the order's life: each change with where it came from, then what each model made of it."""
    events = warehouse.rows(EVENTS, (str(order),))
    if not events:
        raise NeverSeenError(f"order {order} was never seen")
    said = ["raw.cdc_events"]
    for lsn, happened, op, file, line, load, delay, row in events:
        said.append(
            f"  lsn {lsn}  {utc(happened):%Y-%m-%d %H:%M:%S}  {OPS.get(op, op)}"
            f"  {file} line {line}  load {load}  {in_words(delay)} later"
        )
        said.append(f"    {row}")
    for name in MODELS:
        said.append(name)
        said += [f"  {row}" for row in rows_of(warehouse, name, order)] or ["  no row"]
    return said


def rows_of(warehouse: Warehouse, name: str, order: int) -> list[str]:
    """Return the rows that a model has of the order, with the names of their columns."""
    schema, table = name.split(".")
    columns = warehouse.rows(
        "select column_name from information_schema.columns"
        " where table_schema = ? and table_name = ? order by ordinal_position",
        (schema, table),
    )
    names = [column for (column,) in columns]
    found = warehouse.rows(f"select * from {name} where order_id = ? order by 1", (order,))  # noqa: S608
    return ["  ".join(f"{key}={value}" for key, value in zip(names, row, strict=True)) for row in sorted(found)]
