"""Acceptance check of d06-snapshot-start: a warehouse that begins with a snapshot and the tail of the log.

The snapshot's rows share one lsn. Delivered last or twice, it changes nothing that is newer than its cut.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.world import NOON, deliver, fresh, marts, query

from orderflow.domain.event import ChangeEvent
from orderflow.pipeline import Pipeline
from orderflow.source.shop import TABLES, Shop

DAY = 24 * 60 * 60_000


def envelope(change: ChangeEvent) -> dict[str, Any]:
    """Return a change as it is delivered."""
    return {
        "lsn": change.lsn,
        "ts_ms": change.ts_ms,
        "op": change.op.value,
        "table": change.table,
        "pk": change.pk,
        "before": change.before,
        "after": change.after,
    }


def snapshot(shop: Shop, lsn: int, ts_ms: int) -> list[dict[str, Any]]:
    """Return all rows of the shop as one snapshot: one lsn, one moment."""
    return [
        {"lsn": lsn, "ts_ms": ts_ms, "op": "r", "table": table, "pk": str(pk), "before": None, "after": row}
        for table in TABLES
        for pk, row in shop.rows(table).items()
    ]


class Story:
    """A shop with a past that its log has forgotten, a snapshot, and a tail."""

    def __init__(self, folder: Path) -> None:
        shop = Shop(folder / "shop-of-the-story.db")
        shop.at(NOON)
        for number in range(1, 6):
            person = {"name": "Mira Çelik", "email": f"mira.{number}@Example.com", "street": "1 Mill Lane"}
            shop.insert("customers", {"customer_id": number, **person, "tier": "basic"})
        for number in range(1, 9):
            shop.insert("orders", self.row(number))
        shop.at(NOON + DAY)
        shop.update("orders", 1, status="paid")
        shop.delete("orders", 8)
        self.cut = shop.changes()[-1].lsn
        self.snapshot = snapshot(shop, self.cut, NOON + DAY)
        shop.at(NOON + 2 * DAY)
        shop.update("orders", 1, status="shipped")
        shop.update("orders", 2, status="paid")
        shop.delete("orders", 3)
        shop.delete("orders", 4)
        shop.insert("orders", self.row(4) | {"amount_cents": 777})
        shop.insert("orders", self.row(9))
        shop.update("customers", 2, tier="gold")
        shop.delete("customers", 5)
        self.tail = [envelope(change) for change in shop.changes(self.cut)]
        self.orders = sorted(
            (row["order_id"], row["status"], row["amount_cents"]) for row in shop.rows("orders").values()
        )
        self.tiers = sorted((row["customer_id"], row["tier"]) for row in shop.rows("customers").values())
        shop.close()

    @staticmethod
    def row(number: int) -> dict[str, Any]:
        """Return a new order."""
        return {
            "order_id": number,
            "customer_id": 1 + number % 4,
            "status": "placed",
            "amount_cents": 100 * number,
            "created_at_ms": NOON,
        }

    def agrees(self, line: Pipeline) -> None:
        """Insist that the published warehouse is the shop."""
        orders = query(line.places.published, "select order_id, status, amount_cents from marts.fct_orders order by 1")
        assert orders == self.orders, "the orders are not those of the shop"
        tiers = query(
            line.places.published, "select customer_id, tier from marts.dim_customer where is_current order by 1"
        )
        assert tiers == self.tiers, "the current customers are not those of the shop"


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path)


def arrive(line: Pipeline, name: str, events: list[dict[str, Any]]) -> None:
    """Deliver a file and publish."""
    deliver(line.places, name, events)
    assert line.cycle()
    with_rejects = [each for loaded in line.loaded for each in loaded.checked.rejects]
    assert not with_rejects, f"a line of a snapshot is refused: {with_rejects[0].reason}"


def test_snapshot_first_then_the_tail(story: Story, tmp_path: Path) -> None:
    line = fresh(tmp_path / "first")
    arrive(line, "0001.jsonl", story.snapshot)
    rows = query(line.places.published, "select count(*) from raw.cdc_events")
    assert rows == [(len(story.snapshot),)], "raw does not have every row of the snapshot"
    arrive(line, "0002.jsonl", story.tail)
    story.agrees(line)


def test_a_snapshot_that_comes_last_overwrites_nothing_newer_and_twice_changes_nothing(
    story: Story, tmp_path: Path
) -> None:
    line = fresh(tmp_path / "last")
    arrive(line, "0002.jsonl", story.tail)
    arrive(line, "0003.jsonl", story.snapshot)
    story.agrees(line)
    before = marts(line.places.published)
    arrive(line, "0004.jsonl", story.snapshot)
    assert marts(line.places.published) == before, "the same snapshot, delivered again, changed a mart"
