"""`make drill`: contain a stolen session under traffic, and take back a release with a hole. With a stopwatch.

Writes docs/rollback-drill.md, or the folder that OUT names.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attacks.campaign import VICTIM, Stage, walk_tickets
from attacks.lab import OFFICE, Client, LabError, service
from attacks.ordinary import PEOPLE
from evidence.holes import read_holes
from watch.detect import detect
from watch.load import read_log
from watch.rules import read_rules
from watch.schema import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

WORK: Final = Path("var/rollback-drill")
STOLEN: Final = "alpinetools2026"
THIEF: Final = "203.0.113.9"
BEAT: Final = 0.2
"""Five requests a second."""
HOLE: Final = "ticket-tenant"


@dataclass(frozen=True)
class Containment:
    """The first half: an account is contained while its token is in use."""

    used_before: int
    accepted_after: int
    others_failed: int
    others: int
    alert_to_contain: float | None


@dataclass(frozen=True)
class Rollback:
    """The second half: a release with a hole goes out, is found and taken back."""

    found_in: float
    restored_in: float
    clean_after: bool


def _beats(count: int) -> Iterator[int]:
    start = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, start + number * BEAT - time.monotonic()))
        yield number


def contain_under_traffic(folder: Path) -> Containment:
    """Use a stolen token five times a second; contain after three seconds; look who is hurt."""
    with service(folder) as lab:
        client = lab.client
        colleague = client.login("jonas.frei", PEOPLE["jonas.frei"], OFFICE)
        admin = client.login("ines.keller", PEOPLE["ines.keller"], OFFICE)
        for guess in ("alpine-tools-1", "alpine-tools-2", "alpine-tools-3", "alpinetools2024", "alpinetools2025"):
            client.login(VICTIM[0], guess, THIEF)
        stolen = client.login(VICTIM[0], STOLEN, THIEF)
        before = accepted = failed = others = 0
        contained_at = None
        for number in _beats(25):
            if number == 15:  # noqa: PLR2004 - three seconds in
                client.call("POST", f"/users/{VICTIM[1]}/contain", OFFICE, admin)
                contained_at = time.time()
            got_in = client.call("GET", "/tickets", THIEF, stolen).status == 200  # noqa: PLR2004
            accepted += got_in and contained_at is not None
            before += got_in and contained_at is None
            others += 1
            failed += client.call("GET", "/tickets", OFFICE, colleague).status != 200  # noqa: PLR2004
        alerts = detect(read_log(lab.log), read_rules(Path("detections/rules")))
        first = min((alert.time for alert in alerts), default=None)
        contained = [seconds(e["timestamp"]) for e in read_log(lab.log) if e["event_action"] == "user.contain"]
        gap = contained[0] - first if first is not None and contained else None
        return Containment(before, accepted, failed, others, gap)


def _release(folder: Path, hole: str = "") -> None:
    shutil.copytree("src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for each in read_holes(Path("holes.toml")):
        if each.id == hole:
            file = folder / each.file
            file.write_text(
                file.read_text(encoding="utf-8").replace(each.old, each.new), encoding="utf-8", newline="\n"
            )


def _switch(current: Path, release: Path) -> None:
    waiting = current.with_name("next")
    waiting.unlink(missing_ok=True)
    waiting.symlink_to(release.name)
    waiting.replace(current)


def _smoke(client: Client) -> bool:
    """Walk through another company's tickets; refused means good."""
    token = client.login("jonas.frei", PEOPLE["jonas.frei"], OFFICE)
    answers = walk_tickets(Stage(client, {"jonas.frei": token}), OFFICE)
    return bool(answers) and all(answer.status == 404 for answer in answers)  # noqa: PLR2004


def take_back(folder: Path) -> Rollback:
    """Release with a hole, find it by the smoke attack, go back, and look again."""
    good, bad, current = folder / "r1", folder / "r2", folder / "current"
    _release(good)
    _release(bad, HOLE)
    _switch(current, bad)
    begin = time.monotonic()
    with service(folder / "data", code=current / "src") as lab:
        safe = _smoke(lab.client)
    found = time.monotonic() - begin
    if safe:
        raise LabError("the smoke attack did not find the hole")
    begin = time.monotonic()
    _switch(current, good)
    with service(folder / "data", code=current / "src") as lab:
        clean = _smoke(lab.client)
    return Rollback(found, time.monotonic() - begin, clean)


def report(first: Containment, second: Rollback) -> str:
    """Write what was measured."""
    gap = f"{first.alert_to_contain:.2f}" if first.alert_to_contain is not None else "no alert"
    rows = [
        ("requests with the stolen token before containment", str(first.used_before)),
        ("requests accepted after containment", str(first.accepted_after)),
        (f"failed requests of a colleague, of {first.others}", str(first.others_failed)),
        ("seconds from the first alert to containment", gap),
        ("seconds until the smoke attack found the hole", f"{second.found_in:.2f}"),
        ("seconds to restore the release before, checked", f"{second.restored_in:.2f}"),
        ("the smoke attack afterwards", "refused" if second.clean_after else "SUCCEEDED"),
    ]
    table = "\n".join(f"| {name} | {value} |" for name, value in rows)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return (
        "# Containment and rollback, measured\n\n"
        "Written by `make drill`: a guessed account is used five times a second, contained after three seconds;\n"
        f"then a release with the hole `{HOLE}` goes out and comes back. One run on {machine}.\n"
        "The seconds move by some tenths from run to run; the counts must not.\n\n"
        f"| measured | value |\n|---|--:|\n{table}\n"
    )


def main() -> int:
    """Run both halves."""
    shutil.rmtree(WORK, ignore_errors=True)
    try:
        first = contain_under_traffic(WORK / "contain")
        second = take_back(WORK / "releases")
    except LabError as why:
        sys.stderr.write(f"drill: {why}\n")
        return 2
    out = Path(os.environ.get("OUT") or "docs") / "rollback-drill.md"
    out.parent.mkdir(parents=True, exist_ok=True)
    text = report(first, second)
    out.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(text + f"\n{out}\n")
    good = not first.accepted_after and not first.others_failed and second.clean_after
    return 0 if good and first.used_before and first.alert_to_contain is not None else 1


if __name__ == "__main__":
    sys.exit(main())
