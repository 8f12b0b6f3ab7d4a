"""`docs/rollback-drill.md`: how each drill ended the last time it was run."""

from __future__ import annotations

import os
import platform
from typing import TYPE_CHECKING

from delivery.faults import FAULTS

if TYPE_CHECKING:
    from pathlib import Path

    from delivery.drill import Result

HEAD = """# The last drills

Written by `make drill`: one row for each, from the raw files under `var/drills`. The load is 60 requests a second.
The seconds are counted from the first request that the canary got, or, by hand, from calling `make rollback`.
In *blind* Prometheus is dead, so its panels are empty on purpose.

| drill | shipped | how it ended | seconds | failed | of requests | panels with data | machine |
|---|---|---|--:|--:|--:|--:|---|
"""


def machine() -> str:
    """Name what it was measured on, without naming whose it is."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"


def row(result: Result) -> str:
    """Write one drill as a row."""
    ended = "promoted" if result.promoted else f"rolled back, {result.reason}"
    return (
        f"| {result.fault} | {result.version} | {ended} | {result.seconds:.1f} | {result.failed:,} | "
        f"{result.requests:,} | {result.panels} of {result.panels_of} | {machine()} |"
    )


def update(path: Path, results: list[Result]) -> None:
    """Put the new rows in; those of drills that were not run stay."""
    old = path.read_text("utf-8").splitlines() if path.exists() else []
    rows = {name: line for line in old for name in FAULTS if line.startswith(f"| {name} |")}
    rows |= {result.fault: row(result) for result in results}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + "".join(f"{rows[name]}\n" for name in FAULTS if name in rows), encoding="utf-8")
