"""The whole product, as its user starts it."""

import json
import re
import shutil
import subprocess
import sys
from datetime import date
from html.parser import HTMLParser

from tests.conftest import GUARDED, ROOT
from tests.world import query

from orderflow.domain.clock import DAY_MS, day_start_ms
from orderflow.steps import lock
from orderflow.warehouse.duck import open_duck


def test_the_warehouse_agrees_with_the_shop(lived):
    assert lived.code == 0, lived.said
    assert re.search(r"delivered 2,0\d\d lines in 14 files: 1,9\d\d distinct changes, \d+ duplicates, 3 in", lived.said)
    assert " 0 lost" in lived.said
    assert re.search(r"warehouse = shop: 7\d\d orders, \d+ customer versions, 14 of 14 days agree", lived.said)
    assert "drift: orders.channel is not in contract v1" in lived.said


def test_the_bad_day_is_told_and_paid_from_the_budget(lived):
    assert re.search(r"freshness .* 13 of 14 days .*2026-01-09: MISSED \(24 h\) .*budget 1 of 1 used", lived.said)
    told = json.loads((lived.places.reports / "sla.json").read_text(encoding="utf-8"))
    assert told["as_of"].startswith("2026-01-14")
    assert {each["name"]: each["overspent"] for each in told["promises"]} == {
        "freshness": False,
        "completeness": False,
        "quarantine": False,
    }


def test_nothing_but_the_folder_was_used(lived):
    assert "NETWORK" not in lived.said
    assert list(lived.home.iterdir()) == []


def test_a_call_to_the_network_would_have_been_seen():
    begins = 'runpy.run_module("orderflow", run_name="__main__")'
    calling = GUARDED.replace(begins, 'socket.create_connection(("127.0.0.1", 9))')
    command = [sys.executable, "-c", calling]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert "NETWORK getaddrinfo 127.0.0.1" in done.stdout
    assert "NETWORK connect ('127.0.0.1', 9)" in done.stdout


def test_orders_belong_to_their_utc_day_wherever_the_run_was(lived):
    wrong = query(
        lived.places.published,
        "select count(*) from marts.fct_orders join intermediate.int_orders_latest using (order_id)"
        " where order_date <> (timestamp '1970-01-01' + to_milliseconds(created_at_ms))::date",
    )
    assert wrong == [(0,)]


def test_the_report_tells_what_each_step_did(lived):
    told = json.loads((lived.places.reports / "run.json").read_text(encoding="utf-8"))
    assert len(told["builds"]) == 14
    assert [step["step"] for step in told["steps"]] == ["load", "build", "publish"] * 14
    assert told["agreeing_days"] == told["days"] == 14
    assert told["differences"] == told["on_the_way"] == told["held"] == []


def test_a_load_looks_again_at_what_it_speaks_of_and_at_nothing_else(lived):
    told = json.loads((lived.places.reports / "run.json").read_text(encoding="utf-8"))
    for build in told["builds"]:
        n = build["load_seq"]
        events = f"(select * from raw.cdc_events where load_seq = {n})"
        wanted = query(
            lived.places.published,
            f"select count(distinct pk) from (select pk from {events} where source_table = 'orders' union"
            " select e.pk from raw.cdc_events e"
            f" join (select pk from {events} where source_table = 'customers') c"
            " on json_extract_string(coalesce(e.after, e.before), '$.customer_id') = c.pk"
            f" where e.source_table = 'orders' and e.load_seq <= {n})",
        )
        assert build["touched"] == wanted[0][0], f"load {n}"


class Page(HTMLParser):
    """Counts what a reader sees."""

    def __init__(self):
        super().__init__()
        self.images, self.tables, self.scripts = [], 0, 0

    def handle_starttag(self, tag, attrs):
        self.tables += tag == "table"
        self.scripts += tag == "script"
        if tag == "img":
            self.images.append(dict(attrs))


def test_the_page_shows_pictures_and_tables_without_a_script(lived):
    page = Page()
    page.feed((lived.places.reports / "index.html").read_text(encoding="utf-8"))
    assert (page.tables, page.scripts) == (3, 0)
    assert [image["src"] for image in page.images] == ["revenue.png", "freshness.png"]
    assert all(len(image["alt"]) > 40 for image in page.images)
    for name in ("revenue", "freshness"):
        assert (lived.places.reports / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        html = (lived.places.reports / f"{name}.html").read_text(encoding="utf-8")
        assert len(html) < 1_200_000
        assert 'src="http' not in html


def test_an_order_can_be_followed_and_an_unknown_one_is_said_to_be(lived, product):
    code, told, _ = product(lived.places.home, "trace", "17")
    assert code == 0
    for words in ("raw.cdc_events", "0001.jsonl line", "load 1", "staging.stg_order_events", "marts.fct_orders"):
        assert words in told
    assert product(lived.places.home, "trace", "999999") == (1, "", "order 999999 was never seen\n")


def test_health_sla_and_refusals_are_one_line(lived, product, tmp_path, monkeypatch):
    assert product(lived.places.home, "health") == (0, "idle; published\n", "")
    assert "13 of 14 days" in product(lived.places.home, "sla")[1]
    assert product(tmp_path, "trace", "17") == (1, "", "nothing is published yet; make run comes first\n")
    with lock(tmp_path / "run.lock"):
        code, _, why = product(tmp_path, "once")
        assert code == 75
        assert why.startswith(f"another run holds {tmp_path}/run.lock (pid ")
        assert "another run holds" in product(tmp_path, "health")[1]
    (tmp_path / "cycle.json").write_text('{"done": ["load"], "failed": "build: no space left"}', encoding="utf-8")
    assert product(tmp_path, "health") == (1, "failed at build: no space left\n", "")
    monkeypatch.setenv("ENV", "production")
    code, _, why = product(tmp_path, "once")
    assert code == 1
    assert why.startswith("PII_SALT must be set")
    monkeypatch.setenv("PII_SALT", "guessable")
    assert product(tmp_path, "once") == (1, "", why)


def test_more_bad_days_than_the_budget_allows_fail_the_judgement(lived, product, tmp_path):
    shutil.copy(lived.places.published, tmp_path / "published.duckdb")
    with open_duck(tmp_path / "published.duckdb") as warehouse:
        worse = "update raw.cdc_events set delivered_at_ms = delivered_at_ms + ? where ts_ms between ? and ?"
        warehouse.execute(worse, (DAY_MS, day_start_ms(date(2026, 1, 4)), day_start_ms(date(2026, 1, 6)) - 1))
    code, told, _ = product(tmp_path, "sla")
    assert code == 1
    assert re.search(r"2026-01-04: MISSED .*2026-01-05: MISSED .*budget [23] of 1 used", told)


def test_no_report_and_no_log_holds_an_address(lived):
    files = [*lived.places.reports.glob("*.json"), lived.places.reports / "index.html"]
    files += [path for path in lived.places.dbt_scratch.rglob("*.log")]
    assert len(files) > 2
    for path in files:
        assert "xample.com" not in path.read_text(encoding="utf-8"), path
    assert "xample.com" not in lived.said
    assert (ROOT / "sla.yml").exists()
