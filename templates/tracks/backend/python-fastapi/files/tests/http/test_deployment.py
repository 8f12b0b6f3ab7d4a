"""What the deployment files promise, as far as it can be seen without the services they are for."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.harness import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
ASKED = 80
KEPT = {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "COVERAGE_PROCESS_CONFIG", "COVERAGE_PROCESS_START"}


def blueprint() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((ROOT / "render.yaml").read_text(encoding="utf-8"))
    return parsed


def environment_of(service: dict[str, Any], database: str) -> dict[str, str]:
    """Fill in what the platform would: generated values, and the address of the database."""
    given = {name: value for name, value in os.environ.items() if name in KEPT} | {"PYTHONPATH": "src"}
    for variable in service["envVars"]:
        if "fromDatabase" in variable:
            given[variable["key"]] = database
        else:
            given[variable["key"]] = secrets.token_hex(32) if "generateValue" in variable else variable["value"]
    if database.startswith("sqlite"):
        given["ALLOW_SQLITE"] = "1"
    return given


def get(url: str, **headers: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, ""
    except OSError:
        return 0, ""


@contextlib.contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[str]:
    """Run a command that serves on a free port of this machine, and yield its address; it must end well when asked."""
    child = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert child.stdout is not None
    try:
        for line in child.stdout:
            event = json.loads(line)
            if event["event"] == "listening":
                break
        yield f"http://127.0.0.1:{event['port']}"
        child.send_signal(signal.SIGTERM)
        assert child.wait(timeout=60) == 0
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()


@pytest.fixture
def started(empty_database: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Start exactly the command of render.yaml with its environment."""
    [service] = blueprint()["services"]
    environment = environment_of(service, empty_database) | {"PORT": "0", "HOST": "127.0.0.1"}
    command = service["dockerCommand"].replace("python ", f'"{sys.executable}" ')
    assert command.startswith('sh -c "')
    inner = command.removeprefix('sh -c "').removesuffix('"')
    with running(["sh", "-c", inner], environment) as url:
        yield url, environment


def test_the_free_plan_starts_and_works(started: tuple[str, dict[str, str]]) -> None:
    [service] = blueprint()["services"]
    url, environment = started
    wait_until(lambda: get(url + service["healthCheckPath"])[0] == 200, "the service is ready")
    assert get(f"{url}/metrics")[0] == 404
    status, text = get(f"{url}/metrics", Authorization=f"Bearer {environment['METRICS_TOKEN']}")
    assert status == 200
    assert 'ledger_request_seconds_count{method="GET",route="/readyz",status="200"}' in text


def test_processes_that_share_a_listener_count_together(empty_database: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name in KEPT}
    environment |= {"PYTHONPATH": "src", "DATABASE_URL": empty_database}
    serve = [sys.executable, "-m", "ledger", "serve", "--port", "0", "--workers", "2"]
    with running(serve, environment) as url:
        with ThreadPoolExecutor(8) as hands:  # a connection each, so that both processes get some
            answers = list(hands.map(get, [f"{url}/healthz"] * ASKED))
        assert {status for status, _ in answers} == {200}
        told = {answered(get(f"{url}/metrics")[1]) for _ in range(20)}  # by whichever process answers
    assert told == {float(ASKED)}


def test_a_process_whose_supervisor_was_gone_before_it_began_leaves(empty_database: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name in KEPT}
    environment |= {"PYTHONPATH": "src", "DATABASE_URL": empty_database}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serve = [sys.executable, "-m", "ledger", "serve", "--fd", str(listener.fileno()), "--parent", "0"]
        child = subprocess.Popen(serve, cwd=ROOT, env=environment, pass_fds=[listener.fileno()])
        try:
            assert child.wait(timeout=60) in {0, -signal.SIGTERM}
        finally:
            child.kill()
            child.wait()


def answered(metrics: str) -> float:
    """Read how often /healthz was answered."""
    [count] = re.findall(r'^ledger_request_seconds_count\{.*route="/healthz".*\} (\S+)$', metrics, re.MULTILINE)
    return float(count)


def test_the_blueprint_uses_a_free_plan_and_a_generated_secret() -> None:
    [service] = blueprint()["services"]
    [database] = blueprint()["databases"]
    assert (service["runtime"], service["plan"], database["plan"]) == ("docker", "free", "free")
    variables = {variable["key"]: variable for variable in service["envVars"]}
    assert variables["SECRET"]["generateValue"] is True
    assert variables["DATABASE_URL"]["fromDatabase"]["name"] == database["name"]
    assert "--with-worker" in service["dockerCommand"]


def test_only_the_api_of_compose_can_be_reached_and_only_from_this_machine() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert {name: service["ports"] for name, service in services.items() if "ports" in service} == {
        "api": ["127.0.0.1:8000:8000"]
    }
    for name in ("api", "worker", "migrate"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]


def test_the_image_holds_what_the_program_reads() -> None:
    copied = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    let_in = (ROOT / ".dockerignore").read_text(encoding="utf-8")
    for path in ("contract/openapi.yaml", "migrations", "src", "requirements/base.txt"):
        assert f"COPY {path} " in copied
        assert f"!{path}\n" in let_in
