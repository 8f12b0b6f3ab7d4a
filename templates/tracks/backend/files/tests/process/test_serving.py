"""What a process serves beside the operations of the contract, and when it does not serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from tests.contract.client import CONTRACT, Client

if TYPE_CHECKING:
    from tests.harness import Databases, Lab


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
