"""The whole product as its user starts it, in a folder of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orderflow.runner import Pipeline
from orderflow.transform.dbt import Dbt
from orderflow.warehouse.duck import open_duck

ROOT = Path.cwd()
MARTS = ("dim_customer", "fct_orders", "mart_daily_revenue")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    home = tmp_path_factory.mktemp("shop")
    for name in ("contracts", "dbt", ".dlt"):
        shutil.copytree(ROOT / name, home / name)
    shutil.copy(ROOT / "sla.yml", home)
    return home


@pytest.fixture(scope="module")
def said(place):
    env = os.environ | {"PYTHONPATH": str(ROOT / "src"), "TZ": "Asia/Kolkata"}
    done = subprocess.run(
        [sys.executable, "-m", "orderflow", "run"],
        cwd=place,
        env=env,
        capture_output=True,
        encoding="utf-8",
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def marts(path):
    with open_duck(path, read_only=True) as warehouse:
        return {name: sorted(map(repr, warehouse.rows(f"select * from marts.{name}"))) for name in MARTS}  # noqa: S608


def test_the_warehouse_agrees_with_the_shop(said):
    assert " 0 lost" in said
    assert "14 of 14 days agree to the cent" in said
    assert "2026-01-09: MISSED" in said


def test_incremental_equals_a_full_refresh(said, place, tmp_path):
    assert said
    build = tmp_path / "full.duckdb"
    shutil.copy(place / "var" / "published.duckdb", build)
    assert Dbt(build, tmp_path / "dbt", "development").build_models(full_refresh=True).ok
    assert marts(build) == marts(place / "var" / "published.duckdb")


def test_another_order_of_arrival_gives_the_same_marts(said, place, tmp_path):
    assert said
    other = Pipeline(tmp_path)
    (tmp_path / "landing").mkdir()
    for name in ("0007", "0014", "0001", "0010", "0003", "0012", "0005", "0009", "0002", "0013", "0004"):
        shutil.copy(place / "var" / "landing" / f"{name}.jsonl", tmp_path / "landing")
    assert other.cycle()
    for name in ("0011", "0006", "0008"):
        shutil.copy(place / "var" / "landing" / f"{name}.jsonl", tmp_path / "landing")
        assert other.cycle()
    assert not other.cycle()
    assert marts(other.published) == marts(place / "var" / "published.duckdb")


def test_the_models_hold_in_the_cases_they_were_written_for(said, place, tmp_path):
    assert said
    build = tmp_path / "unit.duckdb"
    shutil.copy(place / "var" / "published.duckdb", build)
    told = Dbt(build, tmp_path / "dbt", "development").unit_tests()
    assert told.ok, told
    assert told.passed >= 5
