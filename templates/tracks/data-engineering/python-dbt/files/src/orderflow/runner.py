"""One cycle of the pipeline: load, build, audit, publish; a lock keeps a second run out."""

from __future__ import annotations

import fcntl
import functools
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from orderflow.ingest import load
from orderflow.ingest.contracts import read_contracts
from orderflow.ingest.files import Inlet, Loaded
from orderflow.transform.dbt import Dbt
from orderflow.warehouse import publish
from orderflow.warehouse.duck import open_duck

DEVELOPMENT_SALT = "development"


class LockedError(Exception):
    """Another run is at work."""


class AuditError(Exception):
    """The models or their tests failed; nothing was published."""


def salt() -> str:
    """Return the salt of the e-mail hash; the public one is no salt in production."""
    found = os.environ.get("PII_SALT", DEVELOPMENT_SALT)
    if os.environ.get("ENV") == "production" and found == DEVELOPMENT_SALT:
        raise SystemExit("PII_SALT must be set where ENV=production")
    return found


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold the lock; the system lets go of it when the process dies, however it dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise LockedError(f"another run holds {path.name} (pid {file.read()})") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@dataclass
class Pipeline:
    """The pipeline over one folder."""

    root: Path
    loaded: list[Loaded] = field(default_factory=list)
    log: list[dict[str, object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Name the places once."""
        self.build = self.root / "build.duckdb"
        self.published = self.root / "published.duckdb"
        self.loader_state = self.root / "dlt"
        self.inlet = Inlet(
            self.root / "landing",
            read_contracts(Path("contracts")),
            functools.partial(open_duck, self.build),
            functools.partial(load.run, self.build, self.loader_state),
        )
        self.dbt = Dbt(self.build, self.root / "dbt", salt())

    def cycle(self) -> bool:
        """Load what is new, build, audit and publish; return whether there was anything to do."""
        publish.prepare(self.build, self.published)
        before = time.perf_counter()
        done = [self.inlet.load(planned) for planned in self.inlet.pending()]
        if not done:
            return False
        self.loaded += done
        middle = time.perf_counter()
        built = self.dbt.build_models()
        if not built.ok:
            publish.discard(self.build, self.loader_state)
            raise AuditError(f"not published: {', '.join(built.failed) or built.error}")
        with open_duck(self.build) as warehouse:
            touched = warehouse.rows(
                "select count(*) from intermediate.int_orders_latest"
                " where built_in_load = (select max(load_seq) from raw.cdc_events)"
            )[0][0]
        publish.publish(self.build, self.published)
        self.log.append(
            {
                "files": [each.load.file for each in done],
                "lines": sum(each.checked.lines for each in done),
                "new": sum(each.new for each in done),
                "rows_touched": touched,
                "load_ms": round((middle - before) * 1000),
                "transform_ms": round((time.perf_counter() - middle) * 1000),
            }
        )
        return True
