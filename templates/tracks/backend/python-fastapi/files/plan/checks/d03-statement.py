"""Acceptance check of d03-statement: the entries of an account with their running balance.

GET /v1/accounts/{account_id}/entries is in the contract, is right on every page while money moves, costs the same in
a book of 60,000 transfers, and stays right across two releases that share one database.
"""

from __future__ import annotations

import io
import itertools
import subprocess
import tarfile
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from ledger.seeding import write_book
from ledger.settings import Settings
from ledger.wiring import Parts
from ops.costs import cost_of
from tests.contract.client import CONTRACT, Client, Person
from tests.harness import ROOT, Databases, Driver, Lab, migrate, wait_until
from tests.http.client import Api

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATH = "/v1/accounts/{account_id}/entries"
FIELDS = {"transfer_id", "delta_minor", "balance_after", "created_at"}
MANY = 60_000
MOST_STEPS = 6_000
"""Instructions of SQLite's virtual machine for a page of 20, as for every other list here."""


@pytest.fixture
def driver() -> Driver:
    return Driver.load()


@pytest.fixture
def databases(driver: Driver, tmp_path: Path) -> Iterator[Databases]:
    made = Databases(driver, tmp_path)
    yield made
    made.drop()


@pytest.fixture
def lab(driver: Driver, tmp_path: Path) -> Iterator[Lab]:
    with Lab(driver, tmp_path) as lab:
        yield lab


def statement(person: Person, account_id: str, **params: str | int) -> dict[str, Any]:
    """Ask for one page; the client judges it by the contract."""
    answer = person.get(f"/v1/accounts/{account_id}/entries", **params)
    assert answer.status == 200, f"the statement is missing: GET {PATH} answers {answer.status}"
    page: dict[str, Any] = answer.body
    return page


def walk(person: Person, account_id: str, limit: int = 100) -> list[dict[str, Any]]:
    """Read all pages of a statement."""
    rows: list[dict[str, Any]] = []
    params: dict[str, str | int] = {"limit": limit}
    while True:
        page = statement(person, account_id, **params)
        rows += page["items"]
        if page["next_cursor"] is None:
            return rows
        params["cursor"] = page["next_cursor"]


def check_running(rows: list[dict[str, Any]], balance: int) -> None:
    """Insist that a statement, newest first, ends at the balance and began at nothing."""
    for row in rows:
        assert row.keys() >= FIELDS, f"an entry lacks {sorted(FIELDS - row.keys())}"
    for row in rows:
        assert row["balance_after"] == balance, f"{row} should leave {balance} in the account"
        balance -= row["delta_minor"]
    assert balance == 0, f"the oldest entry began with {balance} in the account, not with nothing"


def test_the_contract_has_the_statement() -> None:
    operations = CONTRACT.document["paths"].get(PATH, {})
    assert "get" in operations, f"contract/openapi.yaml has no GET {PATH}"
    names = {parameter.get("$ref", "").rsplit("/", 1)[-1] for parameter in operations["get"].get("parameters", [])}
    assert {"Limit", "Cursor"} <= names, f"GET {PATH} takes no limit and cursor like the other lists"
    assert {"200", "401", "404", "422"} <= operations["get"]["responses"].keys()


def test_each_entry_names_what_was_left_on_every_page(lab: Lab, databases: Databases) -> None:
    with Client(lab.api(databases.new()).url) as client:
        person = Person.registered(client, "Mira")
        bank, till, shop = person.funding("EUR"), person.account("Till"), person.account("Shop")
        assert statement(person, till) == {"items": [], "next_cursor": None}
        first = person.moved(bank, till, 10_000)
        transfers = [person.moved(till, shop, amount) for amount in range(1, 12)]
        undo = person.reverse(transfers[4]["id"]).body
        for account_id in (bank, till, shop):
            for limit in (1, 7, 100):
                check_running(walk(person, account_id, limit), person.balance(account_id))
        rows = walk(person, till)
        assert [row["transfer_id"] for row in rows] == [
            undo["id"],
            *(row["id"] for row in transfers[::-1]),
            first["id"],
        ]
        assert (rows[0]["delta_minor"], rows[1]["delta_minor"], rows[-1]["delta_minor"]) == (5, -11, 10_000)
        assert rows[-1]["created_at"] == first["created_at"]


def test_a_walk_stays_right_while_money_moves(lab: Lab, databases: Databases) -> None:
    with Client(lab.api(databases.new()).url) as client:
        person = Person.registered(client, "Mira")
        bank, till = person.funding("EUR"), person.account("Till")
        for amount in range(1, 26):
            person.moved(bank, till, amount)
        balance = person.balance(till)
        rows: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            page = statement(person, till, limit=7, **cursor)
            rows += page["items"]
            person.moved(bank, till, 1_000)
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert len(rows) == 25, "each entry that existed at the start comes exactly once"
        check_running(rows, balance)


def test_other_people_see_nothing(lab: Lab, databases: Databases) -> None:
    with Client(lab.api(databases.new()).url) as client:
        mira, noor = Person.registered(client, "Mira"), Person.registered(client, "Noor")
        till = mira.account("Till", balance=5)
        statement(mira, till)
        for stranger in (till, "019aaf3c-7b1e-7c40-8f0e-2d9a6a1f0c11"):
            noor.get(f"/v1/accounts/{stranger}/entries").problem(404, "account-not-found")
        assert client.send("GET", f"/v1/accounts/{till}/entries").status == 401
        assert mira.get(f"/v1/accounts/{till}/entries", limit=0).status == 422


def test_a_page_of_a_big_book_is_as_cheap_as_one_of_a_small_book(databases: Databases) -> None:
    settings = Settings(database_url=databases.new().url, hash_memory_kib=1024, hash_passes=1, rate_limits="off")
    parts = Parts(settings)
    try:
        api = Api(parts.app())
        api.sign_in()
        write_book(parts.engine, UUID(api.get("/v1/me").json()["id"]), date(2026, 11, 23), MANY)
        till = next(row for row in api.get("/v1/accounts?limit=100").json()["items"] if row["name"] == "Till")
        path = f"/v1/accounts/{till['id']}/entries"
        rows, cursor = [], ""
        for number in range(12):
            with cost_of(parts.engine) as cost:
                answer = api.get(f"{path}?limit=20{cursor}")
            assert answer.status_code == 200, f"the statement is missing: GET {PATH} answers {answer.status_code}"
            assert cost.steps <= MOST_STEPS, f"page {number + 1} of {MANY} transfers costs {cost.steps} steps"
            assert len(cost.statements) <= 2, "the account and one page of its entries"
            rows += answer.json()["items"]
            cursor = f"&cursor={answer.json()['next_cursor']}"
        assert rows[0]["balance_after"] == till["balance_minor"]
        pairs = itertools.pairwise(rows)
        assert all(newer["balance_after"] - newer["delta_minor"] == older["balance_after"] for newer, older in pairs)
    finally:
        parts.engine.dispose()


def test_two_releases_share_the_database(driver: Driver, databases: Databases, tmp_path: Path) -> None:
    """The old code makes entries, the schema moves on, and the old code comes back on it for a while."""
    old = Driver.load(release_of_day_one(tmp_path))
    database = databases.empty()
    migrate(old, database.url)
    with Lab(old, tmp_path) as before:
        api = before.api(database)
        with Client(api.url) as client:
            person = Person.registered(client, "Mira")
            bank, till = person.funding("EUR"), person.account("Till")
            for amount in (500, 20, 3):
                person.moved(bank, till, amount)
            migrate(driver, database.url)
            assert client.send("GET", "/readyz").status == 200, "the old code is not ready on the new schema"
            move = person.move(till, bank, 7)
            assert move.status == 201, f"the old code cannot move money on the new schema: {move.status}"
        api.stop()
    with Lab(driver, tmp_path) as after:
        api = after.api(database)
        with Client(api.url) as client:
            wait_until(lambda: client.send("GET", "/readyz").status == 200, "the new code is ready")
            person = person.at(client)
            person.moved(bank, till, 40)
            for account_id in (bank, till):
                rows = walk(person, account_id)
                assert len(rows) == 5
                check_running(rows, person.balance(account_id))


def release_of_day_one(folder: Path) -> Path:
    """Unpack the code of the first commit, which is the release that everybody runs today."""
    found = subprocess.run(
        ["git", "log", "--reverse", "--format=%H", "--grep=^Fortnight-Template: "],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if not found.stdout.strip():
        pytest.skip("there is no day-1 commit here, so the old release cannot be shown")
    archive = ["git", "archive", found.stdout.split()[0], "src", "migrations", "contract", "alembic.ini"]
    packed = subprocess.run(archive, cwd=ROOT, capture_output=True, check=True).stdout
    release = folder / "release-of-day-one"
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(release, filter="data")
    return release
