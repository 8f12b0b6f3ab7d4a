import re

import pytest

from orderflow.domain.event import Op
from orderflow.source.shop import TABLES, Shop, columns


@pytest.fixture
def shop(tmp_path):
    made = Shop(tmp_path / "shop.db")
    yield made
    made.close()


ROW = {"order_id": 7, "customer_id": 1, "status": "placed", "amount_cents": 99_999_999, "created_at_ms": 5}


def test_each_write_is_logged_once_with_the_row_before_and_after(shop):
    shop.at(5)
    shop.insert("orders", ROW)
    shop.at(9)
    shop.update("orders", 7, status="paid")
    shop.delete("orders", 7)
    paid = ROW | {"status": "paid"}
    told = [(each.ts_ms, each.op, each.before, each.after) for each in shop.changes()]
    assert told == [(5, Op.CREATE, None, ROW), (9, Op.UPDATE, ROW, paid), (9, Op.DELETE, paid, None)]


def test_an_update_that_changes_nothing_is_no_event(shop):
    shop.insert("orders", ROW)
    shop.update("orders", 7, status="placed")
    assert len(shop.changes()) == 1


def test_a_new_column_reaches_the_log_and_so_do_its_nulls(shop):
    shop.insert("orders", ROW)
    shop.add_column("orders", "channel text")
    shop.update("orders", 7, channel="web")
    (change,) = shop.changes(after_lsn=1)
    assert (change.before["channel"], change.after["channel"]) == (None, "web")


@pytest.mark.parametrize("table", TABLES)
def test_the_triggers_know_every_column(shop, table):
    shop.add_column(table, "extra text")
    for (sql,) in shop.db.execute("select sql from sqlite_master where type = 'trigger' and tbl_name = ?", (table,)):
        packed = set(re.findall(r"'(\w+)', (?:new|old)\.\1", sql))
        assert packed == set(columns(shop.db, table))
