"""Kill the pipeline at nine moments that hurt, run it again, and go back one version with a stopwatch.

A clock would hit the long waits and miss the short ones between two writes. So the child counts what
it does and ends itself by SIGKILL at a chosen call: no handler runs, nothing is flushed, as in a power cut
of the process. Which call of several it is comes from the seed.
"""

from __future__ import annotations

import functools
import os
import platform
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dlt
from dbt.adapters.sql import SQLConnectionManager

from ops import tables
from orderflow import steps, wiring
from orderflow.ingest import files, ledger
from orderflow.places import Places
from orderflow.source.delivery import Delivery
from orderflow.source.life import Life
from orderflow.source.shop import Shop
from orderflow.transform.dbt import parsed
from orderflow.warehouse import publish
from orderflow.warehouse.duck import open_duck

SEED = 20260101
NOTE = "rollback-drill.md"


@dataclass(frozen=True, slots=True)
class Moment:
    """Where to die: before or after the n-th call of something, n drawn up to `calls`."""

    says: str
    owner: Any
    name: str
    calls: int = 1
    after: bool = False


MOMENTS = [
    Moment("the ledger says loading, no row is in raw yet", ledger, "write", after=True),
    Moment("dlt has packed the rows and not loaded them", dlt.Pipeline, "load"),
    Moment("dlt is done, the rows are not counted yet", files, "count"),
    Moment("the ledger says loaded, the journal does not know it", ledger, "write", calls=1, after=True),
    Moment("the journal says loaded, dbt has not begun", steps.Runner, "note", after=True),
    Moment("dbt is between two of its statements", SQLConnectionManager, "add_query", calls=60),
    Moment("the models are built and tested, not published", publish, "publish"),
    Moment("the old version has moved aside, the new one is not there", os, "link", after=True),
    Moment("the new version is there, the journal does not know it", publish, "publish", after=True),
]
SECOND_CALL = 3


def arm(moment: Moment, chance: random.Random) -> None:
    """Make this process die at the moment."""
    real = getattr(moment.owner, moment.name)
    left = [chance.randint(1, moment.calls)]
    if moment is MOMENTS[SECOND_CALL]:
        left = [2]

    @functools.wraps(real)
    def deadly(*args: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] == 0 and not moment.after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*args, **named)
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(moment.owner, moment.name, deadly)


def in_child(work: Callable[[], object]) -> int:
    """Run something in a process of its own, and return how it ended."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            # No clean-up of the parent's: the child only ever ends.
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def cycle(places: Places) -> None:
    """Do one cycle as the product does, under its lock."""
    with steps.lock(places.lock):
        wiring.pipeline(places).cycle()


def die(moment: Moment, chance: random.Random, places: Places) -> None:
    """Do one cycle, and do not come to its end."""
    arm(moment, chance)
    cycle(places)


def faults(places: Places, wanted: set[int]) -> tuple[int, int]:
    """Return how many changes raw lacks, and how many it has twice."""
    with open_duck(places.published, read_only=True) as warehouse:
        found = [lsn for (lsn,) in warehouse.rows("select lsn from raw.cdc_events")]
    return len(wanted - set(found)), len(found) - len(set(found))


def drill(home: Path, moments: list[Moment]) -> tuple[list[tuple[object, ...]], float]:
    """Die once in each moment; return a row for each, and the milliseconds of a rollback."""
    chance = random.Random(SEED)  # noqa: S311 - which call, not a secret
    places = Places(home, home / "reports")
    # Python's helper process would complain about what the dead leave behind, which is no news here.
    os.environ["PYTHONWARNINGS"] = "ignore::UserWarning"
    # Read here once, dbt's project is known to every child.
    parsed(wiring.pipeline(places).dbt)
    shop = Shop(places.shop)
    life, delivery = Life(shop), Delivery(places.landing, calm=True)
    rows: list[tuple[object, ...]] = []
    wanted: set[int] = set()
    for day, moment in enumerate([None, *moments], 1):
        life.day(day)
        changes = shop.changes(max(wanted, default=0))
        wanted |= {change.lsn for change in changes}
        for name in delivery.deliver(day, changes):
            delivery.put(name)
        if moment:
            died = in_child(functools.partial(die, moment, chance, places))
            if died != -signal.SIGKILL:
                raise SystemExit(f"drill: not killed where {moment.says}, ended with {died}")
        begun = time.perf_counter()
        again = in_child(lambda: cycle(places))
        took = time.perf_counter() - begun
        if moment:
            missing, double = faults(places, wanted)
            rows.append((moment.says, "yes" if again == 0 else "NO", missing, double, f"{took:.1f}"))
    shop.close()
    begun = time.perf_counter()
    publish.roll_back(places.published)
    return rows, (time.perf_counter() - begun) * 1000


def main() -> int:
    """Run the drill, write the note, and say whether everything held."""
    picked = [MOMENTS[int(each)] for each in sys.argv[1:]] or MOMENTS
    with tempfile.TemporaryDirectory() as folder:
        rows, rolled_back = drill(Path(folder), picked)
    held = all(row[1:4] == ("yes", 0, 0) for row in rows)
    heads = ("killed when", "first rerun succeeds", "changes missing", "changes twice", "rerun, s")
    text = (
        "# The drill\n\nWritten by `make drill`. The pipeline was killed by SIGKILL at each moment, run once more, and"
        " every change of the shop was looked for in what is published.\n\n"
        + tables.markdown(heads, rows)
        + f"\nAfter that `rollback` let readers see the version before: {rolled_back:.1f} ms, two renames."
        "\n\nA rerun is timed from the moment at which dbt has read its project; to start and to read takes a new"
        " process some seconds more."
        f"\n\nMeasured once, with Python {platform.python_version()} on {os.cpu_count()} cores"
        f" ({platform.machine()}). Times vary; the counts do not.\n"
    )
    out = Path(os.environ.get("OUT") or "docs")
    out.mkdir(parents=True, exist_ok=True)
    (out / NOTE).write_text(text, encoding="utf-8")
    print(text)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
