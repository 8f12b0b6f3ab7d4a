"""`make perf`: how fast, how steady and at what cost, written into docs/performance.md.

Three repeats, each with a fresh database and fresh processes: 20 s open loop at 50 requests a second and 20 s closed
loop with 16 clients, 80 % reads and 20 % transfers. Rate limits are off, because one person makes all the load.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from perf.bench import CLOSED, OPEN, Measurement, Subject, commit, machine, measure, running
from perf.report import RESULTS, rewrite_document
from perf.workload import Book

REPEATS = 3
SECONDS = 20.0


def main() -> int:
    """Measure, keep the raw numbers, rewrite the table."""
    seconds = float(os.environ.get("SECONDS", SECONDS))
    repeats = int(os.environ.get("REPEATS", REPEATS))
    subject = Subject()
    runs: list[Measurement] = []
    for repeat in range(1, repeats + 1):
        with running(subject) as api:
            book = Book.prepared(api.url)
            for load in (OPEN, CLOSED):
                runs.append(measure(api, book, load, seconds, seed=repeat))
                _say(f"{repeat}/{repeats} {load}: transfers p95 {runs[-1].transfer.p95} ms, {runs[-1].errors} errors")
    result = {
        "schema": 1,
        "machine": machine(),
        "commit": commit(subject.root),
        "source": subject.source(),
        "rate_limits": "off",
        "runs": [run.as_json() for run in runs],
    }
    target = Path(os.environ["OUT"]) if os.environ.get("OUT") else RESULTS
    target.mkdir(parents=True, exist_ok=True)
    path = target / "run.json"
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8", newline="\n")
    _say(f"wrote {path}")
    if not os.environ.get("OUT"):
        _say(f"rewrote {rewrite_document()}")
    return 1 if any(run.errors for run in runs) else 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
