"""Follow one order from the line it was born in to its row in the mart."""

from __future__ import annotations

from orderflow.domain.clock import in_words
from orderflow.warehouse.port import Warehouse

EVENTS = """
select lsn, op, file, line, load_seq, delivered_at_ms - ts_ms, coalesce(after, before)
from raw.cdc_events where source_table = 'orders' and pk = ? order by lsn
"""


class NeverSeenError(Exception):
    """No change of this order ever arrived."""


def trace(warehouse: Warehouse, order: int) -> list[str]:
    """Return the order's life, one line for each change and each model."""
    events = warehouse.rows(EVENTS, (str(order),))
    if not events:
        raise NeverSeenError(f"order {order} was never seen")
    said = [
        f"lsn {lsn:>5}  {op}  {file} line {line:<4} load {load:<3} after {in_words(delay)}: {row}"
        for lsn, op, file, line, load, delay, row in events
    ]
    for name in ("intermediate.int_orders_latest", "marts.fct_orders"):
        rows = warehouse.rows(f"select * from {name} where order_id = ?", (order,))  # noqa: S608
        said.append(f"{name}: {rows[0] if rows else 'no row (deleted by the shop)'}")
    return said
