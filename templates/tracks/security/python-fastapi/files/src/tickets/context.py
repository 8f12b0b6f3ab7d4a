"""The parts of one running service, put together once."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tickets.audit import AuditLog
from tickets.outbound import Outbound, resolve
from tickets.ratelimit import SlidingWindow
from tickets.seeding import seed
from tickets.store import Store
from tickets.tokens import TokenKeeper

if TYPE_CHECKING:
    from collections.abc import Callable

    from tickets.settings import Settings

FAILURES: Final = 10
WINDOW: Final = 60.0


@dataclass
class Context:
    """What the routes work with."""

    settings: Settings
    store: Store
    audit: AuditLog
    tokens: TokenKeeper
    outbound: Outbound
    failures: SlidingWindow = field(default_factory=lambda: SlidingWindow(FAILURES, WINDOW, time.monotonic))

    @classmethod
    def of(cls, settings: Settings, now: Callable[[], float] = time.time) -> Context:
        """Open the store, seed it when it is empty and this is no production, and make the rest."""
        settings.database.parent.mkdir(parents=True, exist_ok=True)
        store = Store(settings.database)
        if not settings.production:
            seed(store)

        def resolver(host: str) -> list[str]:
            return list(settings.hosts.get(host) or resolve(host))

        return cls(
            settings=settings,
            store=store,
            audit=AuditLog(settings.audit_log),
            tokens=TokenKeeper(settings.signing_key, now),
            outbound=Outbound(resolver),
        )
