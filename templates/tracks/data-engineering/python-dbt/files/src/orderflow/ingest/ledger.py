"""`raw.load_ledger`: which file came under which number, and how far it got."""

from __future__ import annotations

from orderflow.domain.arrival import LedgerRow, PlannedLoad, State
from orderflow.domain.contract import Checked
from orderflow.warehouse.port import Warehouse

COLUMNS = "load_seq, file, sha256, lines, good, quarantined, state"
CREATE = """
create table if not exists raw.load_ledger (
  load_seq bigint primary key, file varchar unique not null, sha256 varchar not null,
  lines bigint not null, good bigint not null, quarantined bigint not null, state varchar not null
)
"""


def ensure(warehouse: Warehouse) -> None:
    """Make the ledger when there is none."""
    warehouse.execute("create schema if not exists raw")
    warehouse.execute(CREATE)


def read(warehouse: Warehouse) -> list[LedgerRow]:
    """Return the ledger in arrival order."""
    found = warehouse.rows(f"select {COLUMNS} from raw.load_ledger order by load_seq")  # noqa: S608
    return [
        LedgerRow(load_seq, file, sha256, lines, good, quarantined, State(state))
        for load_seq, file, sha256, lines, good, quarantined, state in found
    ]


def write(warehouse: Warehouse, load: PlannedLoad, checked: Checked, state: State) -> None:
    """Record how far a file came."""
    warehouse.execute(
        f"insert into raw.load_ledger ({COLUMNS}) values (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
        " on conflict (load_seq) do update set state = excluded.state",
        (
            load.load_seq,
            load.file,
            load.sha256,
            checked.lines,
            len(checked.good),
            len(checked.rejects),
            state.value,
        ),
    )
