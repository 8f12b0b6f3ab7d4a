"""Numbers for a dashboard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ledger.domain.ids import day_of, first_id_after, first_id_of
from ledger.services.ports import Backlog, Span, Volume

if TYPE_CHECKING:
    from uuid import UUID

    from ledger.domain.money import Currency
    from ledger.services.ports import Store, Surroundings


@dataclass(frozen=True, slots=True)
class DailyVolume:
    """What moved on each day of a window, and in the window before it."""

    days: tuple[tuple[date, Volume], ...]
    totals: Volume
    previous: Volume


class ReportService:
    """Reports over the book of the signed-in user."""

    def __init__(self, store: Store, around: Surroundings) -> None:
        self._store = store
        self._around = around

    def daily_volume(self, user_id: UUID, currency: Currency, days: int, until: date | None) -> DailyVolume:
        """Count transfers per UTC day. The window before is one more span of the same statement."""
        last = until or day_of(self._around.now_ms())
        window = _days_ending(last, days)
        spans = [Span(first_id_of(day), first_id_after(day)) for day in window]
        before = _days_ending(window[0] - timedelta(days=1), days) if window[0] > date.min else []
        if before:
            spans.append(Span(first_id_of(before[0]), first_id_of(window[0])))
        with self._store.read() as unit:
            volumes = unit.reports.volumes(user_id, currency, spans)
        counted = volumes[: len(window)]
        return DailyVolume(
            days=tuple(zip(window, counted, strict=True)),
            totals=_sum(counted),
            previous=_sum(volumes[len(window) :]),
        )

    def backlog(self, user_id: UUID) -> Backlog:
        """Count receipts by state."""
        with self._store.read() as unit:
            return unit.reports.backlog(user_id)


def _days_ending(last: date, count: int) -> list[date]:
    """List days up to `last`, oldest first, cut short where the calendar begins."""
    first = max(last.toordinal() - count + 1, 1)
    return [date.fromordinal(number) for number in range(first, last.toordinal() + 1)]


def _sum(volumes: list[Volume]) -> Volume:
    return Volume(
        count=sum(volume.count for volume in volumes),
        volume_minor=sum(volume.volume_minor for volume in volumes),
        reversed_count=sum(volume.reversed_count for volume in volumes),
    )
