import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

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
"""


@pytest.fixture(scope="module")
def lives(tmp_path_factory):
    """Live the fortnight in two places on earth."""
    found = []
    for zone, locale in (("Asia/Kolkata", "C.UTF-8"), ("America/St_Johns", "C")):
        home = tmp_path_factory.mktemp("life")
        env = os.environ | {"TZ": zone, "LANG": locale, "LC_ALL": locale, "PYTHONPATH": "src"}
        subprocess.run([sys.executable, "-c", LIVE, str(home)], env=env, check=True, timeout=120)
        found.append(home)
    return found


@pytest.fixture(scope="module")
def lines(lives):
    return {path.name: path.read_text(encoding="utf-8").splitlines() for path in sorted(lives[0].glob("*.jsonl"))}


def test_the_same_seed_gives_the_same_bytes_everywhere(lives):
    one, other = (
        [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in sorted(home.glob("*.jsonl"))]
        for home in lives
    )
    assert len(one) == 14
    assert one == other


def good(lines):
    for file, texts in lines.items():
        for text in texts:
            try:
                yield file, json.loads(text)["event"]
            except json.JSONDecodeError:
                continue


def test_some_changes_come_twice_some_late_and_no_file_is_in_order(lines):
    files = {}
    for file, event in good(lines):
        files.setdefault(event["lsn"], set()).add(file)
    assert 60 < sum(len(texts) for texts in lines.values()) - len(files) < 130
    assert sum(len(each) > 1 for each in files.values()) > 20
    for file in lines:
        numbers = [event["lsn"] for name, event in good(lines) if name == file]
        assert numbers != sorted(numbers)


def test_what_is_rare_in_a_shop_happens_here(lines):
    events = [event for _, event in good(lines)]
    rows = [event["after"] or event["before"] for event in events]
    amounts = {row["amount_cents"] for row in rows if isinstance(row.get("amount_cents"), int)}
    assert 0 in amounts
    assert max(amounts) >= 10_000_000
    assert any(not row.get("name", "").isascii() for row in rows)
    assert any("channel" in row for row in rows)
    created = [event["pk"] for event in events if event["op"] == "c" and event["table"] == "orders"]
    assert any(event["op"] == "d" and event["pk"] in created for event in events)
    moments = [(event["table"], event["pk"], event["ts_ms"]) for event in events if event["op"] == "u"]
    assert len(moments) > len(set(moments))


def test_the_source_shop_is_not_part_of_what_is_delivered(lives):
    assert not any(Path(lives[0]).glob("*.part"))
