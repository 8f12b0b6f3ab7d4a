"""What the load consists of: a believable book, four reads to one transfer, the same for every run."""

from __future__ import annotations

import itertools
import json
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from perf.loader import Shot, Target, shot
from tests.contract.client import Client, Person, new_key, transfer_body

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCOUNTS = 20
TRANSFERS = 200
BALANCE = 10**9
WRITES = 0.2
READ = "read"
TRANSFER = "transfer"


@dataclass(frozen=True)
class Book:
    """Somebody's accounts and transfers, and the token to reach them."""

    target: Target
    token: str
    accounts: list[str]
    transfers: list[str]

    @classmethod
    def prepared(cls, base_url: str) -> Book:
        """Register somebody and fill a book with twenty accounts and two hundred transfers."""
        dice = random.Random(1)  # noqa: S311 # nosec B311 - every run must do the same
        with Client(base_url) as client:
            person = Person.registered(client, "Load")
            accounts = [person.account(f"Account {number}", balance=BALANCE) for number in range(ACCOUNTS)]
            pairs = [dice.sample(accounts, 2) for _ in range(TRANSFERS)]
            transfers = [person.moved(source, target, dice.randint(1, 5_000))["id"] for source, target in pairs]
        parts = urlsplit(base_url)
        return cls(Target(str(parts.hostname), int(parts.port or 0)), person.token, accounts, transfers)

    def shots(self, seed: int) -> Iterator[Shot]:
        """Yield requests without end, 80 % reads and 20 % transfers, in an order that the seed decides."""
        dice = random.Random(seed)  # noqa: S311 # nosec B311 - every run must do the same
        headers = {"Authorization": f"Bearer {self.token}"}
        prefix = new_key()  # the server may have met this seed before
        for number in itertools.count():
            if dice.random() < WRITES:
                source, target = dice.sample(self.accounts, 2)
                body = transfer_body(source, target, dice.randint(1, 5_000))
                keyed = headers | {"Idempotency-Key": f"{prefix}-{number}"}
                yield shot(TRANSFER, self.target, "POST", "/v1/transfers", keyed, json.dumps(body).encode())
            else:
                yield shot(READ, self.target, "GET", self._read(dice), headers)

    def _read(self, dice: random.Random) -> str:
        """Choose what somebody at a dashboard looks at."""
        paths = (
            "/v1/transfers?limit=20",
            f"/v1/transfers?limit=20&account_id={dice.choice(self.accounts)}",
            f"/v1/transfers/{dice.choice(self.transfers)}",
            f"/v1/accounts/{dice.choice(self.accounts)}",
            "/v1/accounts?limit=20",
        )
        return dice.choices(paths, weights=(30, 10, 30, 20, 10))[0]
