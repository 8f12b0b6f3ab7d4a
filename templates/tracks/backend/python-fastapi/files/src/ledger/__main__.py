"""The command line: serve, worker, migrate, seed, jobs, sweep."""

from __future__ import annotations

import argparse
import json
import socket
import sys
from contextlib import closing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import ValidationError

from ledger import seeding, serving, telemetry
from ledger.domain.receipts import JobState
from ledger.settings import Settings
from ledger.store.engine import Unavailable
from ledger.store.schema import migrate, revision_of
from ledger.wiring import Parts

if TYPE_CHECKING:
    from collections.abc import Sequence

WRONG_SETTINGS = 78
"""EX_CONFIG of sysexits.h: a supervisor can tell that starting again will not help."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    given = _parser().parse_args(argv)
    try:
        settings = Settings()
    except ValidationError as fault:
        names = ", ".join(sorted({str(error["loc"][0]).upper() for error in fault.errors()}))
        return _refuse([f"not valid: {names}"])
    if reasons := settings.refusals():
        return _refuse(reasons)
    telemetry.set_up_logs(settings.log_level)
    try:
        return int(given.run(settings, given) or 0)
    except Unavailable as fault:
        print(f"ledger: {fault}", file=sys.stderr)
        return 1


def _serve(settings: Settings, given: argparse.Namespace) -> int:
    if given.fd is None and settings.demo_seed:
        _seed(settings, argparse.Namespace(transfers=seeding.TRANSFERS, today=None))
    if given.fd is not None:
        listener = socket.socket(fileno=given.fd)
        serving.leave_with(given.parent)
    else:
        listener = serving.listen(settings.host, settings.port if given.port is None else given.port)
        if given.workers > 1 or given.with_worker:
            return serving.Supervisor().run(listener, given.workers, with_worker=given.with_worker)
    with closing(Parts(settings)) as parts:
        serving.serve_here(parts.app(), listener, settings.drain, parts.drain)
    return 0


def _worker(settings: Settings, given: argparse.Namespace) -> int:
    with closing(Parts(settings)) as parts:
        worker = parts.worker()
        worker.stop_on_signals()
        if given.parent is not None:
            serving.leave_with(given.parent)
        worker.run()
    return 0


def _migrate(settings: Settings, _given: argparse.Namespace) -> int:
    with closing(Parts(settings)) as parts:
        before = migrate(parts.engine)
        print(json.dumps({"event": "migrated", "from": before, "to": revision_of(parts.engine)}))
    return 0


def _seed(settings: Settings, given: argparse.Namespace) -> int:
    if settings.is_production:
        return _refuse(["seed writes a demo book with a known password"])
    today = date.fromisoformat(given.today) if given.today else datetime.now(UTC).date()
    with closing(Parts(settings)) as parts:
        seeded = seeding.seed(parts.engine, parts.auth, today, given.transfers)
    print(json.dumps({"event": "seeded" if seeded else "seeded_before", "email": seeding.EMAIL}))
    return 0


def _jobs(settings: Settings, given: argparse.Namespace) -> int:
    with closing(Parts(settings)) as parts:
        return _retry(parts, given.id) if given.action == "retry" else _list(parts, given)


def _retry(parts: Parts, job_id: UUID) -> int:
    if parts.receipts.retry(job_id):
        print(f"job {job_id} is queued again")
        return 0
    print(f"ledger: there is no dead job {job_id}", file=sys.stderr)
    return 1


def _list(parts: Parts, given: argparse.Namespace) -> int:
    rows: list[dict[str, object]] = [
        {"id": str(job.id), "transfer_id": str(job.transfer_id), "state": job.state.value}
        | {"attempts": job.attempts, "run_after_ms": job.run_after_ms, "last_error": job.last_error}
        for job in parts.receipts.jobs_in(JobState(given.state))
    ]
    if given.json:
        print(json.dumps(rows))
        return 0
    for row in rows:
        print(f"{row['id']}  {row['state']}  attempts {row['attempts']}  {row['last_error'] or ''}".rstrip())
    return 0


def _sweep(settings: Settings, _given: argparse.Namespace) -> int:
    with closing(Parts(settings)) as parts:
        print(json.dumps({"event": "swept", "removed": parts.sweep()}))
    return 0


def _refuse(reasons: Sequence[str]) -> int:
    print(f"ledger: refusing to start: {'; '.join(reasons)}", file=sys.stderr)
    return WRONG_SETTINGS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ledger", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="answer requests until told to stop")
    serve.add_argument("--port", type=int, help="0 takes a free one; the default is the setting PORT")
    serve.add_argument("--workers", type=int, default=1, metavar="N", help="how many processes share the port")
    serve.add_argument("--with-worker", action="store_true", help="also work the receipt queue off")
    serve.add_argument("--fd", type=int, help=argparse.SUPPRESS)
    serve.add_argument("--parent", type=int, help=argparse.SUPPRESS)
    serve.set_defaults(run=_serve)
    worker = commands.add_parser("worker", help="work the receipt queue off until told to stop")
    worker.add_argument("--parent", type=int, help=argparse.SUPPRESS)
    worker.set_defaults(run=_worker)
    commands.add_parser("migrate", help="bring the schema up to date").set_defaults(run=_migrate)
    seed = commands.add_parser("seed", help="write the demo book, once")
    seed.add_argument("--transfers", type=int, default=seeding.TRANSFERS, metavar="N")
    seed.add_argument("--today", metavar="YYYY-MM-DD", help="the day on which the book ends")
    seed.set_defaults(run=_seed)
    jobs = commands.add_parser("jobs", help="look after the queue").add_subparsers(required=True, dest="action")
    listing = jobs.add_parser("list", help="list jobs")
    listing.add_argument("--state", choices=[state.value for state in JobState], default="dead")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=_jobs)
    retry = jobs.add_parser("retry", help="give a dead job a new start")
    retry.add_argument("id", type=UUID)
    retry.set_defaults(run=_jobs)
    commands.add_parser("sweep", help="remove what has been kept long enough").set_defaults(run=_sweep)
    return parser


if __name__ == "__main__":
    sys.exit(main())
