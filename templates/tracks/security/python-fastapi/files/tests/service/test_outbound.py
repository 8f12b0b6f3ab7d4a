"""Webhooks: an address that a customer chose, resolved by somebody that a customer chose."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tickets import outbound
from tickets.outbound import Outbound, OutboundRefused, checked, is_public, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .conftest import Desk

PUBLIC = "93.184.216.34"
NAME = "hooks.alpine.example"
INWARD = (
    *("127.0.0.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("224.0.0.1", "233.252.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.51.100.1", "203.0.113.1"),
    *("::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "ff0e::1", "2001:db8::1", "fd00:ec2::254"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2002:7f00:1::", "2001:0:4136:e378::1"),
    *("64:ff9b::7f00:1", "64:ff9b:1::1"),
)


class Receiver(threading.Thread):
    """A real TLS server on loopback that answers one request."""

    def __init__(self, context: ssl.SSLContext, answer: bytes) -> None:
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(10)
        self.context, self.answer = context, answer
        self.port: int = self.listener.getsockname()[1]
        self.request = b""
        self.server_name = ""
        context.sni_callback = self._named

    def _named(self, _socket: object, name: str | None, _context: object) -> None:
        self.server_name = name or ""

    def run(self) -> None:
        try:
            with self.listener, self.context.wrap_socket(self.listener.accept()[0], server_side=True) as peer:
                while not self.request.endswith(b"{}"):
                    self.request += peer.recv(65_536)
                peer.sendall(self.answer)
        except OSError:
            return


def certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Make a certificate for a name; return the server's context and one that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "cert.pem").write_bytes(pem + private)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem")
    return server, ssl.create_default_context(cadata=pem.decode())


class Lab:
    """A fake resolver, a dialler that notes where it is sent, and a receiver behind it."""

    def __init__(self, folder: Path, *answers: list[str], name: str = NAME) -> None:
        server, client = certificate(folder, name)
        self.receiver = Receiver(server, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        self.answers, self.asked, self.dialled = list(answers), 0, list[str]()
        self.outbound = Outbound(self.resolve, self.dial, client)

    def resolve(self, _host: str) -> list[str]:
        self.asked += 1
        return self.answers[min(self.asked, len(self.answers)) - 1]

    def dial(self, address: str, _port: int, timeout: float) -> httpcore.NetworkStream:
        self.dialled.append(address)
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", self.receiver.port, timeout=timeout)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    made = Lab(tmp_path, [PUBLIC], ["127.0.0.1"])
    made.receiver.start()
    yield made
    made.receiver.listener.close()
    made.receiver.join(timeout=10)


@pytest.mark.parametrize("address", INWARD)
def test_an_address_that_leads_inwards_is_never_called(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address)), address
    with pytest.raises(OutboundRefused, match="address_not_public"):
        checked([address])


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", f"::ffff:{PUBLIC}"])
def test_a_public_address_is_called(address: str) -> None:
    assert checked([address]) == address.removeprefix("::ffff:")


def test_one_private_answer_among_public_ones_is_enough() -> None:
    for answers in ([PUBLIC, "10.0.0.4"], ["10.0.0.4", PUBLIC]):
        with pytest.raises(OutboundRefused, match="address_not_public") as caught:
            checked(answers)
        assert caught.value.address == "10.0.0.4"
    with pytest.raises(OutboundRefused, match="host_unknown"):
        checked([])


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (f"http://{NAME}/", "url_scheme"),
        (f"ftp://{NAME}/", "url_scheme"),
        (f"https://{NAME}:8443/", "url_port"),
        (f"https://{NAME}:22/", "url_port"),
        (f"https://{NAME}:99999/", "url_malformed"),
        (f"https://tickets@{NAME}/", "url_user_info"),
        (f"https://:{NAME}@{NAME}/", "url_user_info"),
        ("https://[::1]/", "host_is_no_name"),
        ("https://[::ffff:169.254.169.254]/", "host_is_no_name"),
        ("https://127.0.0.1/", "host_is_no_name"),
        ("https://2130706433/", "host_is_no_name"),
        ("https://0x7f000001/", "host_is_no_name"),
        ("https://0177.0.0.1/", "host_is_no_name"),
        ("https://0x7f.1/", "host_is_no_name"),
        ("https://localhost/", "host_is_no_name"),
        (f"https://{NAME}./", "host_is_no_name"),
        ("https://127.0.0.1./", "host_is_no_name"),
        ("https:///nothing", "host_is_no_name"),
    ],
)
def test_an_address_of_the_wrong_form_is_refused(url: str, reason: str) -> None:
    with pytest.raises(OutboundRefused, match=f"^{reason}$"):
        parse(url)


def test_the_connection_goes_to_the_address_that_was_checked(lab: Lab) -> None:
    delivery = lab.outbound.post(parse(f"https://{NAME}/in?x=1"), b"{}")
    assert (delivery.status, delivery.address) == (200, PUBLIC)
    assert (lab.asked, lab.dialled) == (1, [PUBLIC])
    assert lab.receiver.server_name == NAME
    head = lab.receiver.request.decode()
    assert head.startswith("POST /in?x=1 HTTP/1.1\r\n")
    assert f"Host: {NAME}\r\n" in head


def test_a_resolver_that_changes_its_answer_is_asked_once_a_call(lab: Lab) -> None:
    lab.outbound.post(parse(f"https://{NAME}/"), b"{}")
    with pytest.raises(OutboundRefused, match="address_not_public"):
        lab.outbound.post(parse(f"https://{NAME}/"), b"{}")
    assert lab.dialled == [PUBLIC]


def test_a_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    lab = Lab(tmp_path, [PUBLIC], name="somebody.else.example")
    lab.receiver.start()
    with pytest.raises(OutboundRefused, match="delivery_failed"):
        lab.outbound.post(parse(f"https://{NAME}/"), b"{}")


def test_a_redirect_is_not_followed_and_an_answer_without_end_is_cut(lab: Lab) -> None:
    more = b"x" * 300_000
    lab.receiver.answer = b"HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1/\r\nContent-Length: 300000\r\n\r\n" + more
    delivery = lab.outbound.post(parse(f"https://{NAME}/"), b"{}")
    assert (delivery.status, delivery.bytes_read) == (302, outbound.MOST_BYTES)
    assert len(lab.dialled) == 1


def test_the_whole_call_has_one_deadline() -> None:
    class Drip(httpcore.MockStream):
        def __init__(self) -> None:
            super().__init__([])
            self.given: list[float | None] = []

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
            self.given.append(timeout)
            return b"."

    drip = Drip()
    stream = outbound.DeadlineStream(drip, time.monotonic() + 0.5)
    stream.read(1, 5.0)
    assert drip.given[0] is not None
    assert drip.given[0] <= 0.5
    with pytest.raises(httpcore.ReadTimeout):
        outbound.DeadlineStream(drip, time.monotonic() - 1).read(1, 5.0)


def test_a_slow_resolver_takes_from_the_time_of_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(outbound, "time", SimpleNamespace(monotonic=lambda: now))
    allowed: list[float] = []

    def connect(_address: str, _port: int, seconds: float) -> httpcore.NetworkStream:
        allowed.append(seconds)
        raise httpcore.ConnectError("far enough")

    for wait in (3.0, 6.0):

        def resolver(_host: str, wait: float = wait) -> list[str]:
            nonlocal now
            now += wait
            return [PUBLIC]

        with pytest.raises(OutboundRefused, match="delivery_failed"):
            Outbound(resolver, connect).post(parse(f"https://{NAME}/"), b"{}")
    assert allowed == [2.0]


def test_a_refused_address_is_written_down_with_its_reason(desk: Desk) -> None:
    for url in ("https://tickets@10.0.0.4/", "https://2130706433/"):
        answer = desk.call("POST", "/webhooks", "ines.keller", json={"url": url})
        assert answer.status_code == 422
    desk.context.outbound = Outbound(lambda _host: ["10.0.0.4"])
    made = desk.call("POST", "/webhooks", "ines.keller", json={"url": f"https://{NAME}/"}).json()
    assert desk.call("POST", f"/webhooks/{made['id']}/test", "ines.keller").status_code == 422
    seen = [(e["reason"], e["destination_host"], e["destination_ip"]) for e in desk.log() if e["destination_host"]]
    assert seen == [
        ("url_user_info", "10.0.0.4", None),
        ("host_is_no_name", "2130706433", None),
        ("address_not_public", NAME, "10.0.0.4"),
    ]
