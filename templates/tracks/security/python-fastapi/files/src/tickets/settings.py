"""What can be set from outside. Values made for a laptop are refused in production."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tickets.clientaddr import canonical
from tickets.tokens import SHORTEST_KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

HIGHEST_PORT: Final = 65_535
LAPTOP_KEY: Final = "only-for-a-laptop-" + "0" * 16


class SettingsError(Exception):
    """The service does not start like this."""


@dataclass(frozen=True)
class Settings:
    """One start of the service."""

    database: Path = Path("var/tickets.db")
    audit_log: Path = Path("var/audit.jsonl")
    signing_key: str = field(default=LAPTOP_KEY, repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    trusted_proxies: frozenset[str] = frozenset()
    hosts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Names with answers of their own, for exercises without a network."""
    production: bool = False


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= HIGHEST_PORT):
        raise SettingsError(f"PORT is {text!r}; it has to be a number from 0 to {HIGHEST_PORT}")
    return int(text)


def _proxies(text: str) -> frozenset[str]:
    found = set()
    for word in filter(None, (part.strip() for part in text.split(","))):
        address = canonical(word)
        if address is None:
            raise SettingsError(f"TRUSTED_PROXY holds {word!r}, which is no address")
        found.add(address)
    return frozenset(found)


def _hosts(text: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for part in filter(None, text.split(",")):
        name, _, address = part.partition("=")
        found[name] = (*found.get(name, ()), str(ipaddress.ip_address(address)))
    return found


def read_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read the environment and refuse what would be unsafe."""
    env = os.environ if env is None else env
    default = Settings()
    settings = Settings(
        database=Path(env.get("DATABASE", str(default.database))),
        audit_log=Path(env.get("AUDIT_LOG", str(default.audit_log))),
        signing_key=env.get("SIGNING_KEY", LAPTOP_KEY),
        host=env.get("HOST", default.host),
        port=_port(env.get("PORT", str(default.port))),
        trusted_proxies=_proxies(env.get("TRUSTED_PROXY", "")),
        hosts=_hosts(env.get("LAB_HOSTS", "")),
        production=env.get("ENV") == "production",
    )
    if len(settings.signing_key.encode()) < SHORTEST_KEY:
        raise SettingsError(f"SIGNING_KEY has less than {SHORTEST_KEY} bytes")
    if settings.production and settings.signing_key == LAPTOP_KEY:
        raise SettingsError("SIGNING_KEY is the one for laptops; in production it comes from a secret store")
    if settings.production and settings.hosts:
        raise SettingsError("LAB_HOSTS is for exercises only")
    return settings
