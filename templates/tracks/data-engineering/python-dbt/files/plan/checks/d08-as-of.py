"""Acceptance check of d08-as-of: what a report said after any load.

python -m orderflow report N prints mart_daily_revenue as it was published after load N, whatever arrived since.
"""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.world import fresh, query

from orderflow.__main__ import main
from orderflow.source.delivery import Delivery
from orderflow.source.life import Life
from orderflow.source.shop import Shop
from orderflow.transform.dbt import Dbt
from orderflow.warehouse import publish

DAYS = 4
MART = "select * from marts.mart_daily_revenue order by order_date"
ALL_ROWS = "select schema_name || '.' || table_name, estimated_size from duckdb_tables()"
KNOWN = {"raw", "intermediate", "marts"}


class Past:
    """Four days in which late changes move the figures of earlier days, and what was published after each."""

    def __init__(self, folder: Path) -> None:
        self.line = fresh(folder)
        shop = Shop(folder / "shop.db")
        life, delivery = Life(shop), Delivery(self.line.places.landing, days=DAYS)
        self.said: dict[int, list[list[str]]] = {}
        last = 0
        for day in range(1, DAYS + 1):
            life.day(day)
            changes = shop.changes(last)
            last = changes[-1].lsn
            for name in delivery.deliver(day, changes):
                delivery.put(name)
            assert self.line.cycle()
            self.said[day] = [list(map(str, row)) for row in query(self.line.places.published, MART)]
        shop.close()


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    return Past(tmp_path_factory.mktemp("past"))


@pytest.fixture
def report(past: Past, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def ask(load: int) -> tuple[int, str, str]:
        monkeypatch.setenv("ORDERFLOW_HOME", str(past.line.places.home))
        try:
            code = main(["report", str(load)])
        except SystemExit:
            pytest.fail("there is no command: python -m orderflow report N", pytrace=False)
        return code, *capsys.readouterr()

    return ask


def rows_of(text: str) -> list[list[str]]:
    """Return the CSV below its header."""
    head, *rows = csv.reader(io.StringIO(text))
    assert head[0] == "order_date", f"the first line names no columns: {head}"
    return rows


def test_each_load_is_told_as_it_was_published(past: Past, report: Any) -> None:
    before = hashlib.sha256(past.line.places.published.read_bytes()).hexdigest()
    assert past.said[1] != past.said[2][: len(past.said[1])], "the past does not move, so this proves nothing"
    for load, said in past.said.items():
        code, told, _ = report(load)
        assert code == 0
        assert rows_of(told) == said, f"as of load {load}"
    after = hashlib.sha256(past.line.places.published.read_bytes()).hexdigest()
    assert after == before, "asking about the past changed the published file"


def test_it_is_the_same_after_a_full_refresh(past: Past, report: Any) -> None:
    places = past.line.places
    shutil.copyfile(places.published, places.build)
    assert Dbt(places.build, places.dbt_scratch, "development").build_models(full_refresh=True, audit=False).ok
    publish.publish(places.build, places.published)
    assert rows_of(report(2)[1]) == past.said[2], "as of load 2, after a full refresh"


def test_a_load_that_never_was_is_one_line(report: Any) -> None:
    assert report(99) == (1, "", "load 99 was never loaded\n")


def test_history_costs_no_more_than_what_was_touched(past: Past) -> None:
    names = {path.stem for path in Path("dbt/models").rglob("*.sql")} | {"cdc_events", "cdc_quarantine", "load_ledger"}
    kept = sum(
        size
        for name, size in query(past.line.places.published, ALL_ROWS)
        if name.split(".")[0] not in KNOWN or (name.split(".")[1] not in names and "_dlt" not in name)
    )
    touched = sum(each.touched + each.new for each in past.line.builds)
    assert kept <= touched, f"{kept} rows are kept beside the models, more than the {touched} that were touched"


def test_there_is_a_verb() -> None:
    files = [Path("Makefile"), *Path("mk").glob("*.mk")]
    verbs = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    assert any(line.startswith("report:") for line in verbs), "there is no make verb `report`"
