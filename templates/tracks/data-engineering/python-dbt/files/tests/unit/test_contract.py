import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from orderflow.domain.contract import check_file
from orderflow.ingest.contracts import read_contracts

CONTRACTS = read_contracts(Path("contracts"))
ROW = {"order_id": 1, "customer_id": 2, "status": "paid", "amount_cents": 12, "created_at_ms": 5}


def line(row=None, **event):
    body = {"lsn": 1, "ts_ms": 5, "op": "c", "table": "orders", "pk": "1", "before": None}
    body["after"] = ROW | (row or {})
    return json.dumps({"delivered_at_ms": 9, "event": body | event})


BAD = [
    ("{", "not JSON"),
    ("[" * 100_000, "not JSON"),
    (line({"channel": "half of a smile \ud83d"}), "not JSON"),
    (line({"channel": float("nan")}), "not JSON"),
    ("5", "no event with a delivery time"),
    (line().replace('"lsn": 1, ', ""), "event.lsn is missing"),
    (line(lsn=2**63), "event.lsn has more than 64 bits"),
    (line(ts_ms=-1), "ts_ms or delivered_at_ms is no time"),
    (line(after=None), "the row is missing"),
    (line(pk="2"), "pk '2' is not the row's order_id"),
    (line().replace('"status": "paid", ', ""), "orders.status is missing"),
    (line({"status": None}), "orders.status is null"),
    (line({"customer_id": 2**63}), "orders.customer_id has more than 64 bits"),
    (line({"amount_cents": 10**11}), "orders.amount_cents is above 10000000000: 100000000000"),
    (line(table="carts"), "table is unknown: 'carts'"),
    (line(op="x"), "op is unknown: 'x'"),
    (line({"amount_cents": "12"}), "orders.amount_cents is not integer: '12'"),
    (line({"amount_cents": True}), "orders.amount_cents is not integer: True"),
    (line({"amount_cents": -1}), "orders.amount_cents is below 0: -1"),
    (line({"status": "packed"}), "orders.status is not allowed: 'packed'"),
    (line(ts_ms=10), "ts_ms is later than the delivery"),
]


@pytest.mark.parametrize(("text", "reason"), BAD, ids=[reason for _, reason in BAD])
def test_a_bad_line_is_refused_and_the_good_one_goes_on(text, reason):
    checked = check_file("0001.jsonl", f"{text}\n{line()}\n", CONTRACTS)
    assert [each.reason for each in checked.rejects] == [reason]
    assert [number for number, _ in checked.good] == [2]


ANY = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
    max_leaves=4,
)


# The same examples each time, and none of them fails for being slow: that would be a fault of the machine.
EXAMPLES = settings(deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])


@EXAMPLES
@given(some.sampled_from(["lsn", "ts_ms", "op", "table", "pk", "before", "after"]) | some.sampled_from([*ROW]), ANY)
def test_whatever_stands_in_a_line_it_is_taken_or_refused_and_can_be_written_again(name, value):
    text = line({name: value}) if name in ROW else line(**{name: value})
    checked = check_file("0001.jsonl", text, CONTRACTS)
    assert checked.lines == 1
    for _, taken in checked.good:
        assert taken.to_json().encode("utf-8")


@EXAMPLES
@given(some.text())
def test_a_text_of_any_kind_is_refused_line_by_line(text):
    checked = check_file("0001.jsonl", text, CONTRACTS)
    assert (checked.lines, checked.good) == (text.removesuffix("\n").count("\n") + 1 if text else 0, [])


def test_an_extra_field_is_drift_and_no_fault():
    checked = check_file("0001.jsonl", line({"channel": "web"}), CONTRACTS)
    assert (len(checked.good), checked.drift) == (1, {"orders.channel is not in contract v1"})
