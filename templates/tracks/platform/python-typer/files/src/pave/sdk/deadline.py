"""One limit of time over every wait on the network.

The time-outs of httpx begin anew with each piece that arrives, so a server that trickles could hold a caller for ever.
Here each wait gets at most what is left of the call. Only the look-up of a host's name is outside: it is the system's.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

# The engine of httpx, which brings it along.
import httpcore
import httpx

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable


class Deadline(threading.local):
    """The moment at which the call of this thread ends."""

    until = float("inf")

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock

    def cut(self, timeout: float | None) -> float:
        """Return how long a wait may be; when nothing is left, not even what has arrived is taken."""
        left = self.until - self._clock()
        if left <= 0:
            message = "the time of the call is used up"
            raise httpcore.ReadTimeout(message)
        return left if timeout is None else min(timeout, left)


class Stream(httpcore.NetworkStream):
    """A connection on which nobody waits beyond the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what arrives."""
        return self._inner.read(max_bytes, self._deadline.cut(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it."""
        self._inner.write(buffer, self._deadline.cut(timeout))

    def close(self) -> None:
        """Close it."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on encrypted."""
        return Stream(self._inner.start_tls(ssl_context, server_hostname, self._deadline.cut(timeout)), self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  the signature is the library's
        """Say what is known about the connection."""
        return self._inner.get_extra_info(info)


class Backend(httpcore.SyncBackend):
    """Opens connections that keep to the deadline."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect."""
        inner = super().connect_tcp(host, port, self._deadline.cut(timeout), local_address, socket_options)
        return Stream(inner, self._deadline)


class BoundedTransport(httpx.HTTPTransport):
    """httpx's own transport, on connections that keep to the deadline."""

    def __init__(self, most: int, deadline: Deadline) -> None:
        # Not super's: it offers no place for a backend, and a pool is all that it makes.
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=most,
            max_keepalive_connections=most,
            keepalive_expiry=5.0,
            network_backend=Backend(deadline),
        )
