"""The command line: python -m orderflow COMMAND. Exit 0 fine, 1 somebody has to look, 2 used wrongly, 75 busy."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence

from orderflow.domain.arrival import ChangedFileError
from orderflow.places import Places
from orderflow.source.life import DAYS
from orderflow.steps import LockedError, Runner, StoppedError, lock

BUSY = 75
STOPPED = 143


def parser() -> argparse.ArgumentParser:
    """Return what can be asked for."""
    top = argparse.ArgumentParser(prog="python -m orderflow", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="live some days of the shop and publish after each delivery")
    run.add_argument("--days", type=int, default=DAYS, choices=range(1, DAYS + 1), metavar=f"1..{DAYS}")
    run.add_argument("--calm", action="store_true", help="deliver each change once and in order")
    commands.add_parser("once", help="load and publish what has arrived in the landing folder")
    follow = commands.add_parser("trace", help="print the life of one order")
    follow.add_argument("order", type=int)
    commands.add_parser("sla", help="judge the promises")
    commands.add_parser("rollback", help="let readers see the version before")
    commands.add_parser("health", help="say what the last run did; 1 when a step of it failed")
    lineage = commands.add_parser("lineage", help="write docs/lineage.md from the models")
    lineage.add_argument("--check", action="store_true", help="only compare; 1 when they differ")
    return top


def main(arguments: Sequence[str]) -> int:
    """Run one command; a refusal is one line, not a traceback."""
    wanted = parser().parse_args(arguments)
    places = Places.from_environment()
    try:
        return run(wanted, places)
    except LockedError as why:
        print(why, file=sys.stderr)
        return BUSY
    except StoppedError as why:
        print(why, file=sys.stderr)
        return STOPPED
    except ChangedFileError as why:
        print(why, file=sys.stderr)
        return 1


def run(wanted: argparse.Namespace, places: Places) -> int:
    """Run a command that was understood. What it needs is imported here: dbt alone takes a second."""
    match wanted.command:
        case "run" | "once":
            return work(wanted, places)
        case "health":
            return health(places)
        case "lineage":
            from orderflow.transform import note  # noqa: PLC0415

            return note.main(only_check=wanted.check)
    if not places.published.exists():
        print("nothing is published yet; make run comes first", file=sys.stderr)
        return 1
    if wanted.command == "trace":
        return trace(places, wanted.order)
    return sla(places) if wanted.command == "sla" else rollback(places)


def work(wanted: argparse.Namespace, places: Places) -> int:
    """Run the pipeline under its lock; SIGTERM ends it between two steps."""
    from orderflow import wiring  # noqa: PLC0415
    from orderflow.pipeline import AuditError  # noqa: PLC0415

    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: asked.append(number))
    with lock(places.lock):
        try:
            if wanted.command == "run":
                outcome = wiring.live(places, wanted.days, calm=wanted.calm, stopped=lambda: bool(asked))
            else:
                outcome = wiring.once(places, lambda: bool(asked))
        except (AuditError, wiring.SaltError, wiring.StrangeDeliveryError) as why:
            print(why, file=sys.stderr)
            return 1
    print("\n".join(outcome.lines()))
    print(f"look at: {places.reports}/index.html   docs/lineage.md   make trace ORDER=17")
    return 0 if outcome.ok else 1


def trace(places: Places, order: int) -> int:
    """Print one order's life."""
    from orderflow.report.trace import NeverSeenError, trace  # noqa: PLC0415
    from orderflow.warehouse.duck import open_duck  # noqa: PLC0415

    try:
        with open_duck(places.published, read_only=True) as warehouse:
            print("\n".join(trace(warehouse, order)))
    except NeverSeenError as why:
        print(why, file=sys.stderr)
        return 1
    return 0


def sla(places: Places) -> int:
    """Print the verdict on each promise; 1 when a budget is overspent."""
    from orderflow import wiring  # noqa: PLC0415
    from orderflow.report.outcome import promise  # noqa: PLC0415

    judged = wiring.judged(places)
    print("\n".join(promise(verdict) for verdict in judged.verdicts))
    return int(judged.overspent)


def rollback(places: Places) -> int:
    """Swap the published version with the one before, and say what it lacks."""
    from orderflow.ingest import ledger  # noqa: PLC0415
    from orderflow.warehouse import publish  # noqa: PLC0415
    from orderflow.warehouse.duck import open_duck  # noqa: PLC0415

    with lock(places.lock):
        try:
            publish.roll_back(places.published)
        except publish.NothingToRollBackError as why:
            print(why, file=sys.stderr)
            return 1
        with open_duck(places.published, read_only=True) as warehouse:
            here = {row.file for row in ledger.read(warehouse)}
    lacking = sorted(path.name for path in places.landing.glob("*.jsonl") if path.name not in here)
    print(f"rolled back; it lacks {', '.join(lacking) or 'nothing'}, which the next run loads again")
    return 0


def health(places: Places) -> int:
    """Say whether a run is at work and how the last one ended."""
    found = Runner(places.journal).read()
    if failed := found.get("failed"):
        print(f"failed at {failed}")
        return 1
    try:
        with lock(places.lock):
            state = "unfinished, the next run goes on" if found else "idle"
    except LockedError as why:
        state = str(why)
    print(f"{state}; {'published' if places.published.exists() else 'nothing published yet'}")
    return 0


if __name__ == "__main__":
    # Python drops a KeyboardInterrupt that meets one of dbt's destructors, and Ctrl-C would be forgotten.
    # So it ends the process like a crash, which every run must survive anyway.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(main(sys.argv[1:]))
