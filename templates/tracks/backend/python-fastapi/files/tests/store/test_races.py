"""Two processes' worth of the service on one database: neither may see what the other is about to change."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from ledger.domain import errors
from tests.books import Book, faults_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from ledger.wiring import Parts


def two_sides(make_parts: Callable[..., Parts]) -> tuple[Book, Book]:
    """Return one book, seen through two sets of connections and locks."""
    here, there = Book(make_parts()), Book.__new__(Book)
    there.parts, there.user_id = make_parts(), here.user_id
    return here, there


def test_twenty_who_want_thirty_of_a_hundred_get_three_times_thirty(make_parts: Callable[..., Parts]) -> None:
    sides = two_sides(make_parts)
    source, target, owner = (sides[0].account(name, funding=name == "Owner") for name in ("Till", "Bank", "Owner"))
    sides[0].move(owner, source, 100)

    def take(number: int) -> type[errors.Refusal] | None:
        try:
            sides[number % 2].move(source, target, 30)
        except errors.Refusal as refusal:
            return type(refusal)
        return None

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(take, range(20)))
    assert outcomes.count(None) == 3
    assert outcomes.count(errors.InsufficientFunds) == 17
    assert sides[0].get(source).balance_minor == 10
    assert faults_of(sides[0].parts.engine) == []


def test_transfers_in_both_directions_do_not_wait_for_each_other_for_ever(make_parts: Callable[..., Parts]) -> None:
    sides = two_sides(make_parts)
    pair = sides[0].account("Owner", funding=True), sides[0].account("Till")
    sides[0].move(*pair, 1_000)

    def swing(number: int) -> UUID:
        source, target = pair if number % 2 else pair[::-1]
        return sides[number // 2 % 2].move(source, target, 10).id

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(swing, range(60)))
    assert len(made) == 60
    assert sides[0].get(pair[1]).balance_minor == 1_000
    assert faults_of(sides[0].parts.engine) == []


def test_only_one_of_many_reversals_is_made(make_parts: Callable[..., Parts]) -> None:
    sides = two_sides(make_parts)
    first = sides[0].move(sides[0].account("Owner", funding=True), sides[0].account("Till"), 500).id

    def undo(number: int) -> type[errors.Refusal] | None:
        try:
            sides[number % 2].reverse(first)
        except errors.Refusal as refusal:
            return type(refusal)
        return None

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(undo, range(30)))
    assert outcomes.count(None) == 1
    assert outcomes.count(errors.AlreadyReversed) == 29
    assert faults_of(sides[0].parts.engine) == []
