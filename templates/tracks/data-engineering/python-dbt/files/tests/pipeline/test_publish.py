"""Readers see a whole warehouse that passed every test, or the one before."""

import hashlib
import os
import signal
import subprocess
import sys
import time

import pytest
from tests.world import customer, deliver, fresh, order, query

from orderflow.ingest import load
from orderflow.report import charts
from orderflow.warehouse.duck import open_duck

LOADS = "select distinct load_seq from raw.cdc_events order by 1"


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    made = fresh(tmp_path_factory.mktemp("publish"))
    deliver(made.places, "0001.jsonl", [customer(1), order(2)])
    assert made.cycle()
    return made


def test_what_fails_its_tests_is_not_seen_and_leaves_nothing_behind(line, product, monkeypatch):
    before = digest(line.places.published)
    deliver(line.places, "0002.jsonl", [order(3, 2)])
    real = load.run

    def spoiled(build, *rest):
        real(build, *rest)
        with open_duck(build) as warehouse:
            warehouse.execute("update raw.cdc_events set after = replace(after, 'placed', 'packed') where lsn = 3")

    with monkeypatch.context() as patched:
        patched.setattr(load, "run", spoiled)
        code, _, why = product(line.places.home, "once")
    failed = "accepted_values_stg_order_events_status__placed__paid__shipped"
    skipped = "int_orders_latest, fct_orders, mart_daily_revenue"
    assert (code, why) == (1, f"not published: {failed}; skipped: {skipped}\n")
    assert digest(line.places.published) == before
    assert not line.places.build.exists()
    # Repaired, the next cycle loads the file again, as if nothing had been.
    assert line.cycle()
    assert query(line.places.published, LOADS) == [(1,), (2,)]
    assert query(line.places.published, "select count(*) from marts.fct_orders") == [(2,)]


def test_a_simulation_does_not_begin_where_a_real_shop_delivers(line, product):
    code, _, why = product(line.places.home, "run")
    assert code == 1
    assert why == f"{line.places.landing} holds files of another shop, which run would delete; once loads them\n"
    assert len(list(line.places.landing.glob("*.jsonl"))) == 2


def test_a_rollback_says_what_it_lacks_and_the_next_run_heals_it(line, product):
    told = "rolled back; it lacks 0002.jsonl, which the next run loads again\n"
    assert product(line.places.home, "rollback") == (0, told, "")
    assert query(line.places.published, LOADS) == [(1,)]
    assert line.cycle()
    assert query(line.places.published, LOADS) == [(1,), (2,)]


def test_a_held_file_is_told_and_fails_the_run_but_not_the_others(line, product, monkeypatch):
    monkeypatch.setattr(charts, "save", lambda *_: None)
    deliver(line.places, "0003.jsonl", [order(9, 9), "{", "{", "{"])
    deliver(line.places, "0004.jsonl", [order(4, 4)])
    code, told, _ = product(line.places.home, "once")
    assert code == 1
    assert "held: 0003.jsonl, too many bad lines; nothing of it was loaded" in told
    assert query(line.places.published, "select order_id from marts.fct_orders where order_id > 2") == [(4,)]


def test_a_build_that_a_crash_left_behind_is_published_without_a_new_file(line, monkeypatch):
    deliver(line.places, "0005.jsonl", [order(5, 5)])

    def dies(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("orderflow.pipeline.Dbt.build_models", dies)
        with pytest.raises(KeyboardInterrupt):
            line.cycle()
    # Not even the journal could say anything: only the file is there.
    line.runner.forget()
    assert line.cycle()
    assert query(line.places.published, "select count(*) from marts.fct_orders where order_id = 5") == [(1,)]
    assert not line.cycle()


def signalled(home, number, when_there):
    """Start a run, send it a signal once a file is there, and return how it ended and what it said."""
    env = os.environ | {"PYTHONPATH": "src", "ORDERFLOW_HOME": str(home)}
    child = subprocess.Popen(
        [sys.executable, "-m", "orderflow", "run"], env=env, stderr=subprocess.PIPE, encoding="utf-8"
    )
    try:
        deadline = time.monotonic() + 300
        while not (home / when_there).exists():
            assert child.poll() is None and time.monotonic() < deadline, f"{when_there} never came"
            time.sleep(0.02)
        child.send_signal(number)
        _, said = child.communicate(timeout=300)
    finally:
        child.kill()
    return child.returncode, said


def test_a_run_that_is_asked_to_end_does_so_between_two_steps(tmp_path, product):
    code, said = signalled(tmp_path, signal.SIGTERM, "published.duckdb")
    assert code == 143
    assert said.startswith("stopped before ")
    assert product(tmp_path, "health")[0] == 0
    before = query(tmp_path / "published.duckdb", LOADS)
    # It stopped before a step, so there is something to go on with.
    assert fresh(tmp_path).cycle()
    assert len(query(tmp_path / "published.duckdb", LOADS)) == len(before) + 1


def test_ctrl_c_ends_a_run_at_once_and_without_a_traceback(tmp_path, product):
    assert signalled(tmp_path, signal.SIGINT, "build.duckdb") == (-signal.SIGINT, "")
    assert product(tmp_path, "health")[0] == 0


def test_a_process_that_dies_with_packed_rows_loses_and_doubles_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "ops.drill", "1"],
        env={"PYTHONPATH": "src", "OUT": str(tmp_path), "PATH": ""},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("| yes | 0 | 0 |") == 1
