"""A world in which no test has to wait: a clock that only sleeping and answering move."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx

from pave.sdk import Platform, Retry, Timeouts
from pave.sdk.transport import World

if TYPE_CHECKING:
    from collections.abc import Callable

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
DEPLOYMENT = {
    "id": "dep-1",
    "service": "parcel-labels",
    "version": "1.4.0",
    "state": "started",
    "created_at": "2026-01-05T08:00:00Z",
}
SERVICE = {"name": "parcel-labels", "owner": "@parcels", "created_at": "2026-01-05T08:00:00Z"}


@dataclass
class Fake:
    """Answers by a script; each entry is a status, a response, or the fault to raise."""

    script: list[int | httpx.Response | type[httpx.TransportError]]
    body: object = None
    takes: float = 0.0
    chance: float = 1.0
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.seconds += self.takes
        step = self.script.pop(0) if self.script else 200
        if isinstance(step, type):
            message = "as the script says"
            raise step(message, request=request)
        if isinstance(step, httpx.Response):
            return step
        return httpx.Response(step, json=self.body if step < 400 else {"title": f"status {step}"})

    def sleep(self, seconds: float) -> None:
        self.waits.append(round(seconds, 3))
        self.seconds += seconds

    def platform(
        self,
        *,
        timeouts: Timeouts | None = None,
        retry: Retry | None = None,
        token: str | Callable[[], str] = "t0ken",  # noqa: S107  made up
    ) -> Platform:
        world = World(
            clock=lambda: self.seconds,
            sleep=self.sleep,
            chance=lambda: self.chance,
            now=lambda: START + timedelta(seconds=self.seconds),
        )
        return Platform(
            "http://platform.test",
            token,
            timeouts or Timeouts(),
            retry or Retry(),
            transport=httpx.MockTransport(self),
            world=world,
        )

    @property
    def keys(self) -> list[str | None]:
        return [request.headers.get("Idempotency-Key") for request in self.requests]
