"""The promise that a request with a key takes effect at most once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from ledger.domain.errors import IdempotencyKeyReused
from ledger.services.ports import Fingerprint, StoredAnswer, StoredRequest

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from ledger.services.ports import Store, Surroundings, UnitOfWork

Result = TypeVar("Result")

KEPT_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Ticket(Generic[Result]):
    """A request that must not happen twice: its key, what it asks for, and how its answer is written."""

    key: str
    fingerprint: Fingerprint
    write: Callable[[Result], StoredAnswer]


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer, and whether it was given before."""

    answer: StoredAnswer
    replayed: bool


def fingerprint(method: str, path: str, body: object) -> Fingerprint:
    """Name a request by what it asks for; the order of keys and blanks in the body do not matter."""
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"))
    text = f"{method}\n{path}\n{canonical}"
    return Fingerprint(hashlib.sha256(text.encode()).hexdigest())


class OncePerKey:
    """Runs writes under a key. Look-up, effect and record are one transaction, so no crash can part them."""

    def __init__(self, store: Store, around: Surroundings) -> None:
        self._store = store
        self._around = around

    def run(self, user_id: UUID, ticket: Ticket[Result], effect: Callable[[UnitOfWork], Result]) -> Outcome:
        """Return the first answer of this key, making it now if there is none yet.

        A refusal raised by `effect` undoes the unit, so the key stays free: after a refusal the same request
        may be tried again.
        """
        with self._store.write() as unit:
            stored = unit.requests.lock(user_id, ticket.key)
            if stored is not None:
                if stored.fingerprint != ticket.fingerprint:
                    message = "This Idempotency-Key was used for another request; take a fresh key."
                    raise IdempotencyKeyReused(message)
                return Outcome(stored.answer, replayed=True)
            answer = ticket.write(effect(unit))
            request = StoredRequest(ticket.fingerprint, answer)
            unit.requests.add(user_id, ticket.key, request, self._around.now_ms())
        return Outcome(answer, replayed=False)

    def sweep(self) -> int:
        """Forget answers that were kept long enough; return how many."""
        with self._store.write() as unit:
            return unit.requests.sweep(self._around.now_ms() - KEPT_MS)
