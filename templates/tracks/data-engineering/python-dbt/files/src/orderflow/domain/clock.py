"""Time as milliseconds of UTC. Whatever the machine's zone is, a day is a UTC day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def day_start_ms(day: date) -> int:
    """Return the first millisecond of a UTC day."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000


def utc(ms: int) -> datetime:
    """Return the moment; by timedelta, because fromtimestamp rounds."""
    return EPOCH + timedelta(milliseconds=ms)


def utc_date(ms: int) -> date:
    """Return the UTC day that a moment belongs to."""
    return utc(ms).date()


def short_day(day: date) -> str:
    """Return `3 Jan`, whatever the locale is."""
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{day.day} {months[day.month - 1]}"


def in_words(ms: float) -> str:
    """Return a duration in the unit that a person would use."""
    if ms < 2 * HOUR_MS:
        return f"{ms / MINUTE_MS:.0f} min"
    return f"{ms / HOUR_MS:.0f} h"
