"""`raw.cdc_quarantine`: refused lines, whole, with the reason, so that somebody can answer for them."""

from __future__ import annotations

from collections.abc import Sequence

from orderflow.domain.contract import Reject
from orderflow.warehouse.port import Warehouse

CREATE = """
create table if not exists raw.cdc_quarantine (
  file varchar not null, line bigint not null, reason varchar not null, raw varchar not null,
  load_seq bigint not null
)
"""


def ensure(warehouse: Warehouse) -> None:
    """Make the table when there is none."""
    warehouse.execute(CREATE)


def write(warehouse: Warehouse, load_seq: int, rejects: Sequence[Reject]) -> None:
    """Put the refused lines of one load there; a repeated load replaces its own."""
    warehouse.execute("delete from raw.cdc_quarantine where load_seq = ?", (load_seq,))
    for each in rejects:
        warehouse.execute(
            "insert into raw.cdc_quarantine values (?, ?, ?, ?, ?)",
            (each.file, each.line, each.reason, each.raw, load_seq),
        )


def read(warehouse: Warehouse) -> list[Reject]:
    """Return every refused line, in the order of arrival."""
    found = warehouse.rows("select reason, file, line, raw from raw.cdc_quarantine order by load_seq, line")
    return [Reject(*row) for row in found]
