"""The whole permission matrix, as data. What is not listed here is refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tickets.model import Resource, Role, User

if TYPE_CHECKING:
    from collections.abc import Mapping


class Action(StrEnum):
    """What can be asked for, by the name that stands in the audit log."""

    SESSION_END = "session.end"
    TICKET_LIST = "ticket.list"
    TICKET_CREATE = "ticket.create"
    TICKET_READ = "ticket.read"
    TICKET_UPDATE = "ticket.update"
    EXPORT = "ticket.export"
    WEBHOOK_CREATE = "webhook.create"
    WEBHOOK_TEST = "webhook.test"
    USER_CONTAIN = "user.contain"


EVERYBODY: Final = frozenset({Role.AGENT, Role.ADMIN})
ADMINS: Final = frozenset({Role.ADMIN})

MATRIX: Final[Mapping[Action, frozenset[Role]]] = {
    Action.SESSION_END: EVERYBODY,
    Action.TICKET_LIST: EVERYBODY,
    Action.TICKET_CREATE: EVERYBODY,
    Action.TICKET_READ: EVERYBODY,
    Action.TICKET_UPDATE: EVERYBODY,
    Action.EXPORT: ADMINS,
    Action.WEBHOOK_CREATE: ADMINS,
    Action.WEBHOOK_TEST: ADMINS,
    Action.USER_CONTAIN: ADMINS,
}

# Each route and what it does; None needs no token. A test walks the application and compares.
ROUTES: Final[Mapping[tuple[str, str], Action | None]] = {
    ("GET", "/healthz"): None,
    ("POST", "/login"): None,
    ("POST", "/logout-everywhere"): Action.SESSION_END,
    ("GET", "/tickets"): Action.TICKET_LIST,
    ("POST", "/tickets"): Action.TICKET_CREATE,
    ("GET", "/tickets/{ticket_id}"): Action.TICKET_READ,
    ("PATCH", "/tickets/{ticket_id}"): Action.TICKET_UPDATE,
    ("GET", "/export"): Action.EXPORT,
    ("POST", "/webhooks"): Action.WEBHOOK_CREATE,
    ("POST", "/webhooks/{webhook_id}/test"): Action.WEBHOOK_TEST,
    ("POST", "/users/{user_id}/contain"): Action.USER_CONTAIN,
}


@dataclass(frozen=True)
class Decision:
    """Yes or no, why, and what a refusal looks like from outside."""

    allowed: bool
    reason: str
    status: int


def may(user: User, action: Action, resource: Resource) -> Decision:
    """Decide. The role comes first, so an agent learns nothing about which things exist.

    Something of another company and something that is not there get the same status, because
    the difference would tell which ids other companies use.
    """
    if user.role not in MATRIX.get(action, frozenset()):
        return Decision(allowed=False, reason="role", status=403)
    if resource.tenant != user.tenant:
        return Decision(allowed=False, reason="other_tenant" if resource.tenant else "absent", status=404)
    return Decision(allowed=True, reason="allowed", status=200)
