"""Guesses a password through the load balancer that was put in on Monday, and asks the rules what they saw."""

from __future__ import annotations

import ipaddress
import sys
import tempfile
import traceback
from pathlib import Path

HEALTHY, SYMPTOM, UNKNOWN = 0, 1, 125
GUESSES = 7
FORMS = {
    "address:port": "198.51.100.77:{port}",
    "[address]:port": "[2001:db8::77]:{port}",
    "quoted": '"[2001:db8::78]:{port}"',
}


def probe(folder: Path) -> list[str]:
    """Return what is wrong: silence, noise, or an address in two spellings."""
    from starlette.testclient import TestClient  # noqa: PLC0415 - a broken worktree must not look like a symptom

    from tickets.app import create_app  # noqa: PLC0415
    from tickets.context import Context  # noqa: PLC0415
    from tickets.settings import Settings  # noqa: PLC0415
    from watch.detect import detect  # noqa: PLC0415
    from watch.load import read_log  # noqa: PLC0415
    from watch.rules import read_rules  # noqa: PLC0415

    rules = read_rules(Path("detections/rules"))
    complaints = []
    for number, (name, form) in enumerate(list(FORMS.items())[: 2 if quoted_is_old(Path()) else 3]):
        log = folder / f"{number}.jsonl"
        settings = Settings(folder / f"{number}.db", log, trusted_proxies=frozenset({"127.0.0.1"}))
        context = Context.of(settings)
        with TestClient(create_app(context), client=("127.0.0.1", 50_000)) as client:
            for guess in [*("wrong password",) * GUESSES, "alpinetools2026"]:
                port = 40_000 + 13 * client_count(log)
                body = {"handle": "mira.stone", "password": guess}
                client.post("/login", json=body, headers={"X-Forwarded-For": form.format(port=port)})
        context.store.close()
        events = read_log(log)
        raised = sum(alert.rule == "guessed_password" for alert in detect(events, rules))
        if raised != 1:
            complaints.append(f"{name}: {GUESSES} wrong passwords and the right one raise {raised} alerts")
        complaints += [
            f"{name}: logged as {text}" for text in sorted({str(e["source_ip"]) for e in events} - plain(events))
        ][:2]
    return complaints


def quoted_is_old(root: Path) -> bool:
    """Tell whether this worktree is from before the quotes: there they were never promised to be read."""
    return not (root / "tests/service/test_forwarded_quotes.py").is_file()


def client_count(log: Path) -> int:
    """Return how many requests were logged, so that each attempt has a port of its own."""
    return len(log.read_text(encoding="utf-8").splitlines()) if log.exists() else 0


def plain(events: list[dict[str, object]]) -> set[str]:
    """Return the addresses that are written in their one spelling."""
    found = set()
    for event in events:
        text = str(event["source_ip"])
        try:
            if str(ipaddress.ip_address(text)) == text:
                found.add(text)
        except ValueError:
            continue
    return found


def main() -> int:
    """Judge the worktree."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            complaints = probe(Path(folder))
    except Exception:  # noqa: BLE001 - whatever breaks here says nothing about the symptom
        traceback.print_exc()
        return UNKNOWN
    sys.stdout.writelines(f"{line}\n" for line in complaints)
    sys.stdout.write("silent or noisy\n" if complaints else "one alert for each guessed password\n")
    return SYMPTOM if complaints else HEALTHY


if __name__ == "__main__":
    sys.exit(main())
