"""Calls to addresses that customers choose, without becoming their way into our network.

The name is resolved once, every answer is checked, and the connection goes to a checked address.
Checking the name and then connecting by name would resolve twice, and the second answer may differ.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import httpcore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
SECONDS: Final = 5.0
MOST_BYTES: Final = 64 * 1024
PORT: Final = 443
HOST: Final = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
# `is_global` calls these global, although each of them carries or leads to another address.
CARRIERS: Final = tuple(
    ipaddress.IPv6Network(net)
    for net in ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fec0::/10")
)


class OutboundRefused(Exception):  # noqa: N818 - a verdict, not a fault
    """This address is not called."""

    def __init__(self, reason: str, address: str = "") -> None:
        super().__init__(reason)
        self.reason, self.address = reason, address


@dataclass(frozen=True)
class Target:
    """An address that has the right form; nothing has been resolved yet."""

    host: str
    path: str


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to the public internet, seen through every disguise."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in net for net in CARRIERS):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def parse(url: str) -> Target:
    """Return host and path, or refuse: https to port 443 of a host that is called by its name."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise OutboundRefused("url_malformed") from None
    host = parts.hostname or ""
    if parts.scheme != "https":
        raise OutboundRefused("url_scheme")
    if parts.username is not None or parts.password is not None:
        raise OutboundRefused("url_user_info")
    if port not in {None, PORT}:
        raise OutboundRefused("url_port")
    if not HOST.fullmatch(host):
        raise OutboundRefused("host_is_no_name")
    return Target(host, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def resolve(host: str) -> list[str]:
    """Ask the system's resolver."""
    return [str(answer[4][0]) for answer in socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)]


def checked(answers: Iterable[str]) -> str:
    """Return the first answer when all of them are public: one private answer is one too many."""
    addresses = [ipaddress.ip_address(answer.partition("%")[0]) for answer in answers]
    if not addresses:
        raise OutboundRefused("host_unknown")
    if not all(is_public(address) for address in addresses):
        bad = next(address for address in addresses if not is_public(address))
        raise OutboundRefused("address_not_public", str(bad))
    first = addresses[0]
    return str((first.ipv4_mapped if isinstance(first, ipaddress.IPv6Address) else None) or first)


class DeadlineStream(httpcore.NetworkStream):
    """A connection whose every wait ends with the whole call: a drop of data each second is no way to stay."""

    def __init__(self, inner: httpcore.NetworkStream, until: float) -> None:
        self._inner, self._until = inner, until

    def _left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for this call is over")
        return left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline rules
        """Read for as long as the call has left."""
        return self._inner.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Write for as long as the call has left."""
        self._inner.write(buffer, self._left())

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Begin TLS under the same deadline; the certificate is checked against the name, not the address."""
        return DeadlineStream(self._inner.start_tls(ssl_context, server_hostname, self._left()), self._until)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's own signature
        """Pass on what httpcore asks."""
        return self._inner.get_extra_info(info)


def dial(address: str, port: int, timeout: float) -> httpcore.NetworkStream:
    """Connect to an address."""
    return httpcore.SyncBackend().connect_tcp(address, port, timeout=timeout)


class PinnedBackend(httpcore.SyncBackend):
    """Resolves once, checks, and connects to what was checked; remembers where it went."""

    def __init__(
        self,
        resolver: Callable[[str], Iterable[str]],
        connect: Callable[[str, int, float], httpcore.NetworkStream],
    ) -> None:
        self._resolver, self._connect = resolver, connect
        self.address = ""

    def connect_tcp(self, host: str, port: int, *_args: object, **_kwargs: object) -> httpcore.NetworkStream:
        """Connect to the checked address of this host."""
        until = time.monotonic() + SECONDS
        try:
            answers = list(self._resolver(host))
        except OSError:
            raise OutboundRefused("host_unknown") from None
        self.address = checked(answers)
        left = until - time.monotonic()
        if left <= 0:
            raise httpcore.ConnectTimeout("the resolver took all the time of this call")
        return DeadlineStream(self._connect(self.address, port, left), until)


@dataclass(frozen=True)
class Delivery:
    """What came of a call that was made."""

    status: int
    address: str
    bytes_read: int


class Outbound:
    """Sends one POST to an address that somebody else chose."""

    def __init__(
        self,
        resolver: Callable[[str], Iterable[str]] = resolve,
        connect: Callable[[str, int, float], httpcore.NetworkStream] = dial,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._resolver, self._connect = resolver, connect
        self._context = context or ssl.create_default_context()

    def post(self, target: Target, body: bytes, headers: dict[str, str] | None = None) -> Delivery:
        """Call it; redirects are not followed, and no more than 64 kB are read."""
        backend = PinnedBackend(self._resolver, self._connect)
        pool = httpcore.ConnectionPool(ssl_context=self._context, network_backend=backend, retries=0)
        sent = {"Host": target.host, "Content-Length": str(len(body)), "Content-Type": "application/json"}
        sent |= {"User-Agent": "tickets-webhooks/1"} | (headers or {})
        size = 0
        try:
            with (
                pool,
                pool.stream(
                    "POST",
                    f"https://{target.host}{target.path}",
                    headers=list(sent.items()),
                    content=body,
                ) as answer,
            ):
                for chunk in answer.iter_stream():
                    size += len(chunk)
                    if size >= MOST_BYTES:
                        break
                return Delivery(answer.status, backend.address, min(size, MOST_BYTES))
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, ssl.SSLError, OSError):
            raise OutboundRefused("delivery_failed", backend.address) from None
