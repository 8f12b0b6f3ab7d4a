"""Compares answer.toml with what the log carries. What it does not carry counts as wrong, also when it is likely."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

RELEASED, RECORDED = "2026-05-05T10:00:00.000Z", "2026-05-07T09:12:00.000Z"
OWNER = "harbor"


def carried(log: Path) -> dict[str, Any]:
    """Return what can be known from the log, and what can only be called possible."""
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    searches = [each for each in events if each["resource_type"] == "search" and each["user_tenant"] != OWNER]
    hits = []
    for each in searches:
        if each["reason"] == "returned":
            foreign = {
                int(number) for number in (each["resource_id"] or "").split(",") if number and int(number) % 2 == 0
            }
            hits += [(each["timestamp"], each["user_name"], foreign)] if foreign else []
    blind = [each for each in searches if each["reason"] == "allowed" and RELEASED <= each["timestamp"] < RECORDED]
    return {
        "confirmed_tickets": sorted(set().union(*(foreign for _, _, foreign in hits))),
        "readers": sorted({name for _, name, _ in hits}),
        "first_confirmed": min(at for at, _, _ in hits),
        "possible_searches": len(blind),
    }


def main() -> int:
    """Say which answers are not what the log carries."""
    log, answer = Path(sys.argv[1]), Path(sys.argv[2])
    if not answer.is_file():
        sys.stdout.write("answer.toml is missing in the root of the worktree; its form is in the report\n")
        return 1
    try:
        said = tomllib.loads(answer.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as why:
        sys.stdout.write(f"answer.toml: {why}\n")
        return 1
    known = carried(log)
    wrong = 0
    for name, value in known.items():
        given = said.get(name)
        if isinstance(given, list):
            given = sorted(given)
        if given == value:
            continue
        wrong += 1
        if name == "confirmed_tickets" and isinstance(given, list):
            surplus, missing = set(given) - set(value), set(value) - set(given)
            sys.stdout.write(f"{name}: {len(surplus)} are not carried by the log, {len(missing)} are missing\n")
        else:
            sys.stdout.write(f"{name}: not what the log carries\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
