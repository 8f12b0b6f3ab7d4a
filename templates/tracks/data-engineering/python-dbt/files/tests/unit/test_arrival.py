import pytest

from orderflow.domain.arrival import (
    ChangedFileError,
    LandingFile,
    LedgerRow,
    State,
    must_hold,
    plan_loads,
)


def test_a_begun_load_is_finished_first_under_its_old_number():
    ledger = [
        LedgerRow(1, "0002.jsonl", "b", 1, 1, 0, State.LOADED),
        LedgerRow(2, "0003.jsonl", "c", 1, 1, 0, State.LOADING),
    ]
    files = [LandingFile(f"000{n}.jsonl", sha) for n, sha in ((1, "a"), (2, "b"), (3, "c"))]
    assert [(each.load_seq, each.file) for each in plan_loads(files, ledger)] == [
        (2, "0003.jsonl"),
        (3, "0001.jsonl"),
    ]


def test_other_bytes_under_a_loaded_name_are_refused():
    ledger = [LedgerRow(1, "0001.jsonl", "a", 1, 1, 0, State.LOADED)]
    with pytest.raises(ChangedFileError, match=r"0001\.jsonl changed after it was loaded"):
        plan_loads([LandingFile("0001.jsonl", "b")], ledger)


@pytest.mark.parametrize(("lines", "bad", "held"), [(50, 2, False), (50, 3, True), (300, 3, False), (300, 4, True)])
def test_one_file_is_held_by_its_own_share(lines, bad, held):
    assert must_hold(lines, bad) is held
