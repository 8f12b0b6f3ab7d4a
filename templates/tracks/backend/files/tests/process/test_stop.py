"""Stopping politely: nothing that was accepted is dropped, nothing new is accepted."""

from __future__ import annotations

import http.client
import json
import select
import signal
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from tests.contract.client import CONTRACT, Client, new_key
from tests.contract.validate import Answer
from tests.harness import wait_until

if TYPE_CHECKING:
    from tests.harness import Child, Databases, Lab

SLOW = 8
REGISTER = "/v1/auth/register"


def address(child: Child) -> tuple[str, int]:
    """Tell where a process listens."""
    parts = urlsplit(child.url)
    return str(parts.hostname), int(parts.port or 0)


def refused(child_address: tuple[str, int]) -> bool:
    """Tell whether new connections are refused."""
    try:
        socket.create_connection(child_address, timeout=5).close()
    except ConnectionRefusedError:
        return True
    return False


def begin_registration(child_address: tuple[str, int]) -> http.client.HTTPConnection:
    """Send a whole request and leave its answer unread."""
    connection = http.client.HTTPConnection(*child_address, timeout=60)
    body = {"email": f"{new_key()}@example.com", "password": "twelve-letters", "display_name": "Slow"}
    connection.request("POST", REGISTER, json.dumps(body), {"content-type": "application/json"})
    return connection


def end_registration(connection: http.client.HTTPConnection) -> Answer:
    """Read the answer and judge it by the contract."""
    response = connection.getresponse()
    headers = {name.lower(): value for name, value in response.getheaders()}
    answer = Answer("POST", REGISTER, response.status, headers, response.read())
    connection.close()
    CONTRACT.check(answer)
    return answer


def test_eight_slow_requests_finish_after_the_signal(lab: Lab, databases: Databases) -> None:
    api = lab.api(databases.new(), hashing="slow")
    place = address(api)
    connections = [begin_registration(place) for _ in range(SLOW)]
    sockets = [connection.sock for connection in connections]
    with Client(api.url) as client:
        # Connections are served in the order of their arrival, and this answer needs no work: once it is here, the
        # server has read all eight requests.
        client.send("GET", "/nowhere").problem(404, "not-found")
    api.signal(signal.SIGTERM)
    finished, _, _ = select.select(sockets, [], [], 0)
    assert finished == [], f"{len(finished)} of {SLOW} had finished at the signal, so this proves nothing"
    wait_until(lambda: refused(place), "new connections are refused")
    answers = [end_registration(connection) for connection in connections]
    assert [answer.status for answer in answers] == [201] * SLOW
    assert api.wait() in api.stop_status


def test_a_server_says_that_it_is_leaving_before_it_closes(lab: Lab, databases: Databases) -> None:
    api = lab.api(databases.new(), env={"DRAIN_SECONDS": "2"})
    with Client(api.url) as client:
        assert client.send("GET", "/readyz").status == 200
        api.signal(signal.SIGTERM)
        leaving = wait_until(lambda: unready(client), "/readyz turns 503")
        leaving.problem(503, "unavailable")
        assert client.send("GET", "/healthz").status == 200
        client.send("GET", "/v1/me").problem(401, "unauthorized")
    place = address(api)
    wait_until(lambda: refused(place), "new connections are refused")
    assert api.wait() in api.stop_status


def unready(client: Client) -> Answer | None:
    """Return the answer of /readyz once it is no longer ready."""
    answer = client.send("GET", "/readyz")
    return answer if answer.status != httpx.codes.OK else None
