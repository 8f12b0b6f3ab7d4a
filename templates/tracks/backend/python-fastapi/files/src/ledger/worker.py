"""The process that works the receipt queue off."""

from __future__ import annotations

import signal
import threading
import time
from typing import TYPE_CHECKING

from ledger import telemetry
from ledger.services.receipts import Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.domain.receipts import Job
    from ledger.services.receipts import ReceiptService

POLL_SECONDS = 0.2
FAULT_SECONDS = 1.0
SWEEP_SECONDS = 3600.0


class Worker:
    """Takes one job after the other. A stop request is honoured between two jobs, never within one."""

    def __init__(self, receipts: ReceiptService, sweep: Callable[[], int]) -> None:
        self._receipts = receipts
        self._sweep = sweep
        self._stop = threading.Event()
        self._log = telemetry.logger("ledger.worker")

    def stop(self, *_signal: object) -> None:
        """Ask the worker to end after the job in hand."""
        self._stop.set()

    def stop_on_signals(self) -> None:
        """End on Ctrl-C and on what a supervisor sends."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)

    def run(self) -> None:
        """Work until told to stop. A database that is away for a while is waited for."""
        next_sweep = time.monotonic()
        self._log.info("worker_started")
        while not self._stop.is_set():
            try:
                if time.monotonic() >= next_sweep:
                    next_sweep = time.monotonic() + SWEEP_SECONDS
                    self._log.info("swept", removed=self._sweep())
                pause = self.turn()
            except Exception as fault:  # noqa: BLE001 - the queue must survive whatever one turn meets
                self._log.error("worker_fault", exc_info=fault)
                pause = FAULT_SECONDS
            if pause:
                self._stop.wait(pause)
        self._log.info("worker_stopped")

    def turn(self) -> float:
        """Take one turn at the queue; return how long to pause before the next."""
        step, job = self._receipts.work_once()
        if job is None:
            return POLL_SECONDS
        self._report(step, job)
        return 0.0

    def _report(self, step: Step, job: Job) -> None:
        say = self._log.warning if step in {Step.FAILED, Step.DEAD, Step.LOST} else self._log.info
        say(
            f"receipt_{step}",
            job_id=str(job.id),
            transfer_id=str(job.transfer_id),
            attempts=job.attempts,
        )


def preparation(hold_ms: int, fail_memo: str | None) -> Callable[[Job], None]:
    """Make the work that a receipt needs before it is written.

    It stands for drawing up and sending a document. It can be told to take long or to fail, so that crashes and
    poison jobs can be met on purpose.
    """

    def prepare(job: Job) -> None:
        if hold_ms:
            time.sleep(hold_ms / 1000)
        if fail_memo is not None and job.memo == fail_memo:
            message = "the memo is one that this process was told to fail on"
            raise ValueError(message)

    return prepare
