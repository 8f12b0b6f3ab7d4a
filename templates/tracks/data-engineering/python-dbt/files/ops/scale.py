"""What a load costs at the shop's size and at ten times it; rewrites the table in decision record 5.

Each size runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from ops import tables

NOTE = Path("docs/adr/0005-when-one-machine-is-not-enough.md")
SIZES = (1, 10)
REPEATS = 3
DAYS = 4
MB = 1_000_000
HOUR_S = 3_600
HEADS = ("", "1x", "10x")


def measure(scale: int) -> dict[str, float]:
    """Live some days at a scale; measure the last load, which meets a warehouse with a past."""
    import duckdb  # noqa: PLC0415 - only the child needs it

    from orderflow import wiring  # noqa: PLC0415
    from orderflow.places import Places  # noqa: PLC0415
    from orderflow.source.delivery import Delivery  # noqa: PLC0415
    from orderflow.source.life import Life  # noqa: PLC0415
    from orderflow.source.shop import Shop  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        places = Places(Path(folder), Path(folder) / "reports")
        line = wiring.pipeline(places)
        shop = Shop(places.shop)
        life, delivery = Life(shop, scale=scale), Delivery(places.landing)
        last = 0
        for day in range(1, DAYS + 1):
            life.day(day)
            changes = shop.changes(last)
            last = changes[-1].lsn
            for name in delivery.deliver(day, changes):
                delivery.put(name)
                line.cycle()
        shop.close()
        load, build, _ = line.runner.log[-3:]
        newest = places.landing / f"{DAYS:04}.jsonl"
        plain = duckdb.connect(str(places.home / "plain.duckdb"))
        begun = time.perf_counter()
        plain.execute(
            "create table plain as select * from read_json(?, format='newline_delimited', ignore_errors=true)",
            [str(newest)],
        )
        by_duckdb = time.perf_counter() - begun
        plain.close()
        return {
            "lines in the load": load.rows_in,
            "orders touched": build.rows_touched,
            "load by dlt, s": load.ms / 1000,
            "the same file read by DuckDB alone, s": by_duckdb,
            "build and audit by dbt, s": build.ms / 1000,
            "the whole load, s": (load.ms + build.ms) / 1000,
            "peak memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MB,
            "warehouse file, MB": places.published.stat().st_size / MB,
        }


def spread(values: list[float]) -> str:
    """Return the median, and the range where the runs differ."""
    ordered = sorted(values)
    low, middle, high = ordered[0], statistics.median(ordered), ordered[-1]
    form = "{:,.0f}" if low == high and low == int(low) else "{:,.2f}" if middle < 10 else "{:,.1f}"  # noqa: PLR2004
    text = form.format(middle)
    return text if low == high else f"{text} ({form.format(low)}-{form.format(high)})"


def limit(runs: dict[int, list[dict[str, float]]]) -> str:
    """Say where the hour ends, from the fastest run of each size: the others waited for the machine."""
    lines, whole = "lines in the load", "the whole load, s"
    (few, quick), (many, slow) = ((runs[size][0][lines], min(run[whole] for run in runs[size])) for size in SIZES)
    each = (slow - quick) / (many - few)
    if each <= 0:
        return "\nThe larger load was not slower, so these runs say nothing about where the hour ends.\n"
    most = float(f"{(HOUR_S - quick) / each:.0e}")
    return (
        f"\nIn the fastest runs a further line costs {each * 1000:.1f} ms, so that a load would take an hour at"
        f" about {most:,.0f} lines in one file, if nothing else became scarce before.\n"
    )


def child(scale: int) -> dict[str, float]:
    """Measure one size in a fresh process."""
    command = [sys.executable, "-m", "ops.scale", str(scale)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)  # noqa: S603
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> int:
    """Measure both sizes in turns, rewrite the table, and print the row that a note can take over."""
    if len(sys.argv) > 1:
        print(json.dumps(measure(int(sys.argv[1]))))
        return 0
    label = os.environ.get("LABEL", "")
    repeats = int(os.environ.get("REPEATS") or REPEATS)
    runs: dict[int, list[dict[str, float]]] = {size: [] for size in SIZES}
    for _ in range(repeats):
        for size in SIZES:
            runs[size].append(child(size))
    names = list(runs[SIZES[0]][0])
    rows = [(name, *(spread([run[name] for run in runs[size]]) for size in SIZES)) for name in names]
    machine = (
        f"\nMedian (and range) of {repeats} interleaved runs, each the fourth daily load of its warehouse;"
        f" Python {platform.python_version()}, {os.cpu_count()} cores ({platform.machine()}).\n"
    )
    text = "\n" + tables.markdown(HEADS, rows) + machine + limit(runs) + "\n"
    print(text)
    if label:
        big = {name: spread([run[name] for run in runs[SIZES[-1]]]) for name in names}
        print("| run | lines | orders touched | whole load at 10x, s |\n|---|--:|--:|--:|")
        print(f"| {label} | {big[names[0]]} | {big[names[1]]} | {big['the whole load, s']} |")
    else:
        tables.rewrite(NOTE, "scale", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
