from orderflow.domain.event import ChangeEvent, Op
from orderflow.domain.truth import customer_states, tier_at


def change(lsn, ts_ms, op, tier, customer=5):
    row = {"customer_id": customer, "tier": tier}
    images = (row, None) if op == "d" else (None, row)
    return ChangeEvent(lsn, ts_ms, Op(op), "customers", str(customer), *images)


LOG = [
    change(1, 100, "c", "basic"),
    change(2, 200, "u", "silver"),
    change(3, 200, "u", "gold"),
    change(4, 300, "d", "gold"),
    change(5, 400, "c", "basic"),
    change(6, 150, "c", "silver", customer=6),
]


def test_states_follow_the_log_and_end_with_a_delete():
    states = customer_states(LOG)[5]
    assert [(each.version, each.tier, each.from_ms, each.to_ms) for each in states] == [
        (1, "basic", 100, 200),
        (2, "gold", 200, 300),
        (3, "basic", 400, None),
    ]


def test_a_clock_that_runs_back_does_not_and_what_lasted_no_time_was_nothing():
    log = [
        change(1, 100, "c", "basic"),
        change(2, 200, "u", "silver"),
        change(3, 150, "u", "gold"),
        change(4, 300, "u", "basic"),
        change(5, 300, "d", "basic"),
        change(6, 400, "c", "gold"),
    ]
    assert [(each.tier, each.from_ms, each.to_ms) for each in customer_states(log)[5]] == [
        ("basic", 100, 200),
        ("gold", 200, 300),
        ("gold", 400, None),
    ]


def test_the_tier_is_the_one_of_the_moment():
    states = customer_states(LOG)
    assert [tier_at(states, 5, ms) for ms in (99, 100, 199, 200, 350, 999)] == [
        "unknown",
        "basic",
        "basic",
        "gold",
        "unknown",
        "basic",
    ]
    assert tier_at(states, 7, 100) == "unknown"
