"""Customers who keep paying during a drill, and who repeat what failed with the same key, as clients should."""

from __future__ import annotations

import itertools
import ssl
import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import httpx

from tests.contract.client import new_key, transfer_body

if TYPE_CHECKING:
    from types import TracebackType

EVERY_SECONDS = 0.05
AGAIN_SECONDS = 0.25
CREATED = 201


@dataclass(frozen=True)
class Order:
    """One transfer that somebody wants, once."""

    key: str
    amount: int


class Traffic:
    """One order every 50 ms from a thread; failed ones are repeated until they succeed."""

    def __init__(self, base_url: str, token: str, source: str, target: str) -> None:
        self._way = source, target
        self._http = httpx.Client(
            base_url=base_url, timeout=5, trust_env=False, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        )
        self._headers = {"authorization": f"Bearer {token}"}
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.sent = 0
        self.failed = 0
        self.done: dict[str, str] = {}
        self.waiting: deque[Order] = deque()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._thread.join()
        self._http.close()

    def try_once(self, order: Order) -> str | None:
        """Send one order; return the transfer's id, or None when it failed."""
        headers = self._headers | {"idempotency-key": order.key}
        try:
            answer = self._http.post("/v1/transfers", json=transfer_body(*self._way, order.amount), headers=headers)
        except httpx.TransportError:
            return None
        return str(answer.json()["id"]) if answer.status_code == CREATED else None

    def smoke(self) -> bool:
        """Do what a release is for, once: move one cent."""
        return self.try_once(Order(new_key(), 1)) is not None

    def _run(self) -> None:
        for amount in itertools.count(1):
            self._attempt(Order(new_key(), amount))
            if self._closing.wait(EVERY_SECONDS):
                return
            if self.waiting and amount % int(AGAIN_SECONDS / EVERY_SECONDS) == 0:
                self._attempt_waiting()

    def _attempt_waiting(self) -> None:
        """Repeat what failed; stop at the first that fails again, the server is not back yet."""
        while self.waiting and not self._closing.is_set():
            if not self._attempt(self.waiting.popleft()):
                return

    def _attempt(self, order: Order) -> bool:
        self.sent += 1
        made = self.try_once(order)
        if made is None:
            self.failed += 1
            self.waiting.append(order)
            return False
        self.done[order.key] = made
        return True
