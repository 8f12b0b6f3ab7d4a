"""Pages: right under any filter, one statement each, and as cheap for the oldest day as for the newest."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.book import ReceiptState, Transfer, TransferStatus
from ledger.domain.ids import Cursor, day_of
from ledger.domain.money import Currency
from ledger.services.ports import TransferFilter
from ops.costs import FIRST_DAY, NEWEST_DAY, cost_of

if TYPE_CHECKING:
    from uuid import UUID

    from ledger.wiring import Parts
    from tests.books import Book, World

MOST_STEPS = 6_000


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (TransferFilter(), 20),
        (TransferFilter(first_day=NEWEST_DAY, last_day=NEWEST_DAY), 20),
        (TransferFilter(first_day=FIRST_DAY, last_day=FIRST_DAY), 20),
        (TransferFilter(last_day=FIRST_DAY), 20),
        (TransferFilter(first_day=date.min, last_day=date.max), 20),
        (TransferFilter(first_day=NEWEST_DAY, last_day=FIRST_DAY), 0),
    ],
    ids=["all", "newest day", "oldest day", "up to the oldest day", "every day there is", "from after to"],
)
def test_a_page_of_a_big_book_is_one_cheap_statement(
    big_book: tuple[Parts, UUID], wanted: TransferFilter, expected: int
) -> None:
    parts, owner = big_book
    with cost_of(parts.engine) as cost:
        page = parts.transfers.page(owner, 20, None, wanted)
    assert len(cost.statements) == 1
    assert cost.steps <= MOST_STEPS
    assert len(page.items) == expected


def test_the_last_page_of_a_big_book_is_as_cheap_as_the_first(big_book: tuple[Parts, UUID]) -> None:
    parts, owner = big_book
    oldest = parts.transfers.page(owner, 20, None, TransferFilter(last_day=FIRST_DAY)).items[-1]
    with cost_of(parts.engine) as cost:
        parts.transfers.page(owner, 20, Cursor(oldest.id), TransferFilter())
    assert cost.steps <= MOST_STEPS


@pytest.mark.parametrize("last_day", [None, NEWEST_DAY, FIRST_DAY])
def test_the_page_of_one_account_of_a_big_book_is_cheap(big_book: tuple[Parts, UUID], last_day: date | None) -> None:
    parts, owner = big_book
    account = parts.accounts.page(owner, 1, None, Currency.KWD).items[0]
    with cost_of(parts.engine) as cost:
        page = parts.transfers.page(owner, 20, None, TransferFilter(account_id=account.id, last_day=last_day))
    assert page.items
    assert len(cost.statements) == 1
    assert cost.steps <= MOST_STEPS


def test_accounts_are_one_statement_a_page(big_book: tuple[Parts, UUID]) -> None:
    parts, owner = big_book
    with cost_of(parts.engine) as cost:
        page = parts.accounts.page(owner, 7, None, None)
    assert (len(page.items), len(cost.statements)) == (7, 1)


def test_a_walk_meets_each_row_once_while_others_arrive(book: Book, funded: tuple[UUID, UUID]) -> None:
    source, target = funded
    for minor in range(1, 25):
        book.move(source, target, minor)
    after: Cursor | None = None
    seen: list[Transfer] = []
    while True:
        page = book.parts.transfers.page(book.user_id, 7, after, TransferFilter())
        seen += page.items
        book.move(source, target, 1)
        if page.next_after is None:
            break
        after = Cursor(page.next_after)
    assert len(seen) == 25
    assert [row.id for row in seen] == sorted({row.id for row in seen}, reverse=True)


filters = st.builds(
    TransferFilter,
    status=st.none() | st.sampled_from(TransferStatus),
    receipt=st.none() | st.sampled_from(ReceiptState),
    account_id=st.none() | st.integers(0, 3),
    first_day=st.none() | st.dates(date(2026, 11, 22), date(2026, 11, 26)),
    last_day=st.none() | st.dates(date(2026, 11, 22), date(2026, 11, 26)),
)


def test_any_combination_of_filters_is_right(book: Book, world: World) -> None:
    ids, everything = _small_book(book, world)

    @given(filters, st.integers(1, 6))
    def check(wanted: TransferFilter, limit: int) -> None:
        account_id = None if wanted.account_id is None else ids[int(wanted.account_id)]
        real = TransferFilter(wanted.status, wanted.receipt, account_id, wanted.first_day, wanted.last_day)
        expected = [row for row in everything if _fits(row, real)]
        found: list[Transfer] = []
        after: Cursor | None = None
        while True:
            with cost_of(book.parts.engine) as cost:
                page = book.parts.transfers.page(book.user_id, limit, after, real)
            assert len(cost.statements) == 1
            found += page.items
            if page.next_after is None:
                break
            after = Cursor(page.next_after)
        assert found == expected

    check()


def _small_book(book: Book, world: World) -> tuple[list[UUID], list[Transfer]]:
    """Make thirty transfers on five days, some reversed, some with receipts; add an account of somebody else."""
    ids = [book.account("Owner", funding=True), book.account("Till"), book.account("Bank")]
    made = []
    for number in range(30):
        made.append(book.move(ids[0], ids[1 + number % 2], 100 + number).id)
        if number % 7 == 0:
            made.append(book.reverse(made[-1]).id)
        if number % 3 == 0:
            book.parts.receipts.work_once()
        world.pass_time(seconds=3 * 3600)
    other = type(book)(book.parts, "noor@example.com")
    stranger = other.account("Elsewhere")
    return [*ids, stranger], sorted((book.transfer(one) for one in made), key=lambda row: row.id, reverse=True)


def _fits(row: Transfer, wanted: TransferFilter) -> bool:
    day = day_of(row.created_ms)
    return (
        wanted.status in {None, row.status}
        and wanted.receipt in {None, row.receipt}
        and wanted.account_id in {None, row.source_id, row.target_id}
        and (wanted.first_day is None or day >= wanted.first_day)
        and (wanted.last_day is None or day <= wanted.last_day)
    )
