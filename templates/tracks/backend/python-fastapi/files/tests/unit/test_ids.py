from __future__ import annotations

import re
from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ledger.domain import ids
from ledger.http.scalars import CURSOR


def test_an_id_is_a_version_7_uuid_that_carries_its_moment() -> None:
    made = ids.compose_id(1_764_000_000_123, (1 << 74) - 1)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert ids.millisecond_of(made) == 1_764_000_000_123


def test_ids_rise_within_one_millisecond_and_when_the_clock_steps_back() -> None:
    times = iter([5000, 5000, 5000, 4000, 5001])
    factory = ids.IdFactory(lambda: next(times), lambda bits: (1 << bits) - 2)
    made = [factory() for _ in range(5)]
    assert made == sorted(made)
    assert len(set(made)) == 5
    assert ids.millisecond_of(made[2]) == 5001, "the random part was used up, so the next millisecond is borrowed"


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-", min_size=21, max_size=21))
def test_every_text_of_the_cursors_form_is_a_position(text: str) -> None:
    for last in "AQgw":
        assert ids.encode_cursor(ids.decode_cursor(text + last)) == text + last


@given(st.uuids())
def test_a_cursor_is_read_back(identifier: UUID) -> None:
    text = ids.encode_cursor(identifier)
    assert re.fullmatch(CURSOR, text)
    assert ids.decode_cursor(text) == identifier


@given(st.dates())
def test_a_day_lies_between_its_bounds(day: date) -> None:
    assert ids.first_id_of(day) <= ids.first_id_after(day)
    if day >= date(1970, 1, 1):
        noon = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp() * 1000)
        assert ids.first_id_of(day) < ids.compose_id(noon, 0) < ids.first_id_after(day)
        assert ids.day_of(noon) == day


def test_the_ends_of_the_calendar_are_days_too() -> None:
    assert ids.first_id_of(date.min) == ids.first_id_after(date(1969, 12, 30)) == UUID(int=0)
    assert ids.first_id_after(date.max) > ids.compose_id(253_402_300_799_999, (1 << 74) - 1)


def test_a_moment_is_exact_to_the_millisecond() -> None:
    assert ids.moment(1_764_000_000_123) == datetime(2025, 11, 24, 16, 0, 0, 123_000, tzinfo=UTC)
