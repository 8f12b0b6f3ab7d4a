"""Compare the warehouse with the shop, row by row: the one test that no model can talk itself out of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date

from orderflow.domain.clock import utc, utc_date
from orderflow.domain.event import ChangeEvent, Row
from orderflow.domain.truth import Key, customer_states, tier_at
from orderflow.warehouse.port import Warehouse

ORDERS = """
select order_id, customer_id, order_date, status, amount_cents, tier_at_order from marts.fct_orders
"""
VERSIONS = "select customer_id, version, tier, valid_from, valid_to from marts.dim_customer"
Values = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Shop:
    """The source's side: its order table as it is, and its log."""

    orders: Mapping[int, Row]
    changes: Sequence[ChangeEvent]


@dataclass(frozen=True, slots=True)
class Difference:
    """One key on which the two sides disagree."""

    key: str
    shop: Values | None
    warehouse: Values | None

    def __str__(self) -> str:
        """Return both values, for a person."""
        return f"{self.key}: shop {words(self.shop)}, warehouse {words(self.warehouse)}"


@dataclass(slots=True)
class Day:
    """One day's orders on both sides."""

    day: date
    shop_orders: int = 0
    shop_cents: int = 0
    orders: int = 0
    cents: int = 0
    differing: int = 0

    @property
    def agrees(self) -> bool:
        """Is every order of the day the same on both sides, and so their count and their cents?"""
        same = (self.shop_orders, self.shop_cents) == (self.orders, self.cents)
        return same and not self.differing


@dataclass(slots=True)
class Reconciled:
    """What agrees, what differs, and what cannot agree yet because it has not been loaded."""

    orders: int = 0
    versions: int = 0
    days: list[Day] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    on_the_way: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)


def words(values: Values | None) -> str:
    """Return values as a person would write them."""
    return "has no row" if values is None else "(" + ", ".join(map(str, values)) + ")"


def reconcile(warehouse: Warehouse, shop: Shop, held: Set[Key] = frozenset()) -> Reconciled:
    """Compare all orders and all customer versions; `held` names the keys in files that are held."""
    arrived = {lsn for (lsn,) in warehouse.rows("select lsn from raw.cdc_events")}
    missing = {(change.table, change.pk) for change in shop.changes if change.lsn not in arrived}
    states = customer_states(shop.changes)
    result = Reconciled()
    days: dict[date, Day] = {}

    theirs: dict[int, Values] = {}
    for order, row in shop.orders.items():
        day = utc_date(row["created_at_ms"])
        tier = tier_at(states, row["customer_id"], row["created_at_ms"])
        theirs[order] = (row["customer_id"], day, row["status"], row["amount_cents"], tier)
        side = days.setdefault(day, Day(day))
        side.shop_orders += 1
        side.shop_cents += row["amount_cents"]
    ours: dict[int, Values] = {}
    for order, customer, day, status, cents, tier in warehouse.rows(ORDERS):
        ours[order] = (customer, day, status, cents, tier)
        side = days.setdefault(day, Day(day))
        side.orders += 1
        side.cents += cents
    for order in sorted(theirs.keys() | ours.keys()):
        here, there = theirs.get(order), ours.get(order)
        if here != there:
            customers = {("customers", str(side[0])) for side in (here, there) if side}
            keys = {("orders", str(order))} | customers
            note(result, f"order {order}", (here, there), keys & missing, held)
            for each in {side[1] for side in (here, there) if side}:
                if isinstance(each, date):
                    days[each].differing += 1

    wanted = {
        (state.customer_id, state.version): (
            state.tier,
            utc(state.from_ms).replace(tzinfo=None),
            utc(state.to_ms).replace(tzinfo=None) if state.to_ms else None,
        )
        for each in states.values()
        for state in each
    }
    found = {(row[0], row[1]): tuple(row[2:]) for row in warehouse.rows(VERSIONS)}
    for key in sorted(wanted.keys() | found.keys()):
        if wanted.get(key) != found.get(key):
            name = f"customer {key[0]} version {key[1]}"
            keys = {("customers", str(key[0]))}
            note(result, name, (wanted.get(key), found.get(key)), keys & missing, held)

    result.orders, result.versions = len(ours), len(found)
    result.days = [days[day] for day in sorted(days)]
    return result


def note(
    result: Reconciled, name: str, sides: tuple[Values | None, Values | None], waiting: Set[Key], held: Set[Key]
) -> None:
    """Note a key that differs under the reason why it may, or as a difference."""
    if waiting & held:
        result.held.append(name)
    elif waiting:
        result.on_the_way.append(name)
    else:
        result.differences.append(Difference(name, *sides))
