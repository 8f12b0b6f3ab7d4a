"""Where everything is put together. Only this module imports all the others, and only `__main__` imports this one."""

from __future__ import annotations

import os
import random
import time
from typing import TYPE_CHECKING

from sqlalchemy import event, func, select
from sqlalchemy.exc import SQLAlchemyError

from ledger import telemetry
from ledger.domain.ids import IdFactory, millisecond_of
from ledger.http.app import make_app
from ledger.http.deps import Services
from ledger.http.limits import RateLimits
from ledger.security import Argon2Hasher, JwtSigner, new_secret
from ledger.services.accounts import AccountService
from ledger.services.auth import AuthService
from ledger.services.idempotency import OncePerKey
from ledger.services.ports import Surroundings
from ledger.services.receipts import QueueRules, ReceiptService
from ledger.services.reports import ReportService
from ledger.services.transfers import TransferService
from ledger.store.engine import Database, make_engine
from ledger.store.schema import is_current
from ledger.store.tables import jobs
from ledger.worker import Worker, preparation

if TYPE_CHECKING:
    from uuid import UUID

    from fastapi import FastAPI

    from ledger.settings import Settings

_log = telemetry.logger("ledger.auth")


class Parts:
    """One process worth of the service."""

    def __init__(self, settings: Settings, around: Surroundings | None = None) -> None:
        chance = random.SystemRandom()
        self.settings = settings
        self._is_draining = False
        self.around = around or Surroundings(
            now_ms=lambda: time.time_ns() // 1_000_000,
            new_id=IdFactory(lambda: time.time_ns() // 1_000_000, chance.getrandbits),
            chance=chance.random,
            secret=new_secret,
        )
        self.engine = make_engine(settings.database_url, pool_size=settings.threads + 2)
        event.listen(self.engine, "checkout", lambda *_: telemetry.POOL_USE.inc())
        event.listen(self.engine, "checkin", lambda *_: telemetry.POOL_USE.dec())
        self.store = Database(self.engine, telemetry.WRITE_WAIT.observe)
        rules = QueueRules(int(settings.lease_seconds * 1000), settings.retry_unit_ms)
        prepare = preparation(settings.receipt_hold_ms, settings.receipt_fail_memo)
        self.once = OncePerKey(self.store, self.around)
        self.accounts = AccountService(self.store, self.once, self.around)
        self.transfers = TransferService(self.store, self.once, self.around)
        self.receipts = ReceiptService(self.store, self.around, rules, prepare)
        self.reports = ReportService(self.store, self.around)
        hasher = Argon2Hasher(settings.hash_memory_kib, settings.hash_passes)
        signer = JwtSigner(settings.secret.get_secret_value(), self.around.new_id)
        self.auth = AuthService(self.store, hasher, signer, self.around, _log_reuse)

    def app(self) -> FastAPI:
        """Build the HTTP application."""
        settings = self.settings
        token = settings.metrics_token
        services = Services(
            auth=self.auth,
            accounts=self.accounts,
            transfers=self.transfers,
            receipts=self.receipts,
            reports=self.reports,
            limits=RateLimits(settings.limits, time.monotonic),
            trusted_proxies=tuple(settings.trusted_proxies),
            is_ready=self._is_ready,
            gauges=self._gauges,
            metrics_token=token.get_secret_value() if token else None,
            metrics_open=token is None and not settings.is_production,
            multiprocess_dir=os.environ.get("PROMETHEUS_MULTIPROC_DIR"),
        )
        return make_app(
            services,
            origins=settings.cors_origins,
            loopback_origins=not settings.is_production and not settings.cors_origins,
            threads=settings.threads,
        )

    def worker(self) -> Worker:
        """Build the worker."""
        return Worker(self.receipts, self.sweep)

    def sweep(self) -> int:
        """Remove what has been kept long enough; return how many rows."""
        return self.once.sweep() + self.auth.sweep()

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()

    def drain(self) -> None:
        """Say from now on that this process is leaving."""
        self._is_draining = True

    def _is_ready(self) -> bool:
        if self._is_draining:
            return False
        try:
            return is_current(self.engine)
        except Exception as fault:  # noqa: BLE001 - not ready is the answer, whatever is wrong with the database
            _log.warning("not_ready", exc_info=fault)
            return False

    def _gauges(self) -> dict[str, tuple[str, dict[str, float]]]:
        counted = select(jobs.c.state, func.count().label("number")).group_by(jobs.c.state)
        oldest = select(jobs.c.id).where(jobs.c.state == "queued").order_by(jobs.c.id).limit(1)
        try:
            with self.engine.connect() as connection:
                by_state = {row.state: float(row.number) for row in connection.execute(counted)}
                first = connection.execute(oldest).scalar()
        except SQLAlchemyError:
            return {}  # absent, which is not zero; what requests did must be seen above all while the database is away
        age = 0.0 if first is None else max(0, self.around.now_ms() - millisecond_of(first)) / 1000
        return {
            "ledger_jobs": ("state", {"queued": 0.0, "done": 0.0, "dead": 0.0} | by_state),
            "ledger_oldest_queued_job_seconds": ("", {"": age}),
        }


def _log_reuse(user_id: UUID, family_id: UUID) -> None:
    _log.warning("refresh_reuse", user_id=str(user_id), family_id=str(family_id))
