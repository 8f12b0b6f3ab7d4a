"""The command line, run in this process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from ledger import seeding
from ledger.__main__ import main
from ledger.bakery import Bakery
from ledger.domain.ids import day_of
from ledger.services.ports import TransferFilter
from tests.books import NOON, Book, World, faults_of

if TYPE_CHECKING:
    from ledger.wiring import Parts


pytestmark = pytest.mark.usefixtures("real_logs")


@pytest.fixture
def ledger(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> Parts:
    """Point the environment at the test's database."""
    monkeypatch.setenv("DATABASE_URL", parts.settings.database_url)
    monkeypatch.setenv("HASH_MEMORY_KIB", "1024")
    monkeypatch.setenv("RECEIPT_FAIL_MEMO", "poison")
    return parts


def test_the_demo_book_is_written_once_and_adds_up(ledger: Parts, capsys: pytest.CaptureFixture[str]) -> None:
    assert [main(["seed", "--today", "2026-11-24"]) for _ in range(2)] == [0, 0]
    events = [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()]
    assert events == ["seeded", "seeded_before"]
    assert faults_of(ledger.engine) == []
    with ledger.store.read() as unit:
        user = unit.users.by_email(seeding.EMAIL)
    assert user is not None
    backlog = ledger.reports.backlog(user.id)
    assert (backlog.queued, backlog.issued, backlog.dead) == (3, 397, 0)
    newest = ledger.transfers.page(user.id, 1, None, TransferFilter()).items[0]
    assert day_of(newest.created_ms) == day_of(NOON)
    assert len(ledger.accounts.page(user.id, 100, None, None).items) == 12
    while ledger.receipts.work_once()[1]:
        pass
    assert ledger.receipts.get(user.id, newest.id).number == 400


def test_the_demo_book_of_a_day_is_always_the_same() -> None:
    first, second = (Bakery(UUID(int=1), day_of(NOON), 60) for _ in range(2))
    assert first.finished() == second.finished()
    assert first.accounts == second.accounts
    assert len(first.finished()) == 60


def test_an_operator_lists_and_retries_dead_jobs(
    ledger: Parts, world: World, funded: tuple[UUID, UUID], book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    paid = book.move(*funded, 5, memo="poison").id
    poisoned = type(ledger)(ledger.settings.model_copy(update={"receipt_fail_memo": "poison"}), world.surroundings())
    for _ in range(6):
        while poisoned.receipts.work_once()[1]:
            pass
        world.pass_time(seconds=400)
    poisoned.close()
    assert main(["jobs", "list", "--state", "dead", "--json"]) == 0
    [job] = json.loads(capsys.readouterr().out)
    assert (job["transfer_id"], job["attempts"], job["state"]) == (str(paid), 5, "dead")
    assert main(["jobs", "list"]) == 0
    assert job["id"] in capsys.readouterr().out
    assert [main(["jobs", "retry", job["id"]]) for _ in range(2)] == [0, 1]
    assert "there is no dead job" in capsys.readouterr().err
    assert ledger.receipts.get(book.user_id, paid).attempts == 0


@pytest.mark.usefixtures("book")
def test_sweeping_says_how_much(ledger: Parts, capsys: pytest.CaptureFixture[str]) -> None:
    ledger.auth.sign_in("mira@example.com", "correct horse battery")
    assert main(["sweep"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["event"] == "swept"


def test_a_database_that_is_away_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ledger@127.0.0.1:1/ledger")
    assert main(["sweep"]) == 1
    assert capsys.readouterr().err == "ledger: the database is not reachable or too busy\n"
