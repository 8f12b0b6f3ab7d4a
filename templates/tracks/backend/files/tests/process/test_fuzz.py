"""Requests that nobody thought of, made from the contract: no surprise answer, and never a crash."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.contract.books import check_book
from tests.contract.client import Client, Person
from tests.contract.validate import CONTRACT
from tests.harness import INHERITED_PREFIX, ROOT

if TYPE_CHECKING:
    from tests.harness import Databases, Lab

CONFIG = Path(__file__).parent / "schemathesis.toml"
EXAMPLES = "40"
FUZZ_SECONDS = 300
LEAST_CASES = 500


def test_generated_requests_meet_no_surprise(lab: Lab, databases: Databases, tmp_path: Path) -> None:
    api = lab.api(databases.new())
    with Client(api.url) as client:
        person = Person.registered(client, "Fuzz")
        funding, account = person.funding("EUR"), person.account("Till")
        transfers = [person.moved(funding, account, 10**9 + number)["id"] for number in range(20)]
        known = {"account_id": [funding, account], "transfer_id": transfers}
        done = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG)),
                *("run", str(CONTRACT), "--url", api.url, "--phases", "examples,coverage,fuzzing"),
                *("--checks", "all", "--max-examples", EXAMPLES, "--workers", "2"),
                *("--generation-database", "none", "--no-color", "--warnings", "off"),
            ],
            cwd=tmp_path,
            env={name: value for name, value in os.environ.items() if not name.startswith(INHERITED_PREFIX)}
            | {"PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1"}
            | {"FUZZ_TOKEN": person.token, "FUZZ_KNOWN_IDS": json.dumps(known)},
            capture_output=True,
            text=True,
            timeout=FUZZ_SECONDS,
            check=False,
        )
        shown = done.stdout[-10_000:] + done.stderr[-2_000:]
        assert done.returncode == 0, shown
        cases = re.search(r"(\d+) generated", done.stdout)
        assert cases, shown
        assert int(cases[1]) >= LEAST_CASES, shown
        statuses = {int(status) for status in re.findall(r'"status": (\d+)', api.log())}
        assert {200, 201, 204, 404, 409, 422} <= statuses, f"the core was not reached: {sorted(statuses)}"
        assert not {status for status in statuses if status >= 500}, sorted(statuses)
        check_book(person)
