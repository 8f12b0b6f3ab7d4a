"""What the documents show is what the product says."""

from pathlib import Path

from tests.world import quick

from orderflow import wiring
from orderflow.report.reconcile import reconcile
from orderflow.warehouse.duck import open_duck

ADR = Path("docs/adr/0004-arrival-order-not-event-order.md")
# The same changes, numbered by the shop instead of by us: the model's watermark is then the largest lsn so far.
NUMBERED_BY_THE_SHOP = """
insert into raw.cdc_events by name
select * exclude (_dlt_load_id, _dlt_id) replace (lsn as load_seq) from lived.raw.cdc_events
where (file = '0009.jsonl') = ?
"""


def test_readme_shows_what_the_run_says(lived):
    shown = Path("README.md").read_text(encoding="utf-8").split("`make run` ends with\n\n```\n")[1].split("```")[0]
    lines = [line for line in shown.splitlines() if not line.startswith("look at:")]
    assert len(lines) == 6
    said = lived.said.splitlines()
    assert [line for line in lines if line not in said] == []


def test_adr_4_shows_what_a_watermark_by_lsn_loses(lived, tmp_path):
    line = quick(tmp_path)
    published = str(lived.places.published).replace("'", "''")
    for late in (False, True):
        with open_duck(line.places.build) as warehouse:
            warehouse.execute(f"attach '{published}' as lived (read_only)")
            warehouse.execute(NUMBERED_BY_THE_SHOP, (late,))
        built = line.dbt.build_models(audit=late)
    with open_duck(line.places.build, read_only=True) as warehouse:
        found = reconcile(warehouse, wiring.read_shop(lived.places.shop)).differences
    orders = sum(each.key.startswith("order ") for each in found)
    row = f"| `lsn > max(lsn)` | {orders} | {len(built.failed)} |"
    assert row in ADR.read_text(encoding="utf-8").splitlines()
