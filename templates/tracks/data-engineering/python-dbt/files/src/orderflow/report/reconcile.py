"""Compare the warehouse with the shop, row by row: the one test that no model can talk itself out of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orderflow.domain.clock import utc_date
from orderflow.domain.event import Row
from orderflow.warehouse.port import Warehouse

ORDERS = "select order_id, customer_id, status, amount_cents, order_date from marts.fct_orders"
TIERS = "select customer_id, tier from marts.dim_customer where is_current"
Values = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One key on which the two sides disagree."""

    key: str
    shop: Values | None
    warehouse: Values | None


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What agrees, what differs, and what has not been delivered yet and so cannot agree."""

    orders: int
    days: int
    agreeing_days: int
    differences: tuple[Difference, ...]
    on_the_way: tuple[str, ...]


def reconcile(
    warehouse: Warehouse,
    shop: Mapping[str, Mapping[int, Row]],
    newest: Mapping[str, Mapping[str, int]],
) -> Reconciled:
    """Compare orders and current customers; `newest` is the shop's last lsn of each key."""
    arrived = dict(
        ((table, pk), lsn)
        for table, pk, lsn in warehouse.rows(
            "select source_table, pk, max(lsn) from raw.cdc_events group by source_table, pk"
        )
    )
    theirs: dict[tuple[str, str], Values] = {}
    ours: dict[tuple[str, str], Values] = {}
    for pk, row in shop["orders"].items():
        day = utc_date(row["created_at_ms"])
        theirs["orders", str(pk)] = (row["customer_id"], row["status"], row["amount_cents"], day)
    for pk, row in shop["customers"].items():
        theirs["customers", str(pk)] = (row["tier"],)
    found = warehouse.rows(ORDERS)
    ours.update({("orders", str(row[0])): tuple(row[1:]) for row in found})
    ours.update({("customers", str(pk)): (tier,) for pk, tier in warehouse.rows(TIERS)})

    differences: list[Difference] = []
    on_the_way: list[str] = []
    bad_days: set[object] = set()
    for key in sorted(theirs.keys() | ours.keys(), key=lambda each: (each[0], int(each[1]))):
        if theirs.get(key) == ours.get(key):
            continue
        name = f"{key[0]} {key[1]}"
        if newest.get(key[0], {}).get(key[1], 0) > arrived.get(key, 0):
            on_the_way.append(name)
        else:
            differences.append(Difference(name, theirs.get(key), ours.get(key)))
            bad_days.update(side[-1] for side in (theirs.get(key), ours.get(key)) if side)
    days = {values[-1] for key, values in theirs.items() if key[0] == "orders"}
    return Reconciled(len(found), len(days), len(days - bad_days), tuple(differences), tuple(on_the_way))
