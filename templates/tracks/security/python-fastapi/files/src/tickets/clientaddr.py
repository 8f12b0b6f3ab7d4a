"""Who is calling: one canonical address, because limits and detections group by it.

Two spellings of one address are two groups, and an attack that is split over groups is not seen.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container


def canonical(text: str) -> str | None:
    """Return the address alone, in its one spelling: no port, no brackets, v4-mapped unwrapped."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def client_address(peer: str, forwarded: str | None, trusted: Container[str]) -> str:
    """Return the address of whoever sent the request.

    Only a trusted proxy may speak for somebody else, and only its own, last entry counts: all
    entries before it were written by the client. From anybody else the header is ignored.
    """
    own = canonical(peer) or "0.0.0.0"  # noqa: S104 - "unknown" as an address, nothing is bound  # nosec B104
    if own not in trusted or not forwarded:
        return own
    return canonical(forwarded.rsplit(",", 1)[-1]) or own
