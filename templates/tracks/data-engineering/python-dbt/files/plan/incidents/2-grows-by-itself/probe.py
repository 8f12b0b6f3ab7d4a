"""Five days of the shop, load by load; the orders that each one looked at again are counted."""

import sys
import tempfile
import traceback
from pathlib import Path

from orderflow import wiring
from orderflow.places import Places
from orderflow.source.delivery import Delivery
from orderflow.source.life import Life
from orderflow.source.shop import Shop

DAYS = 5
TOUCHED = "select count(*) from intermediate.int_orders_latest where built_in_load = ?"
# Orders with an event in load n, and all that are known by then of customers with one.
SPOKEN_OF = """
with events as (select * from raw.cdc_events where load_seq <= ?),
spoken as (select source_table, pk from events where load_seq = ?)
select count(distinct pk) from events
where source_table = 'orders' and (
  pk in (select pk from spoken where source_table = 'orders')
  or json_extract_string(coalesce(after, before), '$.customer_id')
    in (select pk from spoken where source_table = 'customers')
)
"""


def counts(home: Path) -> list[tuple[int, int, int]]:
    """Return load, orders looked at again, and orders that the load speaks of."""
    line = wiring.pipeline(Places(home, home / "reports"))
    shop = Shop(line.places.shop)
    life, delivery = Life(shop), Delivery(line.places.landing, days=DAYS)
    last, found = 0, []
    for day in range(1, DAYS + 1):
        life.day(day)
        changes = shop.changes(last)
        last = changes[-1].lsn
        for name in delivery.deliver(day, changes):
            delivery.put(name)
        for planned in line.inlet.pending():
            line.inlet.load(planned)
        if not line.dbt.build_models(audit=False).ok:
            raise RuntimeError("the models do not build")
        with line.open() as warehouse:
            touched = warehouse.rows(TOUCHED, (day,))[0][0]
            spoken_of = warehouse.rows(SPOKEN_OF, (day, day))[0][0]
        found.append((day, touched, spoken_of))
    shop.close()
    return found


def main() -> int:
    """Print a line for each load."""
    with tempfile.TemporaryDirectory() as folder:
        found = counts(Path(folder))
    for load, touched, spoken_of in found:
        print(f"load {load}: {touched} orders looked at again, {spoken_of} that it speaks of")
    return 1 if any(touched != spoken_of for _, touched, spoken_of in found) else 0


if __name__ == "__main__":
    try:
        status = main()
    except Exception:
        # What cannot be run says nothing about what a load costs.
        traceback.print_exc()
        status = 125
    sys.exit(status)
