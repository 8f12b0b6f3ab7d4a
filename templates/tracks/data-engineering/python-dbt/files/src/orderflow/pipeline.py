"""One cycle of the pipeline: load, build and audit, publish; on request also everything people look at."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from orderflow.domain.arrival import BuiltLoad, PlannedLoad
from orderflow.ingest.files import IncompleteLoadError, Inlet, Loaded
from orderflow.places import Places
from orderflow.steps import Rows, Runner, Step
from orderflow.transform.dbt import Dbt
from orderflow.warehouse import publish
from orderflow.warehouse.port import Warehouse

TOUCHED = """
select count(*) from intermediate.int_orders_latest
where built_in_load = (select max(load_seq) from raw.cdc_events)
"""
LOADS_SINCE = """
select count(*) from raw.cdc_events where load_seq > ?
"""


class AuditError(Exception):
    """The models or their tests failed; nothing was published."""


@dataclass
class Pipeline:
    """The pipeline over one folder. What it needs is handed in by `wiring`."""

    places: Places
    inlet: Inlet
    dbt: Dbt
    runner: Runner
    open: Callable[[], AbstractContextManager[Warehouse]]
    retry_on: tuple[type[Exception], ...] = ()
    loaded: list[Loaded] = field(default_factory=list)
    builds: list[BuiltLoad] = field(default_factory=list)

    def cycle(self) -> bool:
        """Do one cycle; return whether there was anything to do.

        A build file that a crash left behind is gone on with, even when no new file has arrived:
        what it holds was loaded, and nobody can see it yet.
        """
        done = self.runner.done()
        unfinished = bool(done) or self.places.build.exists()
        if "build" not in done:
            publish.prepare(self.places.build, self.places.published)
        pending = [] if "load" in done else self.inlet.pending()
        if not pending and not unfinished and self.places.published.exists():
            self.discard()
            return False
        try:
            self.runner.run(self.steps(pending))
        except AuditError:
            # The next cycle begins with a copy of what is published and loads the files again, so a
            # repaired model never meets a watermark that has moved on.
            self.discard()
            raise
        return True

    def discard(self) -> None:
        """Throw the build away."""
        publish.discard(self.places.build, self.places.loader_state)
        self.runner.forget()

    def steps(self, pending: list[PlannedLoad]) -> list[Step]:
        """Return the steps of a cycle over these files."""
        retry_on: tuple[type[Exception], ...] = (IncompleteLoadError, OSError, *self.retry_on)
        return [
            Step("load", lambda: self.load(pending), retry_on=retry_on),
            Step("build", self.build, after=("load",)),
            Step("publish", self.publish, after=("build",)),
        ]

    def load(self, pending: list[PlannedLoad]) -> Rows:
        """Load the files, each one whole or not at all."""
        loaded = [self.inlet.load(planned) for planned in pending]
        self.loaded += loaded
        new = sum(each.new for each in loaded)
        return Rows(sum(each.checked.lines for each in loaded), new, new)

    def build(self) -> Rows:
        """Build the models and audit them; count how many orders had to be looked at again."""
        with self.open() as warehouse:
            before = last_built(warehouse)
            has_raw = warehouse.has_table("raw", "cdc_events")
        if not has_raw:
            # Every file so far is held: there is nothing to build yet.
            return Rows()
        built = self.dbt.build_models()
        if not built.ok:
            behind = f"; skipped: {', '.join(built.skipped)}" if built.skipped else ""
            raise AuditError(f"not published: {', '.join(built.failed) or built.error}{behind}")
        with self.open() as warehouse:
            new = one(warehouse.rows(LOADS_SINCE, (before,)))
            load_seq = one(warehouse.rows("select max(load_seq) from raw.cdc_events"))
            touched = one(warehouse.rows(TOUCHED)) if new else 0
            orders = one(warehouse.rows("select count(*) from marts.fct_orders"))
        self.builds.append(BuiltLoad(load_seq, new, touched))
        return Rows(new, touched, orders)

    def publish(self) -> Rows:
        """Let readers see the build."""
        publish.publish(self.places.build, self.places.published)
        return Rows()


def last_built(warehouse: Warehouse) -> int:
    """Return the newest load that the models know."""
    if not warehouse.has_table("intermediate", "int_orders_latest"):
        return 0
    found = warehouse.rows("select coalesce(max(built_in_load), 0) from intermediate.int_orders_latest")
    return int(one(found))


def one(rows: list[tuple[Any, ...]]) -> Any:
    """Return the only value of a query."""
    return rows[0][0]
