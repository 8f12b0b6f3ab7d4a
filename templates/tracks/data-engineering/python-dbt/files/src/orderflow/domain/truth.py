"""What the warehouse ought to say, worked out from the shop's own log without any SQL.

It repeats in Python what the models do with window functions. Two ways to one answer is the point:
a fault in one of them shows as a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from orderflow.domain.event import ChangeEvent, Op

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CustomerState:
    """A customer from one moment to the next."""

    customer_id: int
    version: int
    tier: str
    from_ms: int
    to_ms: int | None


def customer_states(changes: Iterable[ChangeEvent]) -> dict[int, list[CustomerState]]:
    """Return each customer's states in order; what lasted no millisecond was never anybody's state."""
    by_customer: dict[int, list[ChangeEvent]] = {}
    for change in changes:
        if change.table == "customers":
            by_customer.setdefault(int(change.pk), []).append(change)
    found: dict[int, list[CustomerState]] = {}
    for customer, log in by_customer.items():
        states: list[CustomerState] = []
        for index, change in enumerate(log):
            until = log[index + 1].ts_ms if index + 1 < len(log) else None
            if change.op is Op.DELETE or until == change.ts_ms:
                continue
            tier = change.row["tier"]
            states.append(CustomerState(customer, len(states) + 1, tier, change.ts_ms, until))
        found[customer] = states
    return found


def tier_at(states: Mapping[int, list[CustomerState]], customer: int, ms: int) -> str:
    """Return the tier that a customer had at a moment."""
    for state in states.get(customer, []):
        if state.from_ms <= ms and (state.to_ms is None or ms < state.to_ms):
            return state.tier
    return "unknown"
