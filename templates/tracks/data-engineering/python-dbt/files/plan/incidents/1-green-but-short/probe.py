"""Four days of the shop, the third file delivered last; then warehouse and shop are compared."""

import sys
import tempfile
import traceback
from pathlib import Path

from orderflow import wiring
from orderflow.places import Places
from orderflow.report.reconcile import Shop as Side
from orderflow.report.reconcile import reconcile
from orderflow.source.delivery import Delivery
from orderflow.source.life import Life
from orderflow.source.shop import Shop
from orderflow.warehouse.duck import open_duck

BATCHES = ([1, 2], [4], [3])


def differences(home: Path) -> tuple[list[str], list[str]]:
    """Return what differs incrementally, and after a full refresh."""
    line = wiring.pipeline(Places(home, home / "reports"))
    shop = Shop(line.places.shop)
    life, delivery = Life(shop), Delivery(line.places.landing, days=4)
    last = 0
    for day in range(1, 5):
        life.day(day)
        changes = shop.changes(last)
        last = changes[-1].lsn
        delivery.deliver(day, changes)
    truth = Side(shop.rows("orders"), shop.changes())
    shop.close()
    for batch in BATCHES:
        for day in batch:
            delivery.put(f"{day:04}.jsonl")
        for planned in line.inlet.pending():
            line.inlet.load(planned)
        if not line.dbt.build_models(audit=False).ok:
            raise RuntimeError("the models do not build")
    with open_duck(line.places.build) as warehouse:
        before = [str(each) for each in reconcile(warehouse, truth).differences]
    line.dbt.build_models(full_refresh=True, audit=False)
    with open_duck(line.places.build) as warehouse:
        after = [str(each) for each in reconcile(warehouse, truth).differences]
    return before, after


def main() -> int:
    """Say how many orders differ, and whether a full refresh heals them."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = differences(Path(folder))
    print(f"late file: {len(before)} differences from the shop; after a full refresh {len(after)}")
    for each in before[:3]:
        print(f"  {each}")
    return 1 if before or after else 0


if __name__ == "__main__":
    try:
        status = main()
    except Exception:
        # What cannot be run says nothing about late files.
        traceback.print_exc()
        status = 125
    sys.exit(status)
