"""Asks a service of this worktree every search that the report could mean, as people of both companies."""

from __future__ import annotations

import itertools
import sys
import tempfile
import traceback
from pathlib import Path

HEALTHY, SYMPTOM, UNKNOWN = 0, 1, 125
WORDS = ("refund", "photograph", "Friday", "parcel", "patience", "e", "no such word", "%", "' OR 1=1 --")
STATES = ("", "open", "waiting", "closed")
PEOPLE = {"jonas.frei": 1, "lea.brandt": 0}
"""Who asks, and whether their company's tickets have odd numbers."""


def probe(folder: Path) -> list[str]:
    """Return every search that shows something of another company."""
    from starlette.testclient import TestClient  # noqa: PLC0415 - a broken worktree must not look like a symptom

    from tickets.app import create_app  # noqa: PLC0415
    from tickets.context import Context  # noqa: PLC0415
    from tickets.settings import Settings  # noqa: PLC0415

    context = Context.of(Settings(database=folder / "tickets.db", audit_log=folder / "audit.jsonl"))
    complaints = []
    with TestClient(create_app(context), client=("127.0.0.1", 50_000)) as client:
        for handle, odd in PEOPLE.items():
            user = context.store.user_by_handle(handle)
            if user is None:
                raise RuntimeError(f"{handle} is not there")
            headers = {"Authorization": f"Bearer {context.tokens.issue(user)}"}
            for words, state in itertools.product(("", *WORDS), STATES):
                answer = client.get("/tickets", params={"q": words, "state": state}, headers=headers)
                if answer.status_code != 200:
                    raise RuntimeError(f"{words!r} {state!r}: {answer.status_code}")
                foreign = [item["id"] for item in answer.json()["items"] if item["id"] % 2 != odd]
                if foreign:
                    complaints.append(f"{handle}: q={words!r} state={state!r} shows {len(foreign)} foreign tickets")
    context.store.close()
    return complaints


def main() -> int:
    """Judge the worktree."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            complaints = probe(Path(folder))
    except Exception:  # noqa: BLE001 - whatever breaks here says nothing about the symptom
        traceback.print_exc()
        return UNKNOWN
    for line in complaints[:5]:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"{len(complaints)} searches cross the border between companies\n")
    return SYMPTOM if complaints else HEALTHY


if __name__ == "__main__":
    sys.exit(main())
