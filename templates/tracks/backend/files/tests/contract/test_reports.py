"""Numbers for a dashboard: volume by day, and the receipt queue."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.contract.client import Client, Person

ZERO = {"count": 0, "volume_minor": 0, "reversed_count": 0}
PATH = "/v1/reports/daily-volume"


@pytest.fixture(scope="module")
def today(elena: Person) -> str:
    """The UTC day of a book with transfers of 7, 11 and 13 yen, of which 11 was reversed, and a payment in."""
    till, shop = elena.account("Till", "JPY", balance=100), elena.account("Shop", "JPY")
    made = [elena.moved(till, shop, amount, "JPY") for amount in (7, 11, 13)]
    undo = elena.reverse(made[1]["id"]).body
    day: str = made[0]["created_at"][:10]
    if undo["created_at"][:10] != day:
        pytest.skip("midnight passed during the preparation")
    return day


def report(person: Person, **params: str | int) -> dict[str, Any]:
    """Read the report in yen."""
    answer = person.get(PATH, **{"currency": "JPY", **params})
    assert answer.status == 200, answer.raw
    body: dict[str, Any] = answer.body
    return body


def test_a_day_counts_transfers_and_not_their_reversals(elena: Person, today: str) -> None:
    seen = report(elena, days=1, until=today)
    expected = {"count": 4, "volume_minor": 131, "reversed_count": 1}
    assert seen["days"] == [{"date": today} | expected]
    assert (seen["totals"], seen["previous"]) == (expected, ZERO)


@pytest.mark.parametrize("days", [1, 2, 30, 92])
def test_days_without_transfers_are_rows_of_zeros(elena: Person, today: str, days: int) -> None:
    seen = report(elena, days=days, until=today)
    last = dt.date.fromisoformat(today)
    assert [row["date"] for row in seen["days"]] == [
        (last - dt.timedelta(days=back)).isoformat() for back in range(days - 1, -1, -1)
    ]
    assert all({name: row[name] for name in ZERO} == ZERO for row in seen["days"][:-1])


def test_the_window_before_is_compared(elena: Person, today: str) -> None:
    after = (dt.date.fromisoformat(today) + dt.timedelta(days=3)).isoformat()
    seen = report(elena, days=3, until=after)
    assert seen["totals"] == ZERO
    assert seen["previous"]["volume_minor"] == 131


def test_thirty_days_until_today_are_the_default(elena: Person, today: str) -> None:
    seen = report(elena)
    assert len(seen["days"]) == 30
    assert seen["days"][-1]["date"] >= today


def test_other_currencies_and_other_people_do_not_count(elena: Person, bruno: Person, today: str) -> None:
    assert report(elena, currency="EUR", until=today)["totals"] == ZERO
    assert report(bruno, until=today)["totals"]["volume_minor"] != 131


def test_the_window_is_cut_at_the_ends_of_the_calendar(elena: Person) -> None:
    first = report(elena, days=10, until="0001-01-03")
    assert [row["date"] for row in first["days"]] == ["0001-01-01", "0001-01-02", "0001-01-03"]
    assert first["previous"] == ZERO
    last = report(elena, days=2, until="9999-12-31")
    assert [row["date"] for row in last["days"]] == ["9999-12-30", "9999-12-31"]


@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({}, "/currency"),
        ({"currency": "yen"}, "/currency"),
        ({"currency": "JPY", "days": "0"}, "/days"),
        ({"currency": "JPY", "days": "93"}, "/days"),
        ({"currency": "JPY", "days": "1.0"}, "/days"),
        ({"currency": "JPY", "until": "0"}, "/until"),
        ({"currency": "JPY", "until": "2026-11-24T00:00:00"}, "/until"),
    ],
    ids=str,
)
def test_a_question_must_fit_the_schema(elena: Person, params: dict[str, str], pointer: str) -> None:
    assert {where for _, where, _ in elena.get(PATH, **params).faults()} == {pointer}


def test_reports_need_a_token(client: Client) -> None:
    for path in (PATH, "/v1/reports/receipts"):
        client.send("GET", path).problem(401, "unauthorized")
