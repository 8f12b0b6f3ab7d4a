"""What the models promise beyond their own tests."""

import hashlib
import re
import shutil
from pathlib import Path

import pytest
from tests.world import customer, deliver, fresh, order, query

from orderflow.transform import note
from orderflow.transform.lineage import Lineage, Source

MODELS = sorted(Path("dbt/models").rglob("*.sql"))
ENGINE = re.compile(r"\b(json_extract\w*|sha256|make_timestamp|to_timestamp|epoch_ms|strftime|date_trunc)\s*\(|::|->")


@pytest.fixture(scope="module")
def manifest():
    return note.compiled()


EDGES = [
    order(3, 2, amount_cents=10_000_000_000, created_at_ms=253_402_300_799_999),
    order(2**63 - 1, 2**63 - 1, channel=10**400, note="a\0b"),
]


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    """Build every model once, over next to nothing, and what a contract just lets pass."""
    made = fresh(tmp_path_factory.mktemp("models"))
    deliver(made.places, "0001.jsonl", [customer(1), order(2), *EDGES])
    assert made.cycle()
    return made


def test_what_a_contract_lets_pass_can_be_built(line):
    found = query(line.places.published, "select order_id, amount_cents, order_date::varchar from marts.fct_orders")
    assert sorted(found) == [
        (1, 1_250, "2026-01-01"),
        (2, 10_000_000_000, "9999-12-31"),
        (2**63 - 1, 1_250, "2026-01-01"),
    ]


def test_the_models_hold_in_the_cases_they_were_written_for(line):
    shutil.copy(line.places.published, line.places.build)
    told = line.dbt.unit_tests()
    line.places.build.unlink()
    assert told.ok, told
    assert told.passed >= 5


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_what_is_special_about_an_engine_stays_in_the_macros(path):
    assert not ENGINE.search(path.read_text(encoding="utf-8"))


def test_no_personal_field_reaches_a_mart_as_it_is(manifest):
    found = Lineage(manifest)
    pii = note.personal(Path("contracts"))
    assert pii >= {"name", "email", "street"}
    marts = ["dim_customer", "fct_orders", "mart_daily_revenue"]
    assert note.leaks(found, marts, pii) == []
    assert found.sources("dim_customer", "email_hash") == {
        Source("raw.cdc_events", "after", "email", hashed=True),
        Source("raw.cdc_events", "before", "email", hashed=True),
    }


def test_a_leak_would_be_seen(manifest):
    key = "model.orderflow.stg_customer_events"
    node = manifest["nodes"][key]
    leaky = node | {"compiled_code": node["compiled_code"].replace("$.tier", "$.street")}
    assert leaky["compiled_code"] != node["compiled_code"]
    found = Lineage(manifest | {"nodes": manifest["nodes"] | {key: leaky}})
    told = note.leaks(found, ["dim_customer", "fct_orders"], note.personal(Path("contracts")))
    assert "dim_customer.tier shows street, which a contract calls personal" in told
    assert "fct_orders.tier_at_order shows street, which a contract calls personal" in told


def test_an_address_is_hashed_with_the_salt_and_in_lower_case(line):
    wanted = hashlib.sha256(b"developmentmira@example.com").hexdigest()
    assert query(line.places.published, "select email_hash from marts.dim_customer") == [(wanted,)]


def test_history_has_one_current_row_for_each_customer_there_is(lived):
    rows = query(
        lived.places.published,
        "select customer_id, count(*) filter (is_current), count(*) from marts.dim_customer group by 1",
    )
    assert max(current for _, current, _ in rows) == 1
    assert sum(current == 0 for _, current, _ in rows) == 2
    assert sum(versions > 1 for _, _, versions in rows) > 20


def test_the_committed_lineage_says_what_the_models_do(manifest):
    fresh = note.text(manifest, note.personal(Path("contracts")))
    assert note.NOTE.read_text(encoding="utf-8") == fresh


def test_a_note_that_is_out_of_date_fails_the_check_until_it_is_written_anew(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(note, "compiled", dict)
    monkeypatch.setattr(note, "text", lambda *_: "what the models do\n")
    monkeypatch.setattr(note, "NOTE", tmp_path / "lineage.md")
    assert note.main(only_check=True) == 1
    assert "run make lineage" in capsys.readouterr().err
    assert note.main(only_check=False) == 0
    assert note.NOTE.read_text(encoding="utf-8") == "what the models do\n"
    assert note.main(only_check=True) == 0
