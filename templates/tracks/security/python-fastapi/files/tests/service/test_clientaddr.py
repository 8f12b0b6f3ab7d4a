"""Who is calling. (What a new kind of proxy may send is not known here.)"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tickets.clientaddr import client_address

if TYPE_CHECKING:
    from .conftest import Desk

PROXY = {"127.0.0.1"}


@pytest.mark.parametrize(
    ("peer", "header", "address"),
    [
        ("203.0.113.9", None, "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "10.9.9.9, 198.51.100.1", "198.51.100.1"),
        ("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "2001:DB8:0:0::1", "2001:db8::1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("testclient", "198.51.100.1", "0.0.0.0"),
    ],
)
def test_only_the_trusted_hop_speaks_for_others(peer: str, header: str | None, address: str) -> None:
    assert client_address(peer, header, PROXY) == address


def test_the_log_has_the_address_that_the_proxy_added(desk: Desk) -> None:
    desk.client.get("/tickets", headers=[("X-Forwarded-For", "10.9.9.9"), ("X-Forwarded-For", "198.51.100.1")])
    assert desk.log()[-1]["source_ip"] == "198.51.100.1"
