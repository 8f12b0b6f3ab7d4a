"""What a process serves beside the operations of the contract, and when it does not serve."""

from __future__ import annotations

import json
from contextlib import closing
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest

from tests.contract.client import CONTRACT, Client

if TYPE_CHECKING:
    from tests.harness import Databases, Lab

CLIENTS_KEEP_SECONDS = 5.0  # what httpx and many others use; a proxy keeps connections longer still


def test_the_contract_is_served_as_it_stands(lab: Lab, databases: Databases) -> None:
    api = lab.api(databases.new())
    served = httpx.get(f"{api.url}/openapi.json", trust_env=False)
    assert served.headers["content-type"].startswith("application/json")
    assert served.json() == CONTRACT.document


def test_a_database_without_the_schema_is_not_ready(lab: Lab, databases: Databases) -> None:
    api = lab.api(databases.empty())
    with Client(api.url) as client:
        client.send("GET", "/readyz").problem(503, "unavailable")
        assert client.send("GET", "/healthz").status == 200


def test_an_idle_connection_is_kept_longer_than_clients_keep_it(lab: Lab, databases: Databases) -> None:
    address = urlsplit(lab.api(databases.new()).url).netloc
    with closing(HTTPConnection(address, timeout=CLIENTS_KEEP_SECONDS + 1)) as connection:
        connection.request("GET", "/healthz")
        assert json.load(connection.getresponse()) == {"status": "ok"}
        with pytest.raises(TimeoutError):
            connection.sock.recv(1)  # would be empty, and at once, if the server had closed
