"""The comparison itself: it must see what is wrong, and not shout about what is on its way."""

import shutil

import pytest

from orderflow import wiring
from orderflow.report.reconcile import reconcile
from orderflow.warehouse.duck import open_duck


@pytest.fixture
def spoiled(lived, tmp_path):
    """Return a way to compare the shop with a published file that was tampered with."""
    copy = tmp_path / "spoiled.duckdb"
    shutil.copy(lived.places.published, copy)
    shop = wiring.read_shop(lived.places.shop)

    def compare(*statements, held=frozenset()):
        with open_duck(copy) as warehouse:
            for statement in statements:
                warehouse.execute(statement)
            return reconcile(warehouse, shop, held)

    return compare


def test_one_cent_is_seen_although_the_counts_agree(spoiled):
    found = spoiled("update marts.fct_orders set amount_cents = amount_cents + 1 where order_id = 17")
    assert [each.key for each in found.differences] == ["order 17"]
    assert sum(not day.agrees for day in found.days) == 1
    assert str(found.differences[0]).count("2026-01-01") == 2


def test_a_missing_order_and_one_that_should_not_be_there_are_seen(spoiled):
    found = spoiled(
        "delete from marts.fct_orders where order_id = 17",
        "insert into marts.fct_orders select 9999, customer_id, tier_at_order, status, amount_cents, order_date"
        " from marts.fct_orders where order_id = 18",
    )
    assert [each.key for each in found.differences] == ["order 17", "order 9999"]
    assert "warehouse has no row" in str(found.differences[0])
    assert "shop has no row" in str(found.differences[1])


def test_a_wrong_tier_and_a_wrong_end_of_a_version_are_seen(spoiled):
    found = spoiled(
        "update marts.fct_orders set tier_at_order = 'gold' where order_id = 17",
        "update marts.dim_customer set valid_to = valid_to + interval 1 hour where customer_id ="
        " (select min(customer_id) from marts.dim_customer where valid_to is not null)",
    )
    assert found.differences[0].key == "order 17"
    assert found.differences[1].key.startswith("customer ")


def test_what_was_not_delivered_is_on_the_way_and_in_a_held_file_it_is_held(spoiled):
    take_away = (
        "delete from raw.cdc_events where source_table = 'orders' and pk = '17'",
        "delete from marts.fct_orders where order_id = 17",
    )
    found = spoiled(*take_away)
    assert (found.differences, found.on_the_way, found.held) == ([], ["order 17"], [])
    found = spoiled(held=frozenset({("orders", "17")}))
    assert (found.differences, found.on_the_way, found.held) == ([], [], ["order 17"])
