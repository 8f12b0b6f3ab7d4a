"""Pages that stay right while rows arrive, and filters that narrow each other."""

from __future__ import annotations

import itertools
import random
import string
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.contract.client import Person

BASE64URL = string.ascii_letters + string.digits + "-_"
FILTERS: dict[str, dict[str, str]] = {
    "status": {"status": "reversed"},
    "account": {"account_id": "{till}"},
    "from": {"from": "{today}"},
    "to": {"to": "{today}"},
    "before": {"to": "2020-01-01"},
}


@pytest.fixture(scope="module")
def till(clara: Person) -> str:
    """An account of a book with 25 transfers, of which 4 reverse 4 others."""
    till, shop = clara.account("Till", balance=1_000), clara.account("Shop")
    made = [clara.moved(till, shop, number) for number in range(1, 11)]
    made += [clara.moved(clara.funding("EUR"), shop, 1) for _ in range(10)]
    for transfer in (made[0], made[3], made[11], made[12]):
        assert clara.reverse(transfer["id"]).status == 201
    return till


def ids_of(rows: list[dict[str, Any]]) -> list[str]:
    """Name rows by their ids; the rest of a row may change meanwhile, when its receipt is issued."""
    return [row["id"] for row in rows]


def test_each_row_comes_once_while_others_arrive(clara: Person, till: str) -> None:
    before = [row["id"] for row in clara.walk("/v1/transfers")]
    assert len(before) == 25
    seen: list[str] = []
    arrived = 0
    params: dict[str, str | int] = {"limit": 7}
    while True:
        page = clara.get("/v1/transfers", **params).body
        seen += [row["id"] for row in page["items"]]
        for _ in range(min(4, 10 - arrived)):
            clara.moved(clara.funding("EUR"), till, 1)
            arrived += 1
        if page["next_cursor"] is None:
            break
        assert len(page["items"]) == 7
        params["cursor"] = page["next_cursor"]
    assert arrived == 10
    assert seen == before


@pytest.mark.parametrize("limit", [1, 5, 24, 25, 100])
def test_the_last_page_says_so(clara: Person, till: str, limit: int) -> None:
    rows = ids_of(clara.walk("/v1/transfers", account_id=till, limit=100))
    assert ids_of(clara.walk("/v1/transfers", account_id=till, limit=limit)) == rows


def test_a_page_has_twenty_rows_unless_asked_otherwise(clara: Person, till: str) -> None:
    del till
    page = clara.get("/v1/transfers").body
    assert len(page["items"]) == 20
    assert page["next_cursor"] is not None


def test_accounts_are_walked_in_the_same_way(clara: Person) -> None:
    made = [clara.account(f"Drawer {number}", "JPY") for number in range(7)]
    assert [row["id"] for row in clara.walk("/v1/accounts", currency="JPY", limit=3)] == made[::-1]


def test_any_text_of_the_right_form_is_a_cursor(clara: Person) -> None:
    dice = random.Random(7)
    made = ["".join(dice.choices(BASE64URL, k=21)) + dice.choice("AQgw") for _ in range(12)]
    for cursor in [*made, "A" * 22, "_" * 21 + "w", "-" * 21 + "A"]:
        for path in ("/v1/transfers", "/v1/accounts"):
            assert clara.get(path, cursor=cursor).status == 200, cursor


@pytest.mark.parametrize(
    "cursor", ["", "A" * 21, "A" * 23, "A" * 21 + "B", "A" * 20 + "=A", "A" * 20 + "+A", "A" * 21 + "A\n"]
)
def test_any_other_text_is_no_cursor(clara: Person, cursor: str) -> None:
    for path in ("/v1/transfers", "/v1/accounts"):
        faults = clara.get(path, cursor=cursor).faults()
        assert {(place, pointer) for place, pointer, _ in faults} == {("query", "/cursor")}


@pytest.mark.parametrize("limit", ["0", "101", "-1", "1.0", " 7 ", "1_000", "+5", "", "ten", "٣", "1e1"])
def test_a_limit_is_a_plain_number_from_1_to_100(clara: Person, limit: str) -> None:
    faults = clara.get("/v1/transfers", limit=limit).faults()
    assert {(place, pointer) for place, pointer, _ in faults} == {("query", "/limit")}


@pytest.mark.parametrize(
    "day", ["0", "", "20261124", "2026-11-24T00:00:00", "2026-13-01", "2026-02-30", "2026-1-1", "today"]
)
def test_a_day_is_a_plain_date(clara: Person, day: str) -> None:
    faults = clara.get("/v1/transfers", from_=day, to=day).faults()
    assert {(place, pointer) for place, pointer, _ in faults} == {("query", "/from"), ("query", "/to")}


def test_other_filters_must_fit_the_schema(clara: Person) -> None:
    faults = clara.get("/v1/transfers", status="gone", receipt="lost", account_id="7").faults()
    assert {pointer for _, pointer, _ in faults} == {"/status", "/receipt", "/account_id"}


def test_the_calendar_ends_without_a_crash(clara: Person, till: str) -> None:
    everything = ids_of(clara.walk("/v1/transfers", account_id=till))
    assert ids_of(clara.walk("/v1/transfers", account_id=till, from_="0001-01-01", to="9999-12-31")) == everything
    assert clara.walk("/v1/transfers", to="0001-01-01") == []
    assert clara.walk("/v1/transfers", from_="9999-12-31") == []
    assert clara.walk("/v1/transfers", from_="9999-12-31", to="0001-01-01") == []


@pytest.mark.parametrize(
    "names", [names for count in (1, 2, 3) for names in itertools.combinations(FILTERS, count)], ids="+".join
)
def test_filters_narrow_each_other(clara: Person, till: str, names: tuple[str, ...]) -> None:
    rows = clara.walk("/v1/transfers")
    today = rows[0]["created_at"][:10]
    asked = {
        name: value.format(till=till, today=today)
        for filter_name in names
        for name, value in FILTERS[filter_name].items()
    }
    keeps: dict[str, Callable[[dict[str, Any], str], bool]] = {
        "status": lambda row, value: row["status"] == value,
        "account_id": lambda row, value: value in {row["source"]["id"], row["target"]["id"]},
        "from": lambda row, value: row["created_at"][:10] >= value,
        "to": lambda row, value: row["created_at"][:10] <= value,
    }
    expected = [row["id"] for row in rows if all(keeps[name](row, value) for name, value in asked.items())]
    found = clara.walk("/v1/transfers", limit=9, **asked)
    assert [row["id"] for row in found] == expected


def test_a_filter_for_a_foreign_account_gives_an_empty_page(clara: Person, till: str, bruno: Person) -> None:
    assert clara.get("/v1/transfers", account_id=till).body["items"]
    assert bruno.get("/v1/transfers", account_id=till).body == {"items": [], "next_cursor": None}
