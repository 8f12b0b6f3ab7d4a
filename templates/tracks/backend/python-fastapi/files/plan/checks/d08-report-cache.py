"""Acceptance check of d08-report-cache: the volume report answers 304 as long as it is the same.

GET /v1/reports/daily-volume sends an ETag that changes whenever the report does, also for days long gone, that does
not change for what strangers do, and that two processes agree on. A 304 costs one cheap statement.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from ledger.seeding import EMAIL, PASSWORD, write_book
from ledger.settings import Settings
from ledger.wiring import Parts
from ops.costs import cost_of
from tests.books import World
from tests.contract.client import CONTRACT, Client, Person
from tests.harness import Databases, Driver, Lab
from tests.http.client import Api

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.harness import Database

PATH = "/v1/reports/daily-volume"
MOST_STEPS = 600
"""For a 304: a look at one index, and not at the transfers that the report counts."""


@pytest.fixture
def driver() -> Driver:
    return Driver.load()


@pytest.fixture
def database(driver: Driver, tmp_path: Path) -> Iterator[Database]:
    made = Databases(driver, tmp_path)
    yield made.new()
    made.drop()


@pytest.fixture
def clients(driver: Driver, database: Database, tmp_path: Path) -> Iterator[tuple[Client, Client]]:
    """Two API processes on one database."""
    with Lab(driver, tmp_path) as lab:
        first, second = lab.api(database), lab.api(database)
        with Client(first.url) as one, Client(second.url) as other:
            yield one, other


@pytest.fixture
def parts(database: Database) -> Iterator[Parts]:
    """The service in this process, with a clock that the test moves."""
    settings = Settings(database_url=database.url, hash_memory_kib=1024, hash_passes=1, rate_limits="off")
    made = Parts(settings, World().surroundings())
    yield made
    made.engine.dispose()


def tag(person: Person, query: str) -> str:
    """Read the report's entity tag; the client judges the answer by the contract."""
    answer = person.client.send("GET", f"{PATH}?{query}", token=person.token)
    assert answer.status == 200
    assert answer.headers.get("etag"), f"the report has no ETag: GET {PATH}"
    return answer.etag


def is_current(person: Person, query: str, known: str) -> bool:
    """Ask for the report unless the copy with this tag is current."""
    answer = person.get_unless(f"{PATH}?{query}", known)
    assert answer.status in {200, 304}, answer.raw
    if answer.status == 304:
        assert answer.raw == b""
        assert answer.etag in known, "a 304 repeats the tag"
    return answer.status == 304


def seeded(database: Database, driver: Driver) -> None:
    """Write the demo book, which has sixty days behind it."""
    subprocess.run(
        [sys.executable, "-m", "ledger", "seed"],
        cwd=driver.root,
        env=driver.env(database.url, {}, "cheap"),
        capture_output=True,
        check=True,
        timeout=60,
    )


def test_the_contract_has_the_conditional_report() -> None:
    operation = CONTRACT.document["paths"][PATH]["get"]
    assert "304" in operation["responses"], f"contract/openapi.yaml has no 304 for GET {PATH}"
    names = json.dumps(operation["parameters"])
    assert "IfNoneMatch" in names or "If-None-Match" in names, "the contract does not mention If-None-Match here"


def test_an_unchanged_report_is_not_sent_again(clients: tuple[Client, Client]) -> None:
    mira = Person.registered(clients[0], "Mira")
    bank, till = mira.funding("EUR"), mira.account("Till")
    mira.moved(bank, till, 500)
    known = tag(mira, "currency=EUR")
    assert is_current(mira, "currency=EUR", known)
    assert is_current(mira, "currency=EUR", f'"other", {known}')
    assert not is_current(mira, "currency=EUR", '"v0"')
    assert mira.client.send("GET", f"{PATH}?currency=EUR", headers={"if-none-match": known}).status == 401
    mira.moved(till, bank, 20)
    assert not is_current(mira, "currency=EUR", known), "a new transfer changes the report"


def test_two_processes_agree(clients: tuple[Client, Client]) -> None:
    here = Person.registered(clients[0], "Mira")
    there = here.at(clients[1])
    bank, till = here.funding("EUR"), here.account("Till")
    known = tag(here, "currency=EUR")
    assert tag(there, "currency=EUR") == known
    for amount in range(1, 21):
        writer, reader = (here, there) if amount % 2 else (there, here)
        writer.moved(bank, till, amount)
        assert not is_current(reader, "currency=EUR", known), "the other process still shows the old report"
        known = tag(writer, "currency=EUR")
        assert is_current(reader, "currency=EUR", known)


def test_a_reversal_changes_a_day_that_ended_long_ago(
    clients: tuple[Client, Client], database: Database, driver: Driver
) -> None:
    """Closed days are not immutable: the reversed transfer counts as reversed on its own day."""
    seeded(database, driver)
    baker = Person(clients[0], EMAIL, PASSWORD)
    baker.sign_in()
    today = datetime.now(UTC).date()
    days = [today - timedelta(days=back) for back in range(50, 30, -1)]
    query = f"currency=EUR&days=30&until={days[-1].isoformat()}"
    known = tag(baker, query)
    assert is_current(baker, query, known)
    rows = baker.walk("/v1/transfers", from_=days[0].isoformat(), to=days[-1].isoformat(), status="posted")
    fit = (row for row in rows if row["currency"] == "EUR" and row["reverses"] is None)
    assert any(baker.reverse(row["id"]).status == 201 for row in fit), "no transfer of these days could be reversed"
    assert not is_current(baker, query, known), "the report of old days is kept although one of them changed"


def test_strangers_and_other_currencies(clients: tuple[Client, Client]) -> None:
    mira, noor = (Person.registered(client, name) for client, name in zip(clients, ("Mira", "Noor"), strict=True))
    bank, till = mira.funding("EUR"), mira.account("Till")
    mira.moved(bank, till, 500)
    known = tag(mira, "currency=EUR")
    theirs = noor.funding("EUR"), noor.account("Till")
    for amount in range(1, 6):
        noor.moved(*theirs, amount)
    assert is_current(mira, "currency=EUR", known), "what strangers do is none of this report's business"


def test_tomorrow_the_same_question_means_something_else(database: Database) -> None:
    """Without `until` the window ends today, so at midnight the report changes although nothing has happened."""
    world = World()
    settings = Settings(database_url=database.url, hash_memory_kib=1024, hash_passes=1, rate_limits="off")
    parts = Parts(settings, world.surroundings())
    try:
        api = Api(parts.app())
        api.sign_in()
        api.move(api.account("Owner", "funding"), api.account(), 500)
        known = api.get(f"{PATH}?currency=EUR").headers.get("etag")
        assert known, f"the report has no ETag: GET {PATH}"
        fixed = api.get(f"{PATH}?currency=EUR&until=2026-11-24").headers["etag"]
        world.pass_time(seconds=24 * 3600)
        api.sign_in()
        assert api.get(f"{PATH}?currency=EUR", **{"If-None-Match": known}).status_code == 200
        after = api.get(f"{PATH}?currency=EUR&until=2026-11-24", **{"If-None-Match": fixed})
        assert after.status_code == 304, "a window that is named stays the same"
    finally:
        parts.engine.dispose()


def test_not_modified_is_one_cheap_statement(parts: Parts) -> None:
    api = Api(parts.app())
    api.sign_in()
    write_book(parts.engine, UUID(api.get("/v1/me").json()["id"]), date(2026, 11, 23), 20_000)
    path = f"{PATH}?currency=EUR&days=60&until=2026-11-23"
    known = api.get(path).headers.get("etag")
    assert known, f"the report has no ETag: GET {PATH}"
    with cost_of(parts.engine) as cost:
        answer = api.get(path, **{"If-None-Match": known})
    assert answer.status_code == 304
    assert len(cost.statements) <= 1, "a 304 needs one statement at most"
    assert cost.steps <= MOST_STEPS, f"a 304 over 20,000 transfers costs {cost.steps} steps"
