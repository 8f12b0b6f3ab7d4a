"""A client that judges every answer by the contract, and people who own books."""

from __future__ import annotations

import base64
import json
import secrets
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import httpx

from tests.contract.validate import Answer, Contract

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

CONTRACT = Contract()
PASSWORD = "correct-horse-battery"
TIMEOUT_SECONDS = 60.0


class Client:
    """Sends requests to one server and validates each answer. Safe to share between threads."""

    def __init__(self, base_url: str, on_response: Callable[[httpx.Response], None] | None = None) -> None:
        """Connect to a server; `on_response` is called as soon as an answer begins to arrive."""
        self.base_url = base_url.rstrip("/")
        self.secrets: set[str] = set()
        self._http = httpx.Client(
            base_url=self.base_url,
            timeout=TIMEOUT_SECONDS,
            trust_env=False,
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),  # plain HTTP only; loading certificates takes 20 ms
            event_hooks={"response": [on_response] if on_response else []},
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=64),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def send(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        body: object = None,
        raw: Any = None,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str | bytes] | None = None,
    ) -> Answer:
        """Send one request; `body` goes as JSON, `raw` as it is, an empty header not at all."""
        sent = {b"content-type": b"application/json"} if body is not None or raw is not None else {}
        if token is not None:
            sent[b"authorization"] = f"Bearer {token}".encode()
        for name, value in (headers or {}).items():
            sent[name.lower().encode()] = value.encode() if isinstance(value, str) else value
        content = raw if body is None else json.dumps(body).encode()
        response = self._http.request(
            method, path, content=content, params=params, headers={k: v for k, v in sent.items() if v}
        )
        answer = Answer(
            method=method.upper(),
            path=response.request.url.path,
            status=response.status_code,
            headers=dict(response.headers),
            raw=response.content,
        )
        CONTRACT.check(answer)
        return answer


@dataclass
class Person:
    """Somebody with a book."""

    client: Client
    email: str
    password: str
    token: str = ""
    refresh_token: str = ""
    wrote: bool = field(default=False)

    @classmethod
    def registered(cls, client: Client, name: str, password: str = PASSWORD) -> Person:
        """Register somebody new and sign in."""
        person = cls(client, email=f"{name.lower()}.{secrets.token_hex(5)}@example.com", password=password)
        body = {"email": person.email, "password": person.password, "display_name": name}
        assert client.send("POST", "/v1/auth/register", body=body).status == 201
        person.sign_in()
        return person

    def sign_in(self) -> dict[str, Any]:
        """Start a session and keep its tokens."""
        answer = self.client.send("POST", "/v1/auth/token", body={"email": self.email, "password": self.password})
        assert answer.status == 200, answer.raw
        pair: dict[str, Any] = answer.body
        self.token, self.refresh_token = pair["access_token"], pair["refresh_token"]
        self.client.secrets |= {self.email, self.password, self.token, self.refresh_token}
        return pair

    def at(self, client: Client) -> Person:
        """Return the same person with the same session, talking to another process."""
        return Person(client, self.email, self.password, self.token, self.refresh_token)

    def get(self, path: str, **params: str | int) -> Answer:
        """Read; a trailing underscore in a parameter's name is dropped (`from_`)."""
        named = {name.rstrip("_"): value for name, value in params.items()}
        return self.client.send("GET", path, token=self.token, params=named)

    def get_unless(self, path: str, none_match: str) -> Answer:
        """Read, unless the copy with this entity tag is current."""
        return self.client.send("GET", path, token=self.token, headers={"if-none-match": none_match})

    def post(self, path: str, body: object, key: str | None = None) -> Answer:
        """Write with a fresh idempotency key, or with this one."""
        self.wrote = True
        keyed = {"idempotency-key": key or new_key()}
        return self.client.send("POST", path, token=self.token, body=body, headers=keyed)

    def patch(self, path: str, body: object, etag: str = "") -> Answer:
        """Change, guarded by an entity tag unless it is empty."""
        self.wrote = True
        return self.client.send("PATCH", path, token=self.token, body=body, headers={"if-match": etag})

    def account(self, name: str, currency: str = "EUR", balance: int = 0, kind: str = "standard") -> str:
        """Open an account, pay in what it shall hold, and return its id."""
        answer = self.post("/v1/accounts", {"name": name, "currency": currency, "kind": kind})
        assert answer.status == 201, answer.raw
        account_id: str = answer.body["id"]
        if balance:
            self.moved(self.funding(currency), account_id, balance, currency)
        return account_id

    def funding(self, currency: str) -> str:
        """Return the book's funding account in this currency, opened when it is missing."""
        for account in self.walk("/v1/accounts", currency=currency):
            if account["kind"] == "funding":
                found: str = account["id"]
                return found
        return self.account(f"Bank {currency}", currency, kind="funding")

    def move(
        self, source: str, target: str, amount: int, currency: str = "EUR", *, key: str | None = None, **more: object
    ) -> Answer:
        """Ask for a transfer."""
        return self.post("/v1/transfers", transfer_body(source, target, amount, currency) | more, key)

    def moved(
        self, source: str, target: str, amount: int, currency: str = "EUR", *, key: str | None = None, **more: object
    ) -> dict[str, Any]:
        """Make a transfer that must succeed and return it."""
        answer = self.post("/v1/transfers", transfer_body(source, target, amount, currency) | more, key)
        assert answer.status == 201, answer.raw
        transfer: dict[str, Any] = answer.body
        return transfer

    def reverse(self, transfer_id: str, reason: str = "Entered twice", key: str | None = None) -> Answer:
        """Ask for a reversal."""
        return self.post(f"/v1/transfers/{transfer_id}/reversal", {"reason": reason}, key)

    def balance(self, account_id: str) -> int:
        """Return what an account holds."""
        balance: int = self.get(f"/v1/accounts/{account_id}").body["balance_minor"]
        return balance

    def walk(self, path: str, **params: str | int) -> list[dict[str, Any]]:
        """Read all pages of a list."""
        rows: list[dict[str, Any]] = []
        asked: dict[str, str | int] = {"limit": 100, **params}
        while True:
            page = self.get(path, **asked)
            assert page.status == 200, page.raw
            rows += page.body["items"]
            if page.body["next_cursor"] is None:
                return rows
            asked["cursor"] = page.body["next_cursor"]


def new_key() -> str:
    """Make a fresh idempotency key."""
    return f"test-{secrets.token_hex(12)}"


def transfer_body(source: str, target: str, amount: int, currency: str = "EUR") -> dict[str, Any]:
    """Build the body of a transfer without a memo."""
    return {
        "source_account_id": source,
        "target_account_id": target,
        "amount_minor": amount,
        "currency": currency,
    }


def token_with(token: str, header: Mapping[str, object], **claims: object) -> str:
    """Forge a token: the same signature under another header or other claims."""

    def decode(part: str) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        return value

    def encode(value: Mapping[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    old_header, old_claims, signature = token.split(".")
    return ".".join((encode(decode(old_header) | dict(header)), encode(decode(old_claims) | claims), signature))
