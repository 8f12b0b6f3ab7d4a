"""Calls the application in this process, without a server, for what needs its inside at hand."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from fastapi import FastAPI

PASSWORD = "correct horse battery"


class Api:
    """One application, called from one address."""

    def __init__(self, app: FastAPI, address: str = "127.0.0.1") -> None:
        self._app = app
        self._address = address
        self.token = ""

    def __call__(self, method: str, path: str, **given: Any) -> httpx.Response:
        return asyncio.run(self._send(method, path, **given))

    async def _send(self, method: str, path: str, **given: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False, client=(self._address, 1234))
        async with httpx.AsyncClient(transport=transport, base_url="http://ledger.test") as client:
            return await client.request(method, path, **given)

    def sign_in(self, email: str = "mira@example.com") -> httpx.Response:
        self("POST", "/v1/auth/register", json={"email": email, "password": PASSWORD, "display_name": "Mira"})
        answer = self("POST", "/v1/auth/token", json={"email": email, "password": PASSWORD})
        self.token = answer.json()["access_token"]
        return answer

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self("GET", path, headers=self._signed(headers))

    def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        key = {"Idempotency-Key": secrets.token_hex(8)}
        return self("POST", path, json=body, headers=self._signed(key | headers))

    def account(self, name: str = "Till", kind: str = "standard") -> str:
        answer = self.post("/v1/accounts", {"name": name, "currency": "EUR", "kind": kind})
        return str(answer.json()["id"])

    def move(self, source: str, target: str, minor: int, memo: str | None = None) -> httpx.Response:
        body = {"source_account_id": source, "target_account_id": target, "amount_minor": minor, "currency": "EUR"}
        return self.post("/v1/transfers", body | {"memo": memo})

    def _signed(self, headers: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} | headers
