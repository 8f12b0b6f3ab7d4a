"""What a run says, and what its charts show."""

from datetime import date

import pytest

from orderflow.domain.sla import Observation, Promise, Verdict
from orderflow.report.charts import Revenue, freshness_chart, revenue_chart
from orderflow.report.outcome import Delivered, Outcome
from orderflow.report.reconcile import Difference, Reconciled
from orderflow.report.slas import Judged

PROMISE = Promise("freshness", "p95 <= 60 min", "min", 60, at_least=False, good_days=13, of_days=14)
KEPT = Judged(0, 0.0, (Verdict(PROMISE, (Observation("2026-01-03", 25.0),)),))


def outcome(found, *, complete=True, **delivered):
    told = {"lines": 9, "files": 1, "changes": 8, "quarantined": 1, "held_files": (), "lost": 0, "drift": ()}
    return Outcome(Delivered(**told | delivered), found, KEPT, [], complete)


def test_the_first_five_differences_are_shown_with_both_values():
    found = Reconciled(differences=[Difference(f"order {n}", (5, "paid"), None) for n in range(7)])
    lines = outcome(found).lines()
    assert [line for line in lines if "order" in line and "shop (" in line] == [
        f"  order {n}: shop (5, paid), warehouse has no row" for n in range(5)
    ]
    assert "  and 2 more, all in reports/run.json" in lines


@pytest.mark.parametrize(
    ("made", "ok"),
    [
        (outcome(Reconciled()), True),
        (outcome(None), True),
        (outcome(Reconciled(differences=[Difference("order 1", None, (5, "paid"))])), False),
        (outcome(Reconciled(on_the_way=["order 1"])), False),
        (outcome(Reconciled(on_the_way=["order 1"]), complete=False), True),
        (outcome(Reconciled(held=["order 1"])), True),
        (outcome(Reconciled(), held_files=("0003.jsonl",)), False),
        (outcome(Reconciled(), lost=1), False),
    ],
    ids=["equal", "no shop", "different", "on the way at the end", "on the way", "key held", "file held", "lost"],
)
def test_a_run_is_fine_when_nobody_has_to_look(made, ok):
    assert made.ok is ok


def values(chart):
    return [row for layer in chart.to_dict()["layer"] for row in layer["data"].get("values", [])]


def test_a_day_that_is_not_over_and_a_bar_that_is_cut_say_so():
    days = [Revenue(date(2026, 1, day), 250_000, 0, 0) for day in range(1, 8)]
    days += [Revenue(date(2026, 1, 8), 18_500_000, 0, 0), Revenue(date(2026, 1, 9), 120_000, 22, 99_900)]
    rows = {row["day"][-5:]: row for row in values(revenue_chart(days)) if "kind" in row}
    assert (rows["1 Jan"]["kind"], rows["1 Jan"]["waiting"], rows["1 Jan"]["cut"]) == ("all paid or cancelled", "", "")
    assert (rows["8 Jan"]["cut"], rows["8 Jan"]["eur"]) == ("cut: 185,000", 4_000)
    assert (rows["9 Jan"]["kind"], rows["9 Jan"]["waiting"], rows["9 Jan"]["eur"]) == ("still open", "22 open", 1_200)


def test_a_missed_day_is_said_in_words():
    seen = Verdict(PROMISE, (Observation("2026-01-03", 25.0), Observation("2026-01-09", 1_500.0)))
    rows = {row["day"][-5:]: row for row in values(freshness_chart(seen)) if "day" in row}
    assert (rows["3 Jan"]["kept"], rows["3 Jan"]["label"]) == ("kept", "")
    assert (rows["9 Jan"]["kept"], rows["9 Jan"]["label"]) == ("missed", "missed: 25 h")
