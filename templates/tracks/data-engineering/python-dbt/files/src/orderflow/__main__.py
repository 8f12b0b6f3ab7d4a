"""The command line: python -m orderflow run | trace ORDER | sla | rollback."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from orderflow.domain.clock import in_words
from orderflow.report.reconcile import reconcile
from orderflow.report.slas import freshness, read_promise
from orderflow.report.trace import NeverSeenError, trace
from orderflow.runner import AuditError, LockedError, Pipeline, lock
from orderflow.source.delivery import Delivery
from orderflow.source.life import DAYS, Life
from orderflow.source.shop import TABLES, Shop
from orderflow.warehouse import publish
from orderflow.warehouse.duck import open_duck

VAR = Path("var")
PUBLISHED = VAR / "published.duckdb"


def run() -> int:
    """Live fourteen days, deliver them, and publish after each file."""
    for name in ("landing", "dlt"):
        shutil.rmtree(VAR / name, ignore_errors=True)
    for old in [*VAR.glob("*.duckdb*"), *VAR.glob("shop.db*")]:
        old.unlink()
    shop = Shop(VAR / "shop.db")
    life, delivery, pipeline = Life(shop), Delivery(VAR / "landing"), Pipeline(VAR)
    last = 0
    for day in range(1, DAYS + 1):
        life.day(day)
        changes = shop.changes(last)
        last = changes[-1].lsn
        for name in delivery.deliver(day, changes):
            delivery.put(name)
            pipeline.cycle()
    with open_duck(PUBLISHED, read_only=True) as warehouse:
        result = reconcile(
            warehouse,
            {table: shop.rows(table) for table in TABLES},
            {table: shop.newest_lsn(table) for table in TABLES},
        )
    shop.close()
    new = sum(each.new for each in pipeline.loaded)
    refused = sum(len(each.checked.rejects) for each in pipeline.loaded)
    print(
        f"delivered {delivery.lines:,} lines in {len(pipeline.loaded)} files: {new:,} distinct changes,"
        f" {delivery.lines - new - refused} duplicates, {refused} in quarantine, {last - new} lost"
    )
    same = "=" if not result.differences and not result.on_the_way else "<>"
    print(
        f"warehouse {same} shop: {result.orders} orders,"
        f" {result.agreeing_days} of {result.days} days agree to the cent"
    )
    for each in result.differences[:5]:
        print(f"  {each.key}: shop {each.shop}, warehouse {each.warehouse}")
    body = {"cycles": pipeline.log, "differences": len(result.differences)}
    (VAR / "run.json").write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
    late = sla()
    print("look at: var/run.json   make trace ORDER=17")
    return 1 if result.differences or result.on_the_way or late else 0


def sla() -> int:
    """Print the verdict on freshness; 1 when the budget is overspent."""
    with open_duck(PUBLISHED, read_only=True) as warehouse:
        verdict = freshness(warehouse, read_promise(Path("sla.yml")))
    missed = "".join(f"   {each.day}: MISSED ({in_words(each.value * 60_000)})" for each in verdict.missed)
    good = len(verdict.observations) - len(verdict.missed)
    print(
        f"SLA freshness   p95 <= {verdict.promise.limit} min   {good} of {len(verdict.observations)}"
        f" days{missed}   budget {len(verdict.missed)} of {verdict.budget} used"
    )
    return int(verdict.overspent)


def main(args: list[str]) -> int:
    """Run one command."""
    VAR.mkdir(exist_ok=True)
    try:
        match args:
            case ["run"]:
                with lock(VAR / "run.lock"):
                    return run()
            case ["sla"]:
                return sla()
            case ["rollback"]:
                with lock(VAR / "run.lock"):
                    publish.roll_back(PUBLISHED)
                print("rolled back; the next run loads what this version lacks")
                return 0
            case ["trace", order] if order.isdecimal():
                with open_duck(PUBLISHED, read_only=True) as warehouse:
                    print("\n".join(trace(warehouse, int(order))))
                return 0
    except LockedError as why:
        print(why, file=sys.stderr)
        return 75
    except (AuditError, NeverSeenError, publish.NothingToRollBackError) as why:
        print(why, file=sys.stderr)
        return 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
