"""One file is one load, once, whatever happens in between."""

from dataclasses import replace

import dlt
import pytest
from tests.world import customer, deliver, fresh, order, query

from orderflow.domain.arrival import ChangedFileError
from orderflow.ingest.files import IncompleteLoadError

RAW = "select lsn, load_seq, file, line from raw.cdc_events order by lsn"
LEDGER = "select load_seq, file, lines, good, quarantined, state from raw.load_ledger order by load_seq"


@pytest.fixture
def line(tmp_path):
    return fresh(tmp_path)


def load(line):
    return [line.inlet.load(planned) for planned in line.inlet.pending()]


def test_raw_keeps_the_first_arrival_of_a_change(line):
    deliver(line.places, "0001.jsonl", [customer(1), order(2), order(2)])
    deliver(line.places, "0002.jsonl", [order(2), order(3, op="u", status="paid")])
    assert [each.new for each in load(line)] == [2, 1]
    assert query(line.places.build, RAW) == [
        (1, 1, "0001.jsonl", 1),
        (2, 1, "0001.jsonl", 2),
        (3, 2, "0002.jsonl", 2),
    ]


def test_a_loaded_file_is_not_loaded_again_and_may_not_change(line):
    deliver(line.places, "0001.jsonl", [order(1)])
    assert len(load(line)) == 1
    assert load(line) == []
    deliver(line.places, "0001.jsonl", [order(1), order(2, 2)])
    with pytest.raises(ChangedFileError, match=r"landing/0001\.jsonl changed after it was loaded \(ledger sha256 "):
        load(line)


def test_a_number_says_when_a_file_arrived_and_not_what_it_is_called(line):
    deliver(line.places, "0009.jsonl", [order(9)])
    load(line)
    deliver(line.places, "0001.jsonl", [order(1)])
    load(line)
    assert query(line.places.build, RAW) == [(1, 2, "0001.jsonl", 1), (9, 1, "0009.jsonl", 1)]


def test_a_load_that_broke_is_finished_under_its_old_number_before_new_files(line):
    deliver(line.places, "0002.jsonl", [order(1), order(2, 2), "{"])

    def half(planned, lines):
        line.inlet.put(planned, lines[:1])

    with pytest.raises(IncompleteLoadError, match=r"0002\.jsonl: 1 changes missing"):
        replace(line.inlet, put=half).load(line.inlet.pending()[0])
    assert query(line.places.build, LEDGER) == [(1, "0002.jsonl", 3, 2, 1, "loading")]
    deliver(line.places, "0001.jsonl", [order(3, 3)])
    assert [(each.load.file, each.load.load_seq) for each in load(line)] == [
        ("0002.jsonl", 1),
        ("0001.jsonl", 2),
    ]
    assert query(line.places.build, RAW) == [
        (1, 1, "0002.jsonl", 1),
        (2, 1, "0002.jsonl", 2),
        (3, 2, "0001.jsonl", 1),
    ]
    assert len(query(line.places.build, "from raw.cdc_quarantine")) == 1


def test_what_a_crash_left_packed_is_not_loaded_instead_of_the_next_file(line, monkeypatch):
    deliver(line.places, "0001.jsonl", [order(1)])
    deliver(line.places, "0002.jsonl", [order(2, 2)])
    first, second = line.inlet.pending()

    def dies(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(dlt.Pipeline, "load", dies)
        with pytest.raises(KeyboardInterrupt):
            line.inlet.load(first)
    line.inlet.load(second)
    assert query(line.places.build, "select lsn from raw.cdc_events") == [(2,)]


def test_a_bad_line_goes_to_quarantine_whole_and_the_good_ones_go_on(line):
    broken = '{"delivered_at_ms": 1, "event": {"lsn": "7"}}'
    deliver(line.places, "0001.jsonl", [order(1, channel="web"), broken])
    (loaded,) = load(line)
    assert loaded.checked.drift == {"orders.channel is not in contract v1"}
    assert query(line.places.build, "select after ->> 'channel' from raw.cdc_events") == [("web",)]
    assert query(line.places.build, "select file, line, reason, raw from raw.cdc_quarantine") == [
        ("0001.jsonl", 2, "event.lsn is not int: '7'", broken)
    ]
    assert len(query(line.places.build, RAW)) == 1


def test_a_file_that_is_too_bad_is_held_and_the_others_go_on(line):
    deliver(line.places, "0001.jsonl", [order(1), "{", "{", "{"])
    deliver(line.places, "0002.jsonl", [order(n, n) for n in range(10, 300)])
    held, loaded = load(line)
    assert (held.held, held.new, loaded.held, loaded.new) == (True, 0, False, 290)
    assert [row[-1] for row in query(line.places.build, LEDGER)] == ["held", "loaded"]
    assert query(line.places.build, "select count(*) from raw.cdc_events where lsn = 1") == [(0,)]
    assert load(line) == []
