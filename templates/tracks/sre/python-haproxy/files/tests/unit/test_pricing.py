from __future__ import annotations

import importlib.util
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery.load import SKUS
from quotes import catalog, pricing
from tests.programs import ROOT

if TYPE_CHECKING:
    from types import ModuleType


def overlay(version: str) -> ModuleType:
    path = ROOT / "drills" / "releases" / version / "pricing.py"
    spec = importlib.util.spec_from_file_location(f"pricing_{version.replace('.', '_')}", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    # dataclasses look their module up by name while they are made.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("sku", "quantity", "percent", "cents"),
    [("mug-blue", 1, 0, 890), ("mug-blue", 10, 5, 8_455), ("strainer", 25, 8, 14_835), ("timer-sand", 11, 5, 7_576)],
)
def test_a_quote_takes_the_discount_off_and_rounds_half_up_once(
    sku: str, quantity: int, percent: int, cents: int
) -> None:
    found = pricing.quote(sku, quantity)
    assert (found.discount_percent, found.total_cents) == (percent, cents)


@given(st.integers(1, 100_000), st.integers(1, 999), st.integers(0, 100))
@settings(derandomize=True, deadline=None, database=None)
def test_rounding_is_never_off_by_more_than_half_a_cent(unit: int, quantity: int, percent: int) -> None:
    exact = unit * quantity * (100 - percent)
    assert -50 <= exact - 100 * pricing.total_cents(unit, quantity, percent) < 50


@pytest.mark.parametrize("quantity", [0, -1, 1000])
def test_a_quantity_outside_of_what_can_be_bought_is_refused(quantity: int) -> None:
    with pytest.raises(pricing.BadQuantityError):
        pricing.quote("mug-blue", quantity)


def test_the_load_asks_for_everything_that_the_shop_sells() -> None:
    assert set(SKUS) == set(catalog.PRODUCTS)


def test_release_1_1_0_misses_exactly_two_of_ten_products() -> None:
    bad: Any = overlay("1.1.0")
    missing = set()
    for sku in SKUS:
        try:
            bad.quote(sku, 1)
        except KeyError:
            missing.add(sku)
    assert missing == {"tray-oak", "timer-sand"}


def test_release_1_1_1_prices_everything_with_the_better_discount() -> None:
    good: Any = overlay("1.1.1")
    assert [good.quote(sku, 1).discount_percent for sku in SKUS] == [10, 0, 15, 5, 5, 5, 20, 0, 0, 0]
    assert good.quote("mug-blue", 100).discount_percent == 12


def test_release_1_2_0_asks_every_warehouse_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    slow: Any = overlay("1.2.0")
    naps: list[float] = []
    monkeypatch.setattr(slow.time, "sleep", naps.append)
    assert slow.quote("mug-blue", 999).total_cents == pricing.quote("mug-blue", 999).total_cents
    assert naps == [0.02] * 20
