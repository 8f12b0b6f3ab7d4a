"""The price of a quantity of one product: integer cents, rounded once."""

from __future__ import annotations

from dataclasses import dataclass

from quotes import catalog

LARGEST_QUANTITY = 999


class UnknownSkuError(Exception):
    """The shop does not sell this."""


class BadQuantityError(Exception):
    """Nobody can buy that many, or that few."""


@dataclass(frozen=True)
class Quote:
    """What somebody would pay now."""

    sku: str
    quantity: int
    unit_cents: int
    discount_percent: int
    total_cents: int


def quote(sku: str, quantity: int) -> Quote:
    """Price a quantity of one product."""
    product = catalog.find(sku)
    if product is None:
        raise UnknownSkuError
    if not 1 <= quantity <= LARGEST_QUANTITY:
        raise BadQuantityError
    percent = catalog.volume_discount(quantity)
    return Quote(sku, quantity, product.unit_cents, percent, total_cents(product.unit_cents, quantity, percent))


def total_cents(unit_cents: int, quantity: int, percent: int) -> int:
    """Take the discount off and round half up, once and at the end: rounding each piece would add up to an error."""
    return (unit_cents * quantity * (100 - percent) + 50) // 100
