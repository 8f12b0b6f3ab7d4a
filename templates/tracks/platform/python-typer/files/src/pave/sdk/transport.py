"""Sends one call: as many attempts as the policy allows, all inside one limit of time."""

from __future__ import annotations

import random
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from pave.sdk import messages
from pave.sdk.deadline import BoundedTransport, Deadline
from pave.sdk.errors import Unavailable
from pave.sdk.retry import Accept, Attempt, GiveUp, Retry, next_step

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_CONNECTIONS = 10
T = TypeVar("T")


@dataclass(frozen=True)
class Timeouts:
    """Seconds for a connection, for an answer to arrive, and for a call with all its attempts and waits."""

    connect: float = 2.0
    read: float = 10.0
    total: float = 30.0


@dataclass(frozen=True)
class World:
    """What a test replaces, so that no test has to wait."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.SystemRandom().random
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass(frozen=True)
class Call:
    """One call of one method; its key belongs to the call and not to an attempt."""

    method: str
    path: str
    params: dict[str, str] | None = None
    body: dict[str, str] | None = None
    key: str | None = None
    request_id: str | None = None

    @property
    def repeatable(self) -> bool:
        """Tell whether sending it twice does no harm."""
        return self.method == "GET" or self.key is not None


class Transport:
    """Keeps the connections, the token and the policy. Its repr holds no token."""

    def __init__(
        self,
        base_url: str,
        token: str | Callable[[], str],
        timeouts: Timeouts,
        retry: Retry,
        transport: httpx.BaseTransport | None,
        world: World,
    ) -> None:
        self._token = token
        self._timeouts = timeouts
        self._retry = retry
        self._world = world
        self._deadline = Deadline(world.clock)
        transport = transport or BoundedTransport(MOST_CONNECTIONS, self._deadline)
        # trust_env off: neither a proxy variable nor ~/.netrc may see or replace the token.
        self._http = httpx.Client(base_url=base_url, transport=transport, trust_env=False, timeout=timeouts.read)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def send(self, call: Call, parse: Callable[[Any], T]) -> T:
        """Make the call; return its answer, read by `parse`, or raise a PlatformError."""
        token = self._token() if callable(self._token) else self._token
        request_id = call.request_id or str(uuid.uuid4())
        headers = messages.headers(token, request_id, call.key)
        begin = self._world.clock()
        number = 0
        while True:
            number += 1
            response, fault = self._attempt(call, headers, self._world.clock() - begin)
            attempt = Attempt(
                number=number,
                elapsed=self._world.clock() - begin,
                repeatable=call.repeatable,
                status=response.status_code if response is not None else None,
                retry_after=response.headers.get("Retry-After") if response is not None else None,
            )
            step = next_step(attempt, self._retry, self._timeouts.total, self._world.chance, self._world.now)
            if response is not None and isinstance(step, Accept | GiveUp):
                return messages.decode(response, request_id, parse)
            if isinstance(step, GiveUp):
                message = f"the platform API did not answer: {fault}; {step.why}"
                raise Unavailable(message, request_id=request_id)
            if not isinstance(step, Accept):
                self._world.sleep(step.seconds)

    def _attempt(self, call: Call, headers: dict[str, str], elapsed: float) -> tuple[httpx.Response | None, str]:
        """Send once; return an answer, or the kind of fault."""
        left = max(0.001, self._timeouts.total - elapsed)
        timeout = httpx.Timeout(min(self._timeouts.read, left), connect=min(self._timeouts.connect, left))
        try:
            self._deadline.until = self._world.clock() + left
            return self._http.request(
                call.method, call.path, params=call.params, json=call.body, headers=headers, timeout=timeout
            ), ""
        except httpx.TimeoutException:
            return None, "time-out"
        except httpx.DecodingError:
            return None, "broken compression"
        except httpx.TransportError:
            # The text of the exception is left out: it may quote the request.
            return None, "connection failed"
