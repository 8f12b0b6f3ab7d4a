"""Reports: one statement each, the same as counting by hand, and cheap in a big book."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.bakery import ACCOUNTS
from ledger.domain.book import ReceiptState, Transfer
from ledger.domain.ids import DAY_MS, EPOCH_DAY, day_of
from ledger.domain.money import Currency, Money
from ledger.services.ports import TransferFilter, Volume
from ledger.services.transfers import NewTransfer, TransferService
from ops.costs import LAST_DAY, cost_of
from tests.books import NOON, World

if TYPE_CHECKING:
    from uuid import UUID

    from ledger.wiring import Parts
    from tests.books import Book

TODAY = day_of(NOON)


def test_a_report_costs_what_is_in_its_window_and_not_what_is_in_the_book(big_book: tuple[Parts, UUID]) -> None:
    """One hundred transfers spread over the longest window there is, long after the 60,000."""
    parts, owner = big_book
    world = World(NOON + 200 * DAY_MS)
    later = TransferService(parts.store, parts.once, world.surroundings())
    by_name = {row.name: row.id for row in parts.accounts.page(owner, 100, None, Currency.EUR).items}
    wish = NewTransfer(by_name["Customers and owners"], by_name["Till"], Money(5, Currency.EUR), None)
    for _ in range(100):
        with parts.store.write() as unit:
            later.create_in(unit, owner, wish)
        world.pass_time(seconds=20 * 3600)
    with cost_of(parts.engine) as cost:
        report = parts.reports.daily_volume(owner, Currency.EUR, 92, day_of(world.now))
    assert report.totals == Volume(100, 500, 0)
    assert report.previous.count == 0
    assert len(cost.statements) == 1
    assert cost.steps <= 20_000


def test_the_backlog_of_a_big_book_is_one_statement(big_book: tuple[Parts, UUID]) -> None:
    parts, owner = big_book
    with cost_of(parts.engine) as cost:
        backlog = parts.reports.backlog(owner)
    assert len(cost.statements) == 1
    assert backlog.issued == 59_997
    assert backlog.queued >= 3
    assert backlog.dead == 0


def test_reports_are_what_counting_by_hand_gives(book: Book, world: World) -> None:
    everything = _busy_days(book, world)

    @given(
        st.sampled_from([Currency.EUR, Currency.JPY, Currency.USD]),
        st.integers(1, 12),
        st.none() | st.dates(TODAY - timedelta(days=12), TODAY + timedelta(days=12)),
    )
    def check(currency: Currency, days: int, until: date | None) -> None:
        with cost_of(book.parts.engine) as cost:
            report = book.parts.reports.daily_volume(book.user_id, currency, days, until)
        assert len(cost.statements) == 1
        last = until or day_of(world.now)
        window = [last - timedelta(days=back) for back in range(days - 1, -1, -1)]
        before = [day - timedelta(days=days) for day in window]
        assert report.days == tuple((day, _count(everything, currency, [day])) for day in window)
        assert report.totals == _count(everything, currency, window)
        assert report.previous == _count(everything, currency, before)

    check()


@pytest.mark.parametrize(
    ("until", "days"), [(date(1, 1, 1), 1), (date(1, 1, 5), 5), (date(1, 2, 1), 32), (date(9999, 12, 31), 92)]
)
def test_the_window_is_cut_short_at_the_ends_of_the_calendar(book: Book, until: date, days: int) -> None:
    report = book.parts.reports.daily_volume(book.user_id, Currency.EUR, 92, until)
    assert (len(report.days), report.days[-1][0], report.totals.count) == (days, until, 0)


def test_the_oldest_receipt_that_waits_is_named(book: Book, world: World, funded: tuple[UUID, UUID]) -> None:
    first = book.transfer(book.parts.transfers.page(book.user_id, 1, None, TransferFilter()).items[0].id)
    world.pass_time(seconds=60)
    book.move(*funded, 5)
    backlog = book.parts.reports.backlog(book.user_id)
    assert (backlog.queued, backlog.oldest_queued_ms) == (2, first.created_ms)
    while book.parts.receipts.work_once()[1]:
        pass
    backlog = book.parts.reports.backlog(book.user_id)
    assert (backlog.queued, backlog.issued, backlog.oldest_queued_ms) == (0, 2, None)


def test_an_empty_book_has_no_backlog(book: Book) -> None:
    backlog = book.parts.reports.backlog(book.user_id)
    assert (backlog.queued, backlog.issued, backlog.dead, backlog.oldest_queued_ms) == (0, 0, 0, None)


def test_the_demo_book_ends_on_the_day_it_was_told(big_book: tuple[Parts, UUID]) -> None:
    parts, owner = big_book
    assert len(parts.accounts.page(owner, 100, None, None).items) == len(ACCOUNTS) == 12
    on_last_day = TransferFilter(first_day=LAST_DAY, last_day=LAST_DAY, receipt=ReceiptState.QUEUED)
    newest = parts.transfers.page(owner, 1, None, on_last_day).items[0]
    assert newest.created_ms == (LAST_DAY.toordinal() - EPOCH_DAY) * DAY_MS + 1


def _busy_days(book: Book, world: World) -> list[Transfer]:
    euro = book.account("Owner", funding=True), book.account("Till")
    yen = book.account("Guests", "JPY", funding=True), book.account("Grower", "JPY")
    world.now -= 8 * DAY_MS
    made = []
    for number in range(40):
        pair, currency = (yen, "JPY") if number % 4 == 0 else (euro, "EUR")
        made.append(book.move(*pair, 10 + number, currency).id)
        if number % 6 == 5:
            made.append(book.reverse(made[number // 2]).id)
        world.pass_time(seconds=5 * 3600)
    return [book.transfer(one) for one in made]


def _count(rows: list[Transfer], currency: Currency, days: list[date]) -> Volume:
    counted = [
        row for row in rows if row.currency is currency and row.reverses is None and day_of(row.created_ms) in days
    ]
    reversed_count = sum(row.reversed_by is not None for row in counted)
    return Volume(len(counted), sum(row.amount_minor for row in counted), reversed_count)
