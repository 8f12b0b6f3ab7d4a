from __future__ import annotations

import contextlib
import http.client
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import yaml

from pave.devapi.server import LOCAL_TOKEN
from pave.sdk import (
    Conflict,
    Deployment,
    Invalid,
    NotFound,
    Platform,
    ProtocolError,
    Retry,
    Service,
    Timeouts,
    Unauthorized,
    Unavailable,
)
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pave.devapi.server import Server

AUTH = {"Authorization": f"Bearer {LOCAL_TOKEN}"}


@pytest.fixture
def platform(devapi: Server) -> Iterator[Platform]:
    quick = Retry(base=0.001, cap=0.002)
    with Platform(devapi.url, LOCAL_TOKEN, Timeouts(connect=2, read=1, total=20), quick) as platform:
        platform.services.register("parcel-labels", "@parcels")
        yield platform


@pytest.mark.parametrize("fault", ["drop-before", "drop-after", "503", "429", "slow"])
def test_whatever_happens_to_the_first_attempt_one_rollout_starts(
    devapi: Server, platform: Platform, fault: str
) -> None:
    devapi.script.extend([fault])
    started = platform.deployments.start("parcel-labels", "1.4.0")
    assert [each.id for each in platform.deployments.list()] == [started.id]
    rows = [row for row in devapi.store.journal() if row["method"] == "POST" and row["path"] == "/v1/deployments"]
    assert len(rows) == 2
    assert len({row["key"] for row in rows}) == 1
    assert len({row["request_id"] for row in rows}) == 1


def test_a_server_that_is_away_is_unavailable(devapi: Server, platform: Platform) -> None:
    devapi.script.extend(["drop-before"] * 4)
    with pytest.raises(Unavailable):
        platform.services.get("parcel-labels")


@pytest.mark.parametrize("fault", ["malformed", "html"])
def test_a_broken_answer_is_a_protocol_error(devapi: Server, platform: Platform, fault: str) -> None:
    devapi.script.extend([fault])
    with pytest.raises(ProtocolError):
        platform.services.get("parcel-labels")


def test_an_expired_token_is_said_to_be_one(devapi: Server, platform: Platform) -> None:
    devapi.script.extend(["401"])
    with pytest.raises(Unauthorized, match="expired"):
        platform.services.get("parcel-labels")


def test_refusals_are_typed(devapi: Server, platform: Platform) -> None:
    with pytest.raises(NotFound):
        platform.services.get("nobody")
    with pytest.raises(Conflict, match="@parcels"):
        platform.services.register("parcel-labels", "@others")
    with pytest.raises(Invalid) as caught:
        platform.services.register("Parcel Labels", "@parcels")
    assert "name" in caught.value.fields
    with Platform(devapi.url, "wrong") as stranger, pytest.raises(Unauthorized):
        stranger.services.get("parcel-labels")


def test_a_key_belongs_to_one_body(devapi: Server) -> None:
    with Platform(devapi.url, LOCAL_TOKEN) as platform:
        platform.services.register("parcel-labels", "@parcels")
    headers = {**AUTH, "Idempotency-Key": "0123456789"}

    def post(version: str) -> httpx.Response:
        body = {"service": "parcel-labels", "version": version}
        return httpx.post(f"{devapi.url}/v1/deployments", json=body, headers=headers, timeout=5)

    first = post("1.0")
    assert first.status_code == 201
    assert post("1.0").content == first.content
    assert post("2.0").status_code == 422
    assert len(devapi.store.deployments(10, None, None)["items"]) == 1


def test_pages_neither_lose_nor_double_a_row_that_arrives_meanwhile(platform: Platform) -> None:
    for name in ("aa", "cc", "ee", "gg"):
        platform.services.register(name, "@parcels")
    walk = platform.services.list(page_size=2)
    seen = [next(walk).name, next(walk).name]
    platform.services.register("bb", "@parcels")
    platform.services.register("dd", "@parcels")
    seen += [service.name for service in walk]
    assert seen == ["aa", "cc", "dd", "ee", "gg", "parcel-labels"]


def resolve(contract: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        target: Any = contract
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def test_models_and_server_say_what_the_contract_says(devapi: Server, platform: Platform) -> None:
    contract = yaml.safe_load((ROOT / "contract" / "platform-api.yaml").read_text("utf-8"))
    schemas = contract["components"]["schemas"]
    for model in (Service, Deployment):
        fields = set(model.__dataclass_fields__)
        assert fields == set(schemas[model.__name__]["required"]) == set(schemas[model.__name__]["properties"])
    started = platform.deployments.start("parcel-labels", "1.4.0")
    asked = 0
    for path, methods in contract["paths"].items():
        real = path.replace("{name}", "parcel-labels").replace("{id}", started.id)
        for method, operation in methods.items():
            body = {"name": "parcel-labels", "owner": "@parcels", "service": "parcel-labels", "version": "1"}
            content = body if method == "post" else None
            headers = {**AUTH, "Idempotency-Key": f"contract-{asked}"}
            answer = httpx.request(method, devapi.url + real, json=content, headers=headers, timeout=5)
            assert str(answer.status_code) in operation["responses"], path
            schema = resolve(contract, operation["responses"][str(answer.status_code)])
            schema = resolve(contract, schema["content"]["application/json"]["schema"])
            assert set(answer.json()) == set(schema["properties"]), path
            assert answer.headers["X-Request-Id"]
            asked += 1
    assert asked == 6


def test_the_examples_print_what_the_readme_shows(devapi: Server) -> None:
    said = []
    for name in ("01_register.py", "02_deploy_once.py", "03_walk_services.py"):
        command = [sys.executable, str(ROOT / "examples" / name), devapi.url, LOCAL_TOKEN]
        env = {"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"}
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=True, timeout=60)
        said.append(done.stdout.strip())
    assert said == [
        "@parcels\nparcel-labels belongs to @parcels",
        "dep-1 started\nrollouts: 1",
        "address-book\ndepot-hours\nparcel-labels",
    ]
    readme = (ROOT / "README.md").read_text("utf-8")
    for text in said:
        assert text in readme


def test_the_local_platform_refuses_unknown_faults_and_large_bodies(devapi: Server) -> None:
    assert httpx.post(f"{devapi.url}/dev/faults", json=["earthquake"], timeout=5).status_code == 422
    assert httpx.post(f"{devapi.url}/dev/faults", json=["ok"], timeout=5).status_code == 200
    assert httpx.get(f"{devapi.url}/dev/nothing", timeout=5).status_code == 404
    large = httpx.post(f"{devapi.url}/v1/services", content=b"x" * 70_000, headers=AUTH, timeout=5)
    assert large.status_code == 413


def test_a_length_that_is_no_number_is_answered(devapi: Server) -> None:
    connection = http.client.HTTPConnection(devapi.url.removeprefix("http://"), timeout=5)
    with contextlib.closing(connection):
        connection.putrequest("POST", "/v1/services")
        connection.putheader("Content-Length", "many")
        connection.endheaders()
        assert connection.getresponse().status == 400
