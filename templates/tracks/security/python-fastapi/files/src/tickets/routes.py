"""The routes. Each asks the policy first and the store second; a test watches over the order."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response

from tickets import passwords
from tickets.audit import AuditEvent
from tickets.bodies import Login, NewTicket, NewWebhook, TicketChange
from tickets.outbound import OutboundRefused, parse
from tickets.policy import Action
from tickets.problems import Refusal
from tickets.session import Authenticated, Caller, address_of, context_of

if TYPE_CHECKING:
    from tickets.model import Resource

router = APIRouter()
Number = Annotated[int, Path(ge=1, le=2**53)]
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@router.get("/healthz")
def health() -> dict[str, str]:
    """Say that requests are being answered."""
    return {"status": "ok"}


@router.post("/login")
def login(request: Request, body: Login) -> dict[str, Any]:
    """Exchange handle and password for a token."""
    context = context_of(request)
    address = address_of(request)
    event = AuditEvent("login", "failure", "", 401, address, user_name=body.handle)
    wait = context.failures.take((body.handle, address))
    if wait:
        context.audit.write(replace(event, event_outcome="denied", reason="rate_limited", http_status=429))
        raise Refusal(429, "Too many failed logins.", {"Retry-After": str(wait)})
    user = context.store.user_by_handle(body.handle)
    correct = passwords.matches(body.password, user.password_hash if user else None)
    if user:
        event = replace(event, user_tenant=user.tenant, user_role=user.role.value)
    if user is None or not correct or user.contained:
        reason = "unknown_user" if user is None else "contained" if correct else "wrong_password"
        context.audit.write(replace(event, reason=reason))
        raise Refusal(401, "Handle or password is wrong.")
    context.failures.forgive((body.handle, address))
    token = context.tokens.issue(user)
    context.audit.write(replace(event, event_outcome="success", reason="allowed", http_status=200))
    return {"token": token, "expires_in": 900}


@router.post("/logout-everywhere", status_code=204)
def logout_everywhere(caller: Authenticated) -> None:
    """End all sessions of the caller, this one included."""
    caller.demand(Action.SESSION_END, caller.own("session"), 204)
    caller.context.store.end_sessions(caller.user.tenant, caller.user.id)


@router.get("/tickets")
def list_tickets(caller: Authenticated) -> dict[str, Any]:
    """List the company's tickets."""
    caller.demand(Action.TICKET_LIST, caller.own("ticket"))
    found = caller.context.store.tickets(caller.user.tenant)
    return {"items": [{"id": each.id, "subject": each.subject, "state": each.state} for each in found]}


@router.post("/tickets", status_code=201)
def create_ticket(caller: Authenticated, body: NewTicket) -> dict[str, Any]:
    """Add a ticket."""
    caller.demand(Action.TICKET_CREATE, caller.own("ticket"), 201)
    store, user = caller.context.store, caller.user
    return {"id": store.add_ticket(user.tenant, body.subject, body.body, user.handle)}


@router.get("/tickets/{ticket_id}")
def read_ticket(caller: Authenticated, ticket_id: Number) -> dict[str, Any]:
    """Read one ticket."""
    resource = caller.found("ticket", ticket_id)
    caller.demand(Action.TICKET_READ, resource)
    ticket = caller.context.store.ticket(caller.user.tenant, ticket_id)
    if ticket is None:
        raise Refusal(404, "There is no such thing.")
    return {name: value for name, value in asdict(ticket).items() if name != "tenant"}


@router.patch("/tickets/{ticket_id}", status_code=204)
def update_ticket(caller: Authenticated, ticket_id: Number, body: TicketChange) -> None:
    """Move a ticket on."""
    caller.demand(Action.TICKET_UPDATE, caller.found("ticket", ticket_id), 204)
    caller.context.store.set_state(caller.user.tenant, ticket_id, body.state)


def _cell(value: object) -> str:
    """Keep a spreadsheet from reading a customer's text as a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


@router.get("/export")
def export(caller: Authenticated) -> Response:
    """Give all tickets of the company as CSV."""
    caller.demand(Action.EXPORT, caller.own("export"))
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["id", "subject", "body", "state", "created_by"])
    for ticket in caller.context.store.tickets(caller.user.tenant):
        cells = (ticket.id, ticket.subject, ticket.body, ticket.state, ticket.created_by)
        rows.writerow([_cell(cell) for cell in cells])
    return Response(text.getvalue(), media_type="text/csv; charset=utf-8")


def _refuse_call(caller: Caller, action: Action, resource: Resource, host: str, why: OutboundRefused) -> Refusal:
    """Write down which address was not called and why; the caller learns only that it was not."""
    event = caller.event(action.value, "denied", why.reason, 422, resource)
    caller.context.audit.write(replace(event, destination_host=host[:253], destination_ip=why.address))
    return Refusal(422, "This address cannot be called.")


@router.post("/webhooks", status_code=201)
def create_webhook(caller: Authenticated, body: NewWebhook) -> dict[str, Any]:
    """Remember an address; its form is checked now, where it leads is checked at every call."""
    resource = caller.own("webhook")
    caller.demand(Action.WEBHOOK_CREATE, resource, 201)
    try:
        parse(body.url)
    except OutboundRefused as why:
        # User information may hold a password, so only what follows it is written down.
        host = body.url.partition("://")[2].partition("/")[0].rpartition("@")[2]
        raise _refuse_call(caller, Action.WEBHOOK_CREATE, resource, host, why) from None
    return {"id": caller.context.store.add_webhook(caller.user.tenant, body.url)}


@router.post("/webhooks/{webhook_id}/test")
def test_webhook(caller: Authenticated, webhook_id: Number) -> dict[str, Any]:
    """Call the address once."""
    resource = caller.found("webhook", webhook_id)
    caller.demand(Action.WEBHOOK_TEST, resource)
    webhook = caller.context.store.webhook(caller.user.tenant, webhook_id)
    if webhook is None:
        raise Refusal(404, "There is no such thing.")
    target = parse(webhook.url)
    body = json.dumps({"event": "test", "webhook": webhook.id}).encode()
    try:
        delivery = caller.context.outbound.post(target, body)
    except OutboundRefused as why:
        raise _refuse_call(caller, Action.WEBHOOK_TEST, resource, target.host, why) from None
    return {"status": delivery.status}


@router.post("/users/{user_id}/contain", status_code=204)
def contain_user(caller: Authenticated, user_id: Number) -> None:
    """End all sessions of a colleague and let nobody log in as them."""
    caller.demand(Action.USER_CONTAIN, caller.found("user", user_id), 204)
    caller.context.store.contain(caller.user.tenant, user_id)
