from pathlib import Path

from orderflow.domain.sla import Observation, Verdict, percentile
from orderflow.report.slas import by_day, judge, read_promises

PROMISES = read_promises(Path("sla.yml"))
MINUTE = 60_000
DAY = 24 * 60 * MINUTE


class Told:
    """A warehouse that answers two questions."""

    def __init__(self, events, ledger):
        self.events, self.ledger = events, ledger

    def rows(self, sql, values=()):
        return self.events if "cdc_events" in sql else self.ledger

    def has_table(self, schema, table):
        return True

    def execute(self, sql, values=()):
        raise AssertionError(sql)


def test_a_percentile_is_a_value_that_was_seen():
    assert percentile(range(1, 101), 0.95) == 95
    assert percentile([7], 0.95) == 7


def test_a_mean_would_hide_what_the_percentile_shows():
    day = [(0, 5 * MINUTE)] * 94 + [(0, 90 * MINUTE)] * 6
    (seen,) = by_day(day)
    assert (seen.day, seen.value) == ("1970-01-01", 90)


def test_a_change_belongs_to_the_utc_day_on_which_it_was_made():
    assert [each.day for each in by_day([(DAY - 1, DAY + MINUTE), (DAY, DAY + MINUTE)])] == [
        "1970-01-01",
        "1970-01-02",
    ]


def test_the_clock_is_the_latest_delivery_and_not_the_machines():
    judged = judge(Told([(0, 5 * MINUTE), (MINUTE, 20 * MINUTE)], []), PROMISES)
    assert judged.body()["as_of"] == "1970-01-01T00:20:00+00:00"
    assert judged.behind_minutes == 19


def test_one_bad_day_uses_the_budget_and_two_overspend_it():
    promise = PROMISES["freshness"]
    good, bad = Observation("2026-01-01", 60), Observation("2026-01-02", 60.1)
    assert not Verdict(promise, (good,) * 13 + (bad,)).overspent
    assert Verdict(promise, (good,) * 12 + (bad,) * 2).overspent


def test_a_promise_for_fourteen_days_speaks_of_the_last_fourteen():
    late = [(day * DAY, day * DAY + (2 * DAY if day < 3 else MINUTE)) for day in range(16)]
    fresh = judge(Told(late, []), PROMISES).verdicts[0]
    assert [each.day for each in fresh.missed] == ["1970-01-03"]
    assert len(fresh.observations) == 14
    assert not fresh.overspent


def test_a_held_file_and_a_dirty_one_count_against_their_own_promise():
    ledger = [
        ("1.jsonl", 100, 98, 2, "loaded"),
        ("2.jsonl", 10, 5, 5, "held"),
        ("3.jsonl", 400, 399, 1, "loaded"),
        ("4.jsonl", 0, 0, 0, "loaded"),
    ]
    judged = {each.promise.name: each for each in judge(Told([(0, 1)], ledger), PROMISES).verdicts}
    assert [each.day for each in judged["completeness"].missed] == ["2.jsonl"]
    assert [each.day for each in judged["quarantine"].missed] == ["1.jsonl", "2.jsonl"]
