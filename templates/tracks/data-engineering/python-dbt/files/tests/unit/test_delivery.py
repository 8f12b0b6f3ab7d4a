"""The source and the way from it: what a shop does, and how little of it arrives in order."""

import hashlib
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from orderflow.domain.clock import DAY_MS, HOUR_MS, utc_date
from orderflow.domain.contract import check_file
from orderflow.domain.event import Op
from orderflow.ingest.contracts import read_contracts
from orderflow.source.shop import Shop

LIVE = """
import sys
from pathlib import Path
from orderflow.source.delivery import Delivery
from orderflow.source.life import Life
from orderflow.source.shop import Shop
home = Path(sys.argv[1])
shop = Shop(home / "shop.db")
life, delivery, last = Life(shop), Delivery(home), 0
for day in range(1, 15):
    life.day(day)
    changes = shop.changes(last)
    last = changes[-1].lsn
    for name in delivery.deliver(day, changes):
        delivery.put(name)
        print(name)
shop.close()
"""


@pytest.fixture(scope="module")
def lives(tmp_path_factory):
    """Live the fortnight in two places on earth."""
    found = {}
    for zone, locale in (("Asia/Kolkata", "C.UTF-8"), ("America/St_Johns", "C")):
        home = tmp_path_factory.mktemp("life")
        env = os.environ | {"TZ": zone, "LANG": locale, "LC_ALL": locale, "PYTHONPATH": "src"}
        command = [sys.executable, "-c", LIVE, str(home)]
        done = subprocess.run(command, env=env, check=True, timeout=120, capture_output=True, encoding="utf-8")
        found[home] = done.stdout.split()
    return found


@pytest.fixture(scope="module")
def home(lives):
    return next(iter(lives))


@pytest.fixture(scope="module")
def changes(home):
    """Return the shop's own log: each change once, in the order in which it happened."""
    shop = Shop(home / "shop.db")
    found = shop.changes()
    shop.close()
    return found


@pytest.fixture(scope="module")
def files(home):
    """Return each file after the contracts."""
    contracts = read_contracts(Path("contracts"))
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(home.glob("*.jsonl"))}
    return {name: check_file(name, text, contracts) for name, text in texts.items()}


def day_of(ms):
    return utc_date(ms).day


def test_the_same_seed_gives_the_same_bytes_everywhere(lives):
    one, other = (
        [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in sorted(home.glob("*.jsonl"))]
        for home in lives
    )
    assert len(one) == 14
    assert one == other


def test_no_day_has_more_orders_than_another_and_none_is_paid_more_slowly(changes):
    placed, paid = {}, {}
    for each in changes:
        if each.table == "orders" and each.op is Op.CREATE:
            placed[each.pk, each.ts_ms] = each.lsn
        elif each.table == "orders" and each.op is Op.UPDATE and each.before["status"] == "placed":
            paid[each.pk, each.before["created_at_ms"]] = each.ts_ms
    orders, in_time = dict.fromkeys(range(1, 15), 0), dict.fromkeys(range(1, 15), 0)
    for number, created in placed:
        orders[day_of(created)] += 1
        in_time[day_of(created)] += paid.get((number, created), created + DAY_MS) < created + DAY_MS
    assert max(orders.values()) - min(orders.values()) <= 2
    # The last day's orders have not had their day yet.
    shares = [in_time[day] / orders[day] for day in range(1, 14)]
    assert min(shares) > 0.75
    assert abs(sum(shares[:6]) / 6 - sum(shares[-6:]) / 6) < 0.05


def test_what_is_rare_in_a_shop_happens_here(changes):
    amounts = {each.row["amount_cents"] for each in changes if each.table == "orders"}
    assert 0 in amounts
    assert max(amounts) >= 10_000_000
    assert any(not each.row["name"].isascii() for each in changes if each.table == "customers")
    grown = {day_of(each.ts_ms) for each in changes if "channel" in each.row}
    assert grown == set(range(8, 15))


@pytest.mark.parametrize("table", ["orders", "customers"])
def test_a_key_is_deleted_and_comes_back(changes, table):
    gone = {each.pk: each.lsn for each in changes if each.table == table and each.op is Op.DELETE}
    back = [
        each.pk
        for each in changes
        if each.op is Op.CREATE and each.table == table and each.lsn > gone.get(each.pk, each.lsn)
    ]
    assert back


@pytest.mark.parametrize("table", ["orders", "customers"])
def test_a_row_changes_twice_in_one_millisecond(changes, table):
    moments = [(each.pk, each.ts_ms) for each in changes if each.table == table and each.op is Op.UPDATE]
    assert len(moments) > len(set(moments))


def test_a_tier_changes_while_orders_are_open(changes):
    waiting, met = {}, 0
    for each in changes:
        if each.table == "orders":
            is_open = each.op is not Op.DELETE and each.row["status"] == "placed"
            waiting[each.pk] = each.row["customer_id"] if is_open else None
        elif each.op is Op.UPDATE and each.before["tier"] != each.after["tier"]:
            met += each.row["customer_id"] in waiting.values()
    assert met > 5


def test_some_changes_come_twice(files, changes):
    seen = {}
    for name, checked in files.items():
        for _, line in checked.good:
            seen.setdefault(line.event.lsn, []).append(name)
    assert seen.keys() == {each.lsn for each in changes}
    more = sum(len(names) - 1 for names in seen.values())
    assert 0.04 < more / len(changes) < 0.06
    assert sum(len(set(names)) > 1 for names in seen.values()) > 20


def test_some_changes_come_one_to_three_files_late(files):
    first = {}
    for name, checked in files.items():
        for _, line in checked.good:
            first.setdefault(line.event.lsn, int(name[:4]) - day_of(line.event.ts_ms))
    assert set(first.values()) == {0, 1, 2, 3}
    assert 0.04 < sum(late > 0 for late in first.values()) / len(first) < 0.06


def test_neither_lines_nor_files_come_in_order(lives, home, files):
    assert lives[home].index("0010.jsonl") < lives[home].index("0009.jsonl")
    for name, checked in files.items():
        numbers = [line.event.lsn for _, line in checked.good]
        assert numbers != sorted(numbers), name


def test_three_lines_are_spoiled_each_in_its_own_way(files):
    told = {name: [each.reason for each in checked.rejects] for name, checked in files.items() if checked.rejects}
    assert [len(reasons) for reasons in told.values()] == [1, 1, 1]
    cut, text, status = (reasons[0] for reasons in told.values())
    assert cut == "not JSON"
    assert text.startswith("orders.amount_cents is not integer: '")
    assert status == "orders.status is not allowed: 'packed'"


def test_nothing_is_delivered_for_26_hours(files):
    times = sorted({line.delivered_at_ms for checked in files.values() for _, line in checked.good})
    begin, end = max(pairwise(times), key=lambda pair: pair[1] - pair[0])
    assert end - begin >= 26 * HOUR_MS
    assert (day_of(begin), day_of(end)) == (8, 10)


def test_a_file_is_there_whole_or_not_at_all(home):
    assert not list(home.glob("*.part"))
