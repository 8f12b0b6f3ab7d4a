"""Idempotency: a key takes effect once, and is kept exactly as long as promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ledger.domain import errors
from ledger.domain.money import Currency, Money
from ledger.services.idempotency import KEPT_MS, Outcome, Ticket
from ledger.services.ports import Fingerprint, StoredAnswer
from ledger.services.transfers import NewTransfer
from tests.books import Book, faults_of

if TYPE_CHECKING:
    from uuid import UUID

    from ledger.domain.book import Transfer
    from tests.books import World


def ask(book: Book, pair: tuple[UUID, UUID], minor: int, key: str = "key-0001", name: str = "first") -> Outcome:
    def write(transfer: Transfer) -> StoredAnswer:
        return StoredAnswer(201, (("Location", f"/{transfer.id}"),), f"{transfer.id} Zoë".encode())

    wish = NewTransfer(*pair, Money(minor, Currency.EUR), None)
    return book.parts.transfers.create(book.user_id, wish, Ticket(key, Fingerprint(name), write))


def test_a_repeated_key_gives_the_first_answer_and_moves_nothing(book: Book, funded: tuple[UUID, UUID]) -> None:
    first, second = ask(book, funded, 30), ask(book, funded, 30)
    assert (first.replayed, second.replayed) == (False, True)
    assert first.answer == second.answer
    assert book.get(funded[1]).balance_minor == 10_030


def test_a_key_with_another_request_is_refused(book: Book, funded: tuple[UUID, UUID]) -> None:
    ask(book, funded, 30)
    with pytest.raises(errors.IdempotencyKeyReused):
        ask(book, funded, 30, name="second")
    assert book.get(funded[1]).balance_minor == 10_030


def test_a_key_belongs_to_one_user(book: Book, funded: tuple[UUID, UUID]) -> None:
    ask(book, funded, 30)
    other = Book(book.parts, "noor@example.com")
    pair = other.account("Owner", funding=True), other.account()
    assert not ask(other, pair, 5, name="second").replayed


def test_a_refusal_leaves_the_key_free(book: Book, funded: tuple[UUID, UUID]) -> None:
    empty = book.account("Empty")
    with pytest.raises(errors.InsufficientFunds):
        ask(book, (empty, funded[1]), 30)
    book.move(funded[1], empty, 30)
    assert not ask(book, (empty, funded[1]), 30).replayed
    assert faults_of(book.parts.engine) == []


def test_an_answer_is_kept_for_a_day(book: Book, world: World, funded: tuple[UUID, UUID]) -> None:
    ask(book, funded, 30)
    world.now += KEPT_MS
    assert book.parts.sweep() == 0
    assert ask(book, funded, 30).replayed
    world.now += 1
    assert book.parts.sweep() == 1
    assert not ask(book, funded, 30).replayed
