"""Doing things at the same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


def at_once(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Make all calls at one moment, each in a thread of its own, and return their results in order."""
    gate = threading.Barrier(len(calls))

    def held(call: Callable[[], T]) -> T:
        gate.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(held, calls))


def by_hands(calls: Sequence[Callable[[], T]], hands: int) -> list[T]:
    """Make all calls, as many at a time as there are hands, and return their results in order."""
    with ThreadPoolExecutor(hands) as pool:
        return list(pool.map(lambda call: call(), calls))
