"""A service in this process, on a copy of one seeded database."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from tickets.app import create_app
from tickets.context import Context
from tickets.seeding import PEOPLE, seed
from tickets.settings import Settings
from tickets.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORDS = {handle: password for _, handle, _, _, password in PEOPLE}
KEY = "a key of the tests, long enough to sign"
OFFICE = "198.51.100.10"
INSIDE = "inside.alpine.example"
"""A name that leads inwards; no test asks a resolver that is not its own."""


@dataclass
class Desk:
    """The service, and what a test wants to know about it."""

    context: Context
    client: TestClient

    def token(self, handle: str) -> str:
        user = self.context.store.user_by_handle(handle)
        assert user, handle
        return self.context.tokens.issue(user)

    def call(self, method: str, path: str, who: str = "", **more: Any) -> Any:
        headers = dict(more.pop("headers", {}))
        if who:
            headers["Authorization"] = f"Bearer {self.token(who)}"
        return self.client.request(method, path, headers=headers, **more)

    def login(self, handle: str, password: str, address: str = OFFICE) -> Any:
        body = {"handle": handle, "password": password}
        return self.client.post("/login", json=body, headers={"X-Forwarded-For": address})

    def log(self) -> list[dict[str, Any]]:
        path = self.context.settings.audit_log
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("seeded") / "tickets.db"
    store = Store(path)
    seed(store)
    store.close()
    return path


@pytest.fixture
def desk(seeded: Path, tmp_path: Path) -> Iterator[Desk]:
    database = tmp_path / "tickets.db"
    shutil.copy(seeded, database)
    settings = Settings(
        database=database,
        audit_log=tmp_path / "audit.jsonl",
        signing_key=KEY,
        trusted_proxies=frozenset({"127.0.0.1"}),
        hosts={INSIDE: ("10.0.0.4",)},
    )
    context = Context.of(settings)
    with TestClient(create_app(context), raise_server_exceptions=False, client=("127.0.0.1", 50_000)) as client:
        yield Desk(context, client)
    context.store.close()
