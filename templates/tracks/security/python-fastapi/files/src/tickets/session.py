"""Who is asking, what they may do, and the line in the log that says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import Depends, Request

from tickets.audit import AuditEvent
from tickets.clientaddr import client_address
from tickets.model import Resource, User
from tickets.policy import Action, may
from tickets.problems import Refusal
from tickets.tokens import ALGORITHM, Claims, TokenRefused, check_epoch

if TYPE_CHECKING:
    from tickets.context import Context

DENIED: Final = {
    401: "A valid token is needed.",
    403: "This is not for your role.",
    404: "There is no such thing.",
}


def context_of(request: Request) -> Context:
    """Return the parts of this service."""
    found: Context = request.app.state.context
    return found


def address_of(request: Request) -> str:
    """Return the canonical address of the client."""
    peer = request.client.host if request.client else ""
    forwarded = request.headers.getlist("x-forwarded-for")
    trusted = context_of(request).settings.trusted_proxies
    return client_address(peer, ",".join(forwarded) or None, trusted)


@dataclass(frozen=True)
class Caller:
    """Somebody with a valid token, on the way through one request."""

    context: Context
    user: User
    claims: Claims
    address: str

    def event(self, action: str, outcome: str, reason: str, status: int, resource: Resource) -> AuditEvent:
        """Describe a decision about this caller."""
        return AuditEvent(
            event_action=action,
            event_outcome=outcome,
            reason=reason,
            http_status=status,
            source_ip=self.address,
            user_name=self.user.handle,
            user_tenant=self.user.tenant,
            user_role=self.user.role.value,
            token_id=self.claims.token_id,
            token_alg=ALGORITHM,
            resource_type=resource.type,
            resource_id=resource.id,
            resource_tenant=resource.tenant,
        )

    def demand(self, action: Action, resource: Resource, status: int = 200) -> None:
        """Decide, write it down, and only then go on or refuse."""
        decision = may(self.user, action, resource)
        outcome = "success" if decision.allowed else "denied"
        code = status if decision.allowed else decision.status
        self.context.audit.write(self.event(action.value, outcome, decision.reason, code, resource))
        if not decision.allowed:
            raise Refusal(decision.status, DENIED[decision.status])

    def own(self, kind: str) -> Resource:
        """Name something that belongs to the caller's company by construction, like its list of tickets."""
        return Resource(kind, tenant=self.user.tenant)

    def found(self, kind: str, number: int) -> Resource:
        """Name one thing together with whose it is."""
        return Resource(kind, str(number), self.context.store.owner(kind, number))


def authenticated(request: Request) -> Caller:
    """Return the caller, or refuse with the one answer that says nothing about why."""
    context = context_of(request)
    address = address_of(request)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    user = None
    handle = ""
    try:
        if scheme.lower() != "bearer" or not token:
            raise TokenRefused("no_token")
        claims = context.tokens.verify(token)
        handle = claims.handle
        user = context.store.user_by_handle(handle)
        if user is None:
            raise TokenRefused("unknown_user", claims.token_id, ALGORITHM)
        check_epoch(claims, user)
    except TokenRefused as why:
        context.audit.write(
            AuditEvent(
                event_action="session.check",
                event_outcome="denied",
                reason=why.reason,
                http_status=401,
                source_ip=address,
                user_name=handle,
                user_tenant=user.tenant if user else "",
                user_role=user.role.value if user else "",
                token_id=why.token_id,
                token_alg=why.algorithm,
            )
        )
        raise Refusal(401, DENIED[401], {"WWW-Authenticate": "Bearer"}) from None
    return Caller(context, user, claims, address)


Authenticated = Annotated[Caller, Depends(authenticated)]
