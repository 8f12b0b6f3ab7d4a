"""`make drill`: a broken release and its rollback, with a stopwatch.

Plain processes: two release folders and a link. The new release brings an expand-only migration and a fault. Customers
pay all the time. The smoke check finds the fault, the link goes back, and the old code must run on the new schema.

FROM=REVISION takes the old release from that commit instead of from the working tree, which shows whether the release
in front of you can be rolled back to that commit. OUT=FOLDER writes the report there instead of into docs/.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ops.releases import Releases, break_release
from ops.traffic import Traffic
from perf.bench import machine
from tests.contract.books import check_book
from tests.contract.client import Client, Person
from tests.harness import ROOT, Child, Database, Databases, Driver, Lab, migrate, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

OLD, NEW = "r1", "r2"
PROMISED_SECONDS = 30
CALM_ORDERS = 20
BALANCE = 10**9


@dataclass(frozen=True)
class Outcome:
    """What the stopwatch and the books say."""

    deploy: float
    detect: float
    restore: float | None
    sent: int
    failed: int
    orders: int
    lost: int
    in_balance: bool
    receipts_left: int

    @property
    def good(self) -> bool:
        """Whether service came back and every order took effect exactly once."""
        return self.restore is not None and self.in_balance and self.lost == 0 and self.receipts_left == 0


class Server:
    """The processes of the release that the link points to, always on the same port."""

    def __init__(self, lab: Lab, database: Database) -> None:
        self._lab = lab
        self._database = database
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._port = probe.getsockname()[1]
        self._children: list[Child] = []
        self.url = f"http://127.0.0.1:{self._port}"

    def restart(self) -> None:
        """Stop what runs, start what the link points to, and wait until it is ready."""
        for child in self._children:
            child.stop()
        api = self._lab.api(self._database, port=self._port)
        self._children = [api, self._lab.worker(self._database)]
        api.event("listening")
        with Client(self.url) as client:
            wait_until(lambda: client.send("GET", "/readyz").status == 200, "the release is ready")  # noqa: PLR2004


def drill(folder: Path, old_revision: str | None) -> Outcome:
    """Run the whole drill below a folder and return what happened."""
    releases = Releases(folder / "releases")
    old = releases.from_commit(OLD, old_revision) if old_revision else releases.from_tree(OLD)
    break_release(releases.from_tree(NEW))
    releases.switch(OLD)
    databases = Databases(Driver.load(old), folder)
    try:
        database = databases.new()
        with Lab(Driver.load(releases.current), folder, hashing=None) as lab:
            return _story(Server(lab, database), releases, database)
    finally:
        databases.drop()


def _story(server: Server, releases: Releases, database: Database) -> Outcome:
    server.restart()
    with Client(server.url) as client:
        person = Person.registered(client, "Drill")
        source, target = person.account("Customers", balance=BALANCE), person.account("Bakery")
        with Traffic(server.url, person.token, source, target) as traffic:
            _say("release r1 serves, customers pay")
            wait_until(lambda: len(traffic.done) >= CALM_ORDERS, "orders on r1")
            began = time.perf_counter()
            migrate(Driver.load(releases.current.parent / NEW), database.url)
            releases.switch(NEW)
            switched = time.perf_counter()
            server.restart()
            _say("release r2 serves")
            if traffic.smoke():
                message = "the smoke check passed, so the drill has no fault to find"
                raise RuntimeError(message)
            found = time.perf_counter()
            _say("smoke check failed, rolling back")
            releases.switch(OLD)
            server.restart()
            back = _seconds_until(traffic.smoke, found)
            if back is not None:
                calm = len(traffic.done) + CALM_ORDERS
                wait_until(lambda: len(traffic.done) >= calm and not traffic.waiting, "repeated orders succeed")
                _say("release r1 serves again, on the new schema")
        left = 0 if back is None else _receipts_left(person)
        return Outcome(
            deploy=switched - began,
            detect=found - switched,
            restore=back,
            sent=traffic.sent,
            failed=traffic.failed,
            orders=len(traffic.done) + len(traffic.waiting),
            lost=len(traffic.waiting) + _without_effect(person, target, traffic),
            in_balance=_in_balance(person),
            receipts_left=left,
        )


def _seconds_until(condition: Callable[[], bool], since: float) -> float | None:
    try:
        wait_until(condition, "the smoke check passes", PROMISED_SECONDS)
    except AssertionError:
        return None
    return time.perf_counter() - since


def _without_effect(person: Person, target: str, traffic: Traffic) -> int:
    """Count orders that were confirmed and have no transfer, or more than one."""
    ids = [row["id"] for row in person.walk("/v1/transfers", account_id=target)]
    return sum(ids.count(transfer_id) != 1 for transfer_id in traffic.done.values())


def _in_balance(person: Person) -> bool:
    try:
        check_book(person)
    except AssertionError as fault:
        _say(f"out of balance: {fault}")
        return False
    return True


def _receipts_left(person: Person) -> int:
    """Wait until the old worker has caught up; return what it could not do."""

    def queued() -> int:
        return int(person.get("/v1/reports/receipts").body["queued"])

    try:
        wait_until(lambda: queued() == 0, "all receipts are issued", PROMISED_SECONDS)
    except AssertionError:
        return queued()
    return 0


REPORT = """# Rollback drill

Written by `make drill`. {machine}.

Two releases as folders and a link that says which one runs. r2 brings an expand-only migration and a mistake in the
code that writes transfers. Somebody pays every 50 ms all the time and repeats what failed with the same key.

| what | result |
| --- | --- |
| migration of r2, while r1 serves | {deploy:.1f} s |
| detect: from the switch of the link to the failed smoke check | {detect:.1f} s |
| restore: from the failed smoke check to a passed one on r1 | {restore} |
| promised for restoring | {promised} s |
| requests sent | {sent} |
| requests failed, each repeated with its key | {failed} |
| orders | {orders} |
| orders lost or done twice | {lost} |
| balances add up to zero, each is the sum of its transfers | {in_balance} |
| receipts that the old worker could not issue | {receipts_left} |

The schema stays as r2 left it, and so do the transfers: a rollback takes code back, not data.
Detecting and restoring each hold one stop and one start of the processes; on one port that is time in which
connections are refused, and most of the failed requests.
"""


def report(outcome: Outcome) -> str:
    """Write the outcome as a document."""
    values = dict(vars(outcome))
    values["restore"] = "not restored" if outcome.restore is None else f"{outcome.restore:.1f} s"
    values["in_balance"] = "yes" if outcome.in_balance else "no"
    return REPORT.format(machine=machine(), promised=PROMISED_SECONDS, **values)


def main() -> int:
    """Run the drill and write its report."""
    with tempfile.TemporaryDirectory(prefix="ledger-drill-") as folder:
        outcome = drill(Path(folder), os.environ.get("FROM"))
    path = Path(os.environ.get("OUT") or ROOT / "docs") / "rollback-drill.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(report(outcome), encoding="utf-8", newline="\n")
    restored = "not restored" if outcome.restore is None else f"restored in {outcome.restore:.1f} s"
    _say(f"{restored}, {outcome.failed} of {outcome.sent} requests failed, {outcome.lost} orders lost")
    return 0 if outcome.good else 1


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
