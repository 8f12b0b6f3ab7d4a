"""What the service is about. Frozen, so that nothing changes a role or a tenant on its way through a request."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is in their own company; there is no role across companies."""

    AGENT = "agent"
    ADMIN = "admin"


@dataclass(frozen=True)
class Tenant:
    """A company that keeps its tickets here."""

    id: str
    name: str


@dataclass(frozen=True)
class User:
    """Somebody who logs in by handle. No e-mail address exists anywhere in this service."""

    id: int
    handle: str
    tenant: str
    role: Role
    password_hash: str
    epoch: int
    """Tokens carry the epoch they were made in; raising it ends all sessions from before."""
    contained: bool


@dataclass(frozen=True)
class Ticket:
    """One question of a customer."""

    id: int
    tenant: str
    subject: str
    body: str
    state: str
    created_by: str


@dataclass(frozen=True)
class Webhook:
    """An address that a company wants to be called at."""

    id: int
    tenant: str
    url: str


@dataclass(frozen=True)
class Resource:
    """What an action is aimed at. `tenant` is empty where there is no such thing."""

    type: str
    id: str = ""
    tenant: str = ""
