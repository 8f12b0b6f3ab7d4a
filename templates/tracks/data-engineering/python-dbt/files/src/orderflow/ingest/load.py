"""Load one checked file into raw by dlt. The only module that knows dlt."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import dlt
import duckdb
from dlt.common.exceptions import DltException
from dlt.common.schema.typing import TColumnSchema
from dlt.pipeline import trace

from orderflow.domain.arrival import PlannedLoad
from orderflow.domain.event import LandingLine

# Reports to the makers of dlt are off, and yet it would leave an id for them in the home of whoever runs this.
trace.TRACKING_MODULES = []

Rows = Iterator[dict[str, Any]]
Kind = Literal["bigint", "text"]


def _columns(**types: Kind) -> Mapping[str, TColumnSchema]:
    return {name: {"name": name, "data_type": kind} for name, kind in types.items()}


# A row stays the text that the shop wrote: dlt would unpack it, DuckDB would merge the keys of two tables.
EVENTS = _columns(
    lsn="bigint",
    ts_ms="bigint",
    op="text",
    source_table="text",
    pk="text",
    before="text",
    after="text",
    delivered_at_ms="bigint",
    load_seq="bigint",
    file="text",
    line="bigint",
)


def rows(load: PlannedLoad, lines: Sequence[tuple[int, LandingLine]]) -> Rows:
    """Yield one row for each change."""
    for number, line in lines:
        event = line.event
        yield {
            "lsn": event.lsn,
            "ts_ms": event.ts_ms,
            "op": event.op.value,
            "source_table": event.table,
            "pk": event.pk,
            "before": event.before and json.dumps(event.before, ensure_ascii=False),
            "after": event.after and json.dumps(event.after, ensure_ascii=False),
            "delivered_at_ms": line.delivered_at_ms,
            "load_seq": load.load_seq,
            "file": load.file,
            "line": number,
        }


@dlt.resource(name="cdc_events", columns=dict(EVENTS), primary_key="lsn", write_disposition="merge")  # type: ignore[untyped-decorator]
def cdc_events(load: PlannedLoad, lines: Sequence[tuple[int, LandingLine]]) -> Rows:
    """Yield what belongs into raw; a repeated load replaces its own rows by the key."""
    yield from rows(load, lines)


class LoaderError(Exception):
    """dlt could not load; the file is still in landing, so it can be tried again."""


def run(build: Path, state: Path, load: PlannedLoad, lines: Sequence[tuple[int, LandingLine]]) -> None:
    """Merge the lines of one file into the build file.

    dlt loads a package that a crash left behind *instead of* the new data, with a warning and
    success. The file is still in landing, so the leftover is thrown away.
    """
    logging.getLogger("dlt").setLevel(logging.ERROR)
    connection = duckdb.connect(str(build))
    try:
        pipeline = dlt.pipeline(
            pipeline_name="orderflow",
            destination=dlt.destinations.duckdb(connection),
            dataset_name="raw",
            pipelines_dir=str(state),
        )
        if pipeline.has_pending_data:
            pipeline.abort_packages()
        # The default, INSERT statements, is many times slower and hungrier.
        if lines:
            pipeline.run(cdc_events(load, lines), loader_file_format="jsonl")
    except (DltException, duckdb.Error) as why:
        raise LoaderError(f"{load.file}: {why}") from why
    finally:
        connection.close()
