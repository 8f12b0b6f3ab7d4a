"""Puts the parts together. The only module that knows all of them."""

from __future__ import annotations

import functools
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from orderflow.domain.arrival import State
from orderflow.domain.contract import check_file
from orderflow.domain.truth import Key
from orderflow.ingest import landing, ledger, load, quarantine
from orderflow.ingest.contracts import read_contracts
from orderflow.ingest.files import Inlet
from orderflow.pipeline import Pipeline
from orderflow.places import Places
from orderflow.report import page, reconcile, slas
from orderflow.report.outcome import Delivered, Outcome
from orderflow.source.delivery import Delivery
from orderflow.source.life import Life
from orderflow.source.shop import Shop
from orderflow.steps import Runner
from orderflow.transform.dbt import Dbt
from orderflow.warehouse.duck import open_duck

DEVELOPMENT_SALT = "development"
LEAST_SALT = 16
CONTRACTS = Path("contracts")
SLA = Path("sla.yml")


class SaltError(Exception):
    """The salt is no secret."""


class StrangeDeliveryError(Exception):
    """There are files that the simulated shop did not deliver."""


def salt() -> str:
    """Return the salt of the e-mail hash; the public one is no salt in production, nor is one that can be guessed."""
    found = os.environ.get("PII_SALT", DEVELOPMENT_SALT)
    if os.environ.get("ENV") == "production" and len(found) < LEAST_SALT:
        raise SaltError(f"PII_SALT must be set to a secret of at least {LEAST_SALT} characters where ENV=production")
    return found


def pipeline(places: Places, stopped: Callable[[], bool] = lambda: False) -> Pipeline:
    """Return the pipeline over a folder."""
    places.make()
    opened = functools.partial(open_duck, places.build)
    return Pipeline(
        places,
        Inlet(
            places.landing,
            read_contracts(CONTRACTS),
            opened,
            functools.partial(load.run, places.build, places.loader_state),
        ),
        Dbt(places.build, places.dbt_scratch, salt()),
        Runner(places.journal, stopped),
        opened,
        (load.LoaderError,),
    )


def live(places: Places, days: int, *, calm: bool, stopped: Callable[[], bool]) -> Outcome:
    """Begin anew, live some days of the shop, deliver them, and publish after each file."""
    if any(places.landing.glob("*.jsonl")) and not places.shop.exists():
        raise StrangeDeliveryError(
            f"{places.landing} holds files of another shop, which run would delete; once loads them"
        )
    shutil.rmtree(places.landing, ignore_errors=True)
    shutil.rmtree(places.loader_state, ignore_errors=True)
    for old in [*places.home.glob("*.duckdb*"), *places.home.glob("shop.db*"), places.journal]:
        old.unlink(missing_ok=True)
    line = pipeline(places, stopped)
    shop = Shop(places.shop)
    life, delivery = Life(shop), Delivery(places.landing, days=days, calm=calm)
    last = 0
    for day in range(1, days + 1):
        life.day(day)
        changes = shop.changes(last)
        last = changes[-1].lsn
        for name in delivery.deliver(day, changes):
            delivery.put(name)
            line.cycle()
    shop.close()
    return report(places, line, complete=True)


def once(places: Places, stopped: Callable[[], bool]) -> Outcome:
    """Load and publish what has arrived, and look at the result."""
    line = pipeline(places, stopped)
    line.cycle()
    return report(places, line, complete=False)


def report(places: Places, line: Pipeline, *, complete: bool) -> Outcome:
    """Reconcile, judge and draw what is published; write it all to the reports."""
    shop = read_shop(places.shop)
    with open_duck(places.published, read_only=True) as warehouse:
        rows = ledger.read(warehouse)
        refused = quarantine.read(warehouse)
        loaded = warehouse.has_table("raw", "cdc_events")
        arrived = warehouse.rows("select lsn from raw.cdc_events") if loaded else []
        held, held_lsn = look_again(places, [row.file for row in rows if row.state is State.HELD])
        judged = slas.judge(warehouse, slas.read_promises(SLA))
        compared = reconcile.reconcile(warehouse, shop, held) if shop and loaded else None
        known = {lsn for (lsn,) in arrived} | held_lsn
        lost = sum(change.lsn not in known for change in shop.changes) if shop and complete else 0
        outcome = Outcome(
            Delivered(
                sum(row.lines for row in rows if row.state is State.LOADED),
                len(rows),
                len(arrived),
                len(refused),
                tuple(each.load.file for each in line.loaded if each.held),
                lost,
                tuple(sorted(set().union(*(each.checked.drift for each in line.loaded)))),
            ),
            compared,
            judged,
            line.builds,
            complete,
        )
        page.write(places.reports, warehouse, outcome)
    (places.reports / "sla.json").write_text(json.dumps(judged.body(), indent=1) + "\n", encoding="utf-8")
    (places.reports / "run.json").write_text(outcome.text(line.runner.lines()), encoding="utf-8")
    return outcome


def judged(places: Places) -> slas.Judged:
    """Judge what is published, and write reports/sla.json."""
    places.make()
    with open_duck(places.published, read_only=True) as warehouse:
        found = slas.judge(warehouse, slas.read_promises(SLA))
    (places.reports / "sla.json").write_text(json.dumps(found.body(), indent=1) + "\n", encoding="utf-8")
    return found


def read_shop(path: Path) -> reconcile.Shop | None:
    """Return the shop's side, where the shop is at hand."""
    if not path.exists():
        return None
    shop = Shop(path)
    try:
        return reconcile.Shop(shop.rows("orders"), shop.changes())
    finally:
        shop.close()


def look_again(places: Places, held: list[str]) -> tuple[frozenset[Key], set[int]]:
    """Return keys and lsn of the files that are held: what they speak of cannot agree yet."""
    contracts = read_contracts(CONTRACTS)
    keys: set[Key] = set()
    numbers: set[int] = set()
    for name in held:
        if (places.landing / name).exists():
            checked = check_file(name, landing.read_text(places.landing, name), contracts)
            keys.update((line.event.table, line.event.pk) for _, line in checked.good)
            numbers.update(line.event.lsn for _, line in checked.good)
    return frozenset(keys), numbers
