import json
from pathlib import Path

import pytest

from orderflow.domain.contract import check_file
from orderflow.ingest.contracts import read_contracts

CONTRACTS = read_contracts(Path("contracts"))
ROW = {"order_id": 1, "customer_id": 2, "status": "paid", "amount_cents": 12, "created_at_ms": 5}


def line(row=None, **event):
    body = {"lsn": 1, "ts_ms": 5, "op": "c", "table": "orders", "pk": "1", "before": None}
    body["after"] = ROW | (row or {})
    return json.dumps({"delivered_at_ms": 9, "event": body | event})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "not JSON"),
        (line(table="carts"), "table is unknown: 'carts'"),
        (line(op="x"), "op is unknown: 'x'"),
        (line({"amount_cents": "12"}), "orders.amount_cents is not integer: '12'"),
        (line({"amount_cents": True}), "orders.amount_cents is not integer: True"),
        (line({"amount_cents": -1}), "orders.amount_cents is below 0: -1"),
        (line({"status": "packed"}), "orders.status is not allowed: 'packed'"),
        (line(ts_ms=10), "ts_ms is later than the delivery"),
    ],
)
def test_a_bad_line_is_refused_and_the_good_one_goes_on(text, reason):
    checked = check_file("0001.jsonl", f"{text}\n{line()}\n", CONTRACTS)
    assert [each.reason for each in checked.rejects] == [reason]
    assert [number for number, _ in checked.good] == [2]


def test_an_extra_field_is_drift_and_no_fault():
    checked = check_file("0001.jsonl", line({"channel": "web"}), CONTRACTS)
    assert (len(checked.good), checked.drift) == (1, {"orders.channel is not in contract v1"})
