"""What the shop sells: ten products, their prices, and the discounts for buying several."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Product:
    """One thing on the shelf."""

    sku: str
    name: str
    unit_cents: int


PRODUCTS = {
    product.sku: product
    for product in (
        Product("kettle-1l", "Kettle, 1 litre", 3_490),
        Product("mug-blue", "Mug, blue", 890),
        Product("teapot-iron", "Teapot, cast iron", 5_950),
        Product("tea-assam", "Assam, 250 g", 1_275),
        Product("tea-sencha", "Sencha, 100 g", 1_640),
        Product("tea-rooibos", "Rooibos, 250 g", 995),
        Product("honey-lime", "Lime honey, 500 g", 1_180),
        Product("strainer", "Strainer, steel", 645),
        Product("tray-oak", "Tray, oak", 4_200),
        Product("timer-sand", "Sand timer, 4 minutes", 725),
    )
}

VOLUME_DISCOUNTS = ((100, 12), (25, 8), (10, 5))
"""From how many pieces on how many percent come off; the largest quantity first."""


def find(sku: str) -> Product | None:
    """Return the product, or None where the shop does not have it."""
    return PRODUCTS.get(sku)


def volume_discount(quantity: int) -> int:
    """Return the percentage for buying this many."""
    return next((percent for least, percent in VOLUME_DISCOUNTS if quantity >= least), 0)
