"""Amounts of money: whole numbers of a currency's smallest unit, never fractions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MAX_AMOUNT = 100_000_000_000
MAX_BALANCE = 2**53 - 1
"""The largest whole number that every JSON reader keeps exact."""


class Currency(StrEnum):
    """The currencies a book may hold, by ISO 4217 code."""

    EUR = "EUR"
    GBP = "GBP"
    JPY = "JPY"
    KWD = "KWD"
    USD = "USD"

    @property
    def minor_digits(self) -> int:
        """Return how many digits follow the decimal point when people write this currency."""
        return {Currency.JPY: 0, Currency.KWD: 3}.get(self, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency."""

    minor: int
    currency: Currency

    def __str__(self) -> str:
        """Write the amount the way a person reads it, for example 1,250.00 EUR."""
        digits = self.currency.minor_digits
        whole, part = divmod(abs(self.minor), 10**digits)
        sign = "-" if self.minor < 0 else ""
        fraction = f".{part:0{digits}d}" if digits else ""
        return f"{sign}{whole:,}{fraction} {self.currency}"
