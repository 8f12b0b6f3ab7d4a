from __future__ import annotations

import itertools
import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from decimal import Decimal
from pathlib import Path

from handbook.domain.answer import Reason, Refusal
from handbook.domain.ledger import Usage
from handbook.store.book import SqliteBook
from tests.conftest import ROOT
from tests.llm.conftest import PRICE, QUESTION, Bench


def test_a_call_that_could_exceed_the_budget_is_not_made(bench: Bench) -> None:
    bench.limit = Decimal("0.0001")
    outcome = bench.ask("good").outcome
    assert isinstance(outcome, Refusal)
    assert outcome.reason is Reason.OVER_BUDGET
    assert bench.stub.requests == []
    assert bench.book.spent() == 0


def test_a_budget_that_runs_out_between_tries_ends_the_tries(bench: Bench) -> None:
    bench.ask("always 503")
    one = bench.book.spent() / 3
    bench.stub.requests.clear()
    worst = bench.book.reserve(PRICE, None, Usage(0, 400)).amount
    bench.limit = bench.book.spent() + one + worst
    assert bench.ask("always 503").name == "over_budget"
    assert len(bench.stub.requests) == 1


def test_twenty_at_once_make_exactly_five_calls(bench: Bench) -> None:
    """Every call is at work while the others ask, so that no reserve has been put back yet."""
    bench.timeout = 60
    measure = bench.ask("no usage")
    estimate = next(stage.usage.tokens_in for stage in measure.trace.stages if stage.model)
    bench.limit = bench.book.spent() + PRICE.of(estimate, 400) * 5
    bench.stub.requests.clear()
    bench.stub.role = "waits"
    assistant = bench.assistant()
    with ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(assistant.ask, QUESTION, bench.parts.settings.as_of) for _ in range(20)]
        refused = list(itertools.islice(as_completed(asked, timeout=60), 15))
        assert {future.result().name for future in refused} == {"over_budget"}
        bench.stub.release.set()
    names = sorted(future.result().name for future in asked)
    assert names == ["answered"] * 5 + ["over_budget"] * 15
    assert len(bench.stub.requests) == 5


def test_what_was_spent_survives_a_restart(tmp_path: Path) -> None:
    day = ["2026-11-01"]
    first = SqliteBook(tmp_path / "ledger.db", lambda: day[0])
    first.reserve(PRICE, Decimal(1), Usage(500_000, 0))
    first.close()
    second = SqliteBook(tmp_path / "ledger.db", lambda: day[0])
    assert second.spent() == Decimal("0.5")
    day[0] = "2026-11-02"
    assert second.spent() == 0, "a new day has a budget of its own"
    second.close()


def test_a_model_without_a_price_cannot_have_a_budget(bench: Bench) -> None:
    bench.price, bench.limit = None, Decimal(1)
    assert bench.ask("good").name == "over_budget"
    bench.limit = None
    assert bench.ask("good").name == "answered"
    assert [row.stage.cost for row in bench.book.rows() if row.stage.model] == [None]


def test_unused_money_is_put_back(bench: Bench) -> None:
    bench.limit = Decimal(1)
    bench.ask("good")
    assert bench.book.spent() == Decimal("0.0011")


def test_a_call_that_midnight_overtakes_is_settled_with_the_day_it_began(tmp_path: Path) -> None:
    day = ["2026-11-01"]
    book = SqliteBook(tmp_path / "ledger.db", lambda: day[0])
    reserved = book.reserve(PRICE, Decimal(1), Usage(500_000, 0))
    day[0] = "2026-11-02"
    book.settle(reserved, Decimal("0.1"))
    assert book.spent() == 0, "the new day neither pays nor gains"
    day[0] = "2026-11-01"
    assert book.spent() == Decimal("0.1")
    book.close()


ASKER = """
import sys
from decimal import Decimal
from pathlib import Path
from handbook.domain.ledger import OverBudgetError, Price, Usage
from handbook.store.book import SqliteBook

book = SqliteBook(Path(sys.argv[1]), lambda: "2026-11-01")
price = Price("m", Decimal(1), Decimal(2), "USD", "2026-01-15")
print("ready", flush=True)
calls = 0
for _ in range(20):
    try:
        book.reserve(price, Decimal(5), Usage(1_000_000, 0))
        calls += 1
    except OverBudgetError:
        pass
print(calls)
"""


def test_two_processes_share_one_budget(tmp_path: Path) -> None:
    """Both wait at a lock until it opens, so that they meet at the same coins."""
    path = tmp_path / "ledger.db"
    SqliteBook(path, lambda: "2026-11-01").close()
    gate = sqlite3.connect(path, isolation_level=None)
    argv = [sys.executable, "-c", ASKER, str(path)]
    env = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    askers = [subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, env=env) for _ in range(2)]
    gate.execute("BEGIN IMMEDIATE")
    ready = [asker.stdout.readline() for asker in askers if asker.stdout]
    gate.execute("COMMIT")
    gate.close()
    assert ready == ["ready\n"] * 2
    calls = [int(asker.communicate(timeout=60)[0]) for asker in askers]
    assert sum(calls) == 5
