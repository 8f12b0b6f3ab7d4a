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
    moments: dict[int, dict[int, ChangeEvent]] = {}
    for change in changes:
        if change.table == "customers":
            log = moments.setdefault(int(change.pk), {})
            # A clock may run back, the log does not. A later change of the same moment takes its place.
            log[max(change.ts_ms, max(log, default=0))] = change
    found: dict[int, list[CustomerState]] = {}
    for customer, log in moments.items():
        states: list[CustomerState] = []
        for (begin, change), end in zip(log.items(), [*list(log)[1:], None], strict=True):
            if change.op is not Op.DELETE:
                states.append(CustomerState(customer, len(states) + 1, change.row["tier"], begin, end))
        found[customer] = states
    return found


def tier_at(states: Mapping[int, list[CustomerState]], customer: int, ms: int) -> str:
    """Return the tier that a customer had at a moment."""
    for state in states.get(customer, []):
        if state.from_ms <= ms and (state.to_ms is None or ms < state.to_ms):
            return state.tier
    return "unknown"
