"""Asks a book of 60,000 transfers for one page of its oldest and of its newest day, and counts the work of each.

Counted are the instructions of SQLite's virtual machine: they are the same on every machine, which seconds are not.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
import time
import traceback
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import event

HEALTHY, SYMPTOM, UNKNOWN = 0, 1, 125
SIZE = 60_000
LAST_DAY = date(2026, 11, 23)
DAYS = {"newest": LAST_DAY - timedelta(days=1), "oldest": LAST_DAY - timedelta(days=59)}
MOST_STEPS = 6_000


def probe(folder: str) -> dict[str, int]:
    """Return how many steps a page of each day takes; what is imported here is the code of the worktree."""
    from ledger.seeding import write_book  # noqa: PLC0415
    from ledger.services.ports import TransferFilter  # noqa: PLC0415
    from ledger.settings import Settings  # noqa: PLC0415
    from ledger.store.schema import migrate  # noqa: PLC0415
    from ledger.wiring import Parts  # noqa: PLC0415

    url = f"sqlite:///{Path(folder) / 'book.db'}"
    parts = Parts(Settings(database_url=url, hash_memory_kib=1024, hash_passes=1))
    migrate(parts.engine)
    owner = parts.auth.register("merchant@example.com", "correct horse battery", "Merchant").id
    write_book(parts.engine, owner, LAST_DAY, SIZE)
    steps = itertools.count()
    event.listen(parts.engine, "checkout", lambda raw, *_rest: raw.set_progress_handler(lambda: next(steps) < 0, 1))
    found = {}
    for name, day in DAYS.items():
        begin, clock = next(steps), time.perf_counter()
        page = parts.transfers.page(owner, 20, None, TransferFilter(first_day=day, last_day=day))
        milliseconds = (time.perf_counter() - clock) * 1000
        found[name] = next(steps) - begin - 1
        sys.stdout.write(f"{name} day, {day}: {len(page.items)} rows, {found[name]:,} steps, {milliseconds:.0f} ms\n")
    parts.engine.dispose()
    return found


def main() -> int:
    """Judge the worktree."""
    try:
        with tempfile.TemporaryDirectory(prefix="ledger-incident-") as folder:
            found = probe(folder)
    except Exception:  # noqa: BLE001 - whatever breaks here says nothing about the symptom
        traceback.print_exc()
        return UNKNOWN
    return SYMPTOM if max(found.values()) > MOST_STEPS else HEALTHY


if __name__ == "__main__":
    sys.exit(main())
