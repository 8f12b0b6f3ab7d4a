"""`Platform`: the company's catalogue and deployments, as a library that keeps its promises."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from pave.sdk.messages import new_key
from pave.sdk.models import Deployment, Page, Service
from pave.sdk.paging import walk
from pave.sdk.retry import Retry
from pave.sdk.transport import Call, Timeouts, Transport, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    import httpx


class Platform:
    """A client of the platform API. Use it as a context manager, or close it.

    Every call is bounded in time, is repeated only when that is safe, and ends in a result or a `PlatformError`.
    """

    def __init__(
        self,
        base_url: str,
        token: str | Callable[[], str],
        timeouts: Timeouts = Timeouts(),  # noqa: B008  frozen
        retry: Retry = Retry(),  # noqa: B008  frozen
        *,
        transport: httpx.BaseTransport | None = None,
        world: World = World(),  # noqa: B008  frozen
    ) -> None:
        self._base_url = base_url
        self._transport = Transport(base_url, token, timeouts, retry, transport, world)
        self.services = Services(self._transport)
        self.deployments = Deployments(self._transport)

    def __repr__(self) -> str:
        return f"Platform({self._base_url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()


class Services:
    """The catalogue."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def register(self, name: str, owner: str, *, request_id: str | None = None) -> Service:
        """Enter a service. A retry inside this call enters it once."""
        body = {"name": name, "owner": owner}
        call = Call("POST", "/v1/services", body=body, key=new_key(), request_id=request_id)
        return self._transport.send(call, Service.of)

    def get(self, name: str) -> Service:
        """Return one service."""
        return self._transport.send(Call("GET", f"/v1/services/{quote(name, safe='')}"), Service.of)

    def list(self, *, page_size: int = 50) -> Iterator[Service]:
        """Walk through all services by name; pages are fetched as they are needed."""

        def fetch(cursor: str | None) -> Page[Service]:
            call = Call("GET", "/v1/services", params=_page(page_size, cursor))
            return self._transport.send(call, lambda data: Page.of(data, Service.of))

        return walk(fetch)


class Deployments:
    """Rollouts. Here a careless retry would roll out twice."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def start(self, service: str, version: str, *, request_id: str | None = None) -> Deployment:
        """Start one rollout. Whatever happens inside this call, it is one rollout."""
        body = {"service": service, "version": version}
        call = Call("POST", "/v1/deployments", body=body, key=new_key(), request_id=request_id)
        return self._transport.send(call, Deployment.of)

    def create(self, service: str, version: str) -> Deployment:
        """Start one rollout, by the name that `start` had in the prototype."""
        message = "deployments.create is called deployments.start now, and goes with version 1.0"
        warnings.warn(message, DeprecationWarning, stacklevel=2)
        return self.start(service, version)

    def get(self, identifier: str) -> Deployment:
        """Return one rollout."""
        call = Call("GET", f"/v1/deployments/{quote(identifier, safe='')}")
        return self._transport.send(call, Deployment.of)

    def list(self, service: str | None = None, *, page_size: int = 50) -> Iterator[Deployment]:
        """Walk through all rollouts, or those of one service, oldest first."""

        def fetch(cursor: str | None) -> Page[Deployment]:
            params = _page(page_size, cursor)
            if service is not None:
                params["service"] = service
            call = Call("GET", "/v1/deployments", params=params)
            return self._transport.send(call, lambda data: Page.of(data, Deployment.of))

        return walk(fetch)


def _page(size: int, cursor: str | None) -> dict[str, str]:
    params = {"limit": str(size)}
    if cursor is not None:
        params["cursor"] = cursor
    return params
