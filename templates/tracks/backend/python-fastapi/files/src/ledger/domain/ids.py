"""Identifiers that carry their time of birth, and the page marks made from them.

Ids are UUIDv7: 48 bits of milliseconds, then random bits. Their order is the order of creation, so one index
on the id serves the order of a list, its page marks, and the filter by day. There is no `created_at` column
anywhere: the moment is read out of the id.
"""

from __future__ import annotations

import base64
import threading
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NewType
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable

Cursor = NewType("Cursor", UUID)

EPOCH_DAY = date(1970, 1, 1).toordinal()
DAY_MS = 86_400_000
_RANDOM_BITS = 74
_RANDOM_MASK = (1 << _RANDOM_BITS) - 1
_LAST_MS = (1 << 48) - 1


def compose_id(millisecond: int, random_bits: int) -> UUID:
    """Lay out a UUIDv7 from its two parts."""
    high, low = random_bits >> 62, random_bits & ((1 << 62) - 1)
    return UUID(int=(millisecond << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low)


class IdFactory:
    """Makes ids that only ever rise within this process, even within one millisecond or if the clock steps back."""

    def __init__(self, now_ms: Callable[[], int], random_bits: Callable[[int], int]) -> None:
        self._now_ms = now_ms
        self._random_bits = random_bits
        self._lock = threading.Lock()
        self._last = (0, 0)

    def __call__(self) -> UUID:
        """Return the next id."""
        with self._lock:
            last_ms, last_bits = self._last
            now = self._now_ms()
            if now > last_ms:
                self._last = (now, self._random_bits(_RANDOM_BITS))
            elif last_bits < _RANDOM_MASK:
                self._last = (last_ms, last_bits + 1)
            else:
                self._last = (last_ms + 1, self._random_bits(_RANDOM_BITS))
            return compose_id(*self._last)


def millisecond_of(identifier: UUID) -> int:
    """Read the moment of creation out of an id."""
    return identifier.int >> 80


def first_id_of(day: date) -> UUID:
    """Return the smallest id that `day` can hold; days before 1970 share the smallest id of all."""
    return first_id_at((day.toordinal() - EPOCH_DAY) * DAY_MS)


def first_id_after(day: date) -> UUID:
    """Return the smallest id that is later than all of `day`, also for the last day of the calendar."""
    return first_id_at((day.toordinal() - EPOCH_DAY + 1) * DAY_MS)


def first_id_at(millisecond: int) -> UUID:
    """Return a bound below every id made at or after this moment."""
    return UUID(int=min(max(millisecond, 0), _LAST_MS) << 80)


def day_of(millisecond: int) -> date:
    """Return the UTC day of a moment."""
    return date.fromordinal(EPOCH_DAY + millisecond // DAY_MS)


def moment(millisecond: int) -> datetime:
    """Return a moment as an aware datetime in UTC, exact to the millisecond."""
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=millisecond)


def encode_cursor(identifier: UUID) -> str:
    """Write a page mark: the 16 bytes of the last id of a page, in base64url without padding."""
    return base64.urlsafe_b64encode(identifier.bytes).rstrip(b"=").decode("ascii")


def decode_cursor(text: str) -> Cursor:
    """Read a page mark; any 16 bytes are a position in the list, so nothing that has the form is refused."""
    return Cursor(UUID(bytes=base64.urlsafe_b64decode(text + "==")))
