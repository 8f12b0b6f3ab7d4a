"""Checks over HTTP that no money appeared or vanished."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.contract.client import Person


def check_book(person: Person) -> None:
    """Insist that balances add up to zero per currency and that each is the sum of its transfers."""
    accounts = person.walk("/v1/accounts")
    transfers = person.walk("/v1/transfers")
    moved: Counter[str] = Counter()
    for transfer in transfers:
        moved[transfer["source"]["id"]] -= transfer["amount_minor"]
        moved[transfer["target"]["id"]] += transfer["amount_minor"]
    totals: Counter[str] = Counter()
    for account in accounts:
        totals[account["currency"]] += account["balance_minor"]
        assert account["balance_minor"] == moved[account["id"]], (account, moved[account["id"]])
        assert account["kind"] == "funding" or account["balance_minor"] >= 0, account
    assert not any(totals.values()), f"the book of {person.email} is out of balance: {dict(totals)}"
    _check_reversals({transfer["id"]: transfer for transfer in transfers})


def _check_reversals(transfers: dict[str, dict[str, object]]) -> None:
    """Insist that each reversal and what it reverses name each other and mirror each other."""
    for transfer in transfers.values():
        assert (transfer["status"] == "reversed") == (transfer["reversed_by"] is not None), transfer
        if transfer["reverses"] is None:
            continue
        first = transfers[str(transfer["reverses"])]
        assert first["reversed_by"] == transfer["id"], (first, transfer)
        assert (first["source"], first["target"]) == (transfer["target"], transfer["source"]), (first, transfer)
        assert first["amount_minor"] == transfer["amount_minor"], (first, transfer)
