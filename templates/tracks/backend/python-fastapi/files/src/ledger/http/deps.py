"""What a handler asks for before it starts: who is calling, whether they may now, and with which key."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar
from uuid import UUID

from fastapi import Depends, Header, Path, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import Field
from starlette.responses import Response

from ledger import telemetry
from ledger.domain.errors import Unauthorized
from ledger.domain.ids import Cursor, decode_cursor
from ledger.domain.money import Currency
from ledger.http.limits import RateLimits
from ledger.http.scalars import CURSOR
from ledger.http.strict import QUERY_INT, Omittable, StrictUuid
from ledger.services.idempotency import Ticket, fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import BaseModel

    from ledger.services.accounts import AccountService
    from ledger.services.auth import AuthService
    from ledger.services.idempotency import Outcome
    from ledger.services.ports import StoredAnswer
    from ledger.services.receipts import ReceiptService
    from ledger.services.reports import ReportService
    from ledger.services.transfers import TransferService
    from ledger.settings import Network

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that a handler may call."""

    auth: AuthService
    accounts: AccountService
    transfers: TransferService
    receipts: ReceiptService
    reports: ReportService
    limits: RateLimits
    trusted_proxies: tuple[Network, ...]
    is_ready: Callable[[], bool]
    gauges: Callable[[], dict[str, tuple[str, dict[str, float]]]]
    metrics_token: str | None
    metrics_open: bool
    multiprocess_dir: str | None


def services_of(request: Request) -> Services:
    """Find the services of this application."""
    services: Services = request.app.state.services
    return services


Have = Annotated[Services, Depends(services_of)]
_bearer = HTTPBearer(scheme_name="bearer", bearerFormat="JWT", auto_error=False)


def current_user(
    request: Request,
    have: Have,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> UUID:
    """Return the user of the access token."""
    if credentials is None:
        message = "Send the access token as `Authorization: Bearer ...`."
        raise Unauthorized(message)
    user_id = have.auth.authenticate(credentials.credentials)
    request.scope["state"]["user_id"] = str(user_id)
    return user_id


CurrentUser = Annotated[UUID, Depends(current_user)]


def writing_user(have: Have, user_id: CurrentUser) -> UUID:
    """Return the user, if they have writes left in this minute."""
    have.limits.take("write", str(user_id))
    return user_id


WritingUser = Annotated[UUID, Depends(writing_user)]


def client_address(request: Request, have: Have) -> str:
    """Return who is calling: the nearest address that is not one of our own proxies."""
    address = request.client.host if request.client else "unknown"
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    while hops and _is_within(address, have.trusted_proxies):
        address = hops.pop()
    return address


ClientAddress = Annotated[str, Depends(client_address)]


def knocking(have: Have, address: ClientAddress) -> str:
    """Return the client's address, if it may try to sign in or up again now."""
    have.limits.take("auth", address)
    return address


Knocking = Annotated[str, Depends(knocking)]


@dataclass(frozen=True, slots=True)
class Key:
    """The Idempotency-Key of a request, and what the request asks for."""

    key: str
    request: Request

    def ticket(self, body: BaseModel, write: Callable[[Result], StoredAnswer]) -> Ticket[Result]:
        """Make the ticket under which a service runs this request once."""
        wish = body.model_dump(mode="json", exclude_unset=True)
        named = fingerprint(self.request.method, self.request.url.path, wish)
        return Ticket(self.key, named, write)


def idempotency_key(
    request: Request,
    key: Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9._~-]{8,128}$")],
) -> Key:
    """Return the key; without one, or with a malformed one, the request is refused as 400."""
    return Key(key, request)


IdempotencyKey = Annotated[Key, Depends(idempotency_key)]

AccountId = Annotated[StrictUuid, Path()]
TransferId = Annotated[StrictUuid, Path()]
IfMatch = Annotated[str | None, Omittable(), Header(alias="If-Match", max_length=200)]
IfNoneMatch = Annotated[str | None, Omittable(), Header(alias="If-None-Match", max_length=200)]
Limit = Annotated[int, Field(ge=1, le=100), QUERY_INT, Query()]
CursorText = Annotated[str | None, Omittable(), Query(alias="cursor", pattern=CURSOR)]
OneCurrency = Annotated[Currency | None, Omittable(), Query(alias="currency")]


def position(cursor: str | None) -> Cursor | None:
    """Read the mark of the page before."""
    return None if cursor is None else decode_cursor(cursor)


def replayable(outcome: Outcome) -> Response:
    """Send an answer that was made under a key; a repeated one says so."""
    answer = outcome.answer
    response = Response(answer.body, answer.status, dict(answer.headers), "application/json")
    if outcome.replayed:
        telemetry.REPLAYS.inc()
        response.headers["Idempotent-Replayed"] = "true"
    return response


def _is_within(address: str, networks: tuple[Network, ...]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)
