"""`python -m attacks`: ordinary work, six attacks, and what the detections made of the log.

exit: 0 every phase ended as it should and was detected, 1 something was missed or not refused
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attacks.campaign import LAB_HOSTS, PHASES, Phase, Stage, contain, held, summary
from attacks.lab import OFFICE, LabError, service
from attacks.ordinary import REQUESTS, morning
from watch.detect import Alert, detect
from watch.load import read_log
from watch.rules import read_rules
from watch.schema import seconds

if TYPE_CHECKING:
    from watch.schema import Event

RULES: Final = Path("detections/rules")


@dataclass(frozen=True)
class Tried:
    """One phase as it went."""

    phase: Phase
    answered: str
    held: bool
    first_line: int
    last_line: int


def play(folder: Path) -> tuple[list[Tried], int]:
    """Run the exercise; return what happened and how many lines ordinary work wrote."""
    tried = []
    with service(folder, LAB_HOSTS) as lab:
        stage = Stage(lab.client, morning(lab.client))
        quiet = len(read_log(lab.log))
        for phase in PHASES:
            before = len(read_log(lab.log))
            answers = phase.act(stage, phase.address)
            tried.append(Tried(phase, summary(answers), held(phase, answers), before + 1, len(read_log(lab.log))))
            if phase.ends == "contained" and not contain(stage, OFFICE):
                raise LabError("the account could not be contained")
    return tried, quiet


def judge(tried: Tried, alerts: list[Alert], events: list[Event]) -> dict[str, Any]:
    """Put what was tried beside what was seen."""
    span = range(tried.first_line, tried.last_line + 1)
    alert = next((each for each in alerts if each.rule == tried.phase.rule and set(each.lines) & set(span)), None)
    first = seconds(events[tried.first_line - 1]["timestamp"])
    return {
        "phase": tried.phase.name,
        "tried": tried.phase.tried,
        "answered": tried.answered,
        "ends": tried.phase.ends if tried.held else "NOT REFUSED",
        "rule": tried.phase.rule,
        "alert": alert is not None,
        "seconds": round(alert.time - first, 3) if alert else None,
        "lines": list(alert.lines) if alert else [],
        "first_line": tried.first_line,
        "last_line": tried.last_line,
        "address": tried.phase.address,
    }


def show(rows: list[dict[str, Any]], false_alerts: int) -> None:
    """Print one row per phase and the sum."""
    form = "{:<8}  {:<38}  {:<12}  {:<20}  {:>7}  {}\n"
    sys.stdout.write(form.format("phase", "tried", "answered", "alert", "seconds", "evidence"))
    for row in rows:
        lines = row["lines"]
        where = f"lines {lines[0]}-{lines[-1]} ({len(lines)})" if lines else "-"
        took = f"{row['seconds']:.3f}" if row["alert"] else "-"
        name = row["rule"] if row["alert"] else "MISSED"
        sys.stdout.write(form.format(row["phase"], row["tried"], row["answered"], name, took, where))
    ends = [row["ends"] for row in rows]
    sys.stdout.write(
        f"\n{sum(row['alert'] for row in rows)} of {len(rows)} phases detected, {ends.count('blocked')} blocked, "
        f"{ends.count('contained')} contained (a guessed password works until the account is contained), "
        f"{false_alerts} alerts on ordinary traffic\n"
    )


def main() -> int:
    """Play, detect, print, and keep the log for `make writeup`."""
    parser = argparse.ArgumentParser(prog="attacks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("var/drill"))
    args = parser.parse_args()
    begin = time.monotonic()
    try:
        tried, quiet = play(args.out)
    except LabError as why:
        sys.stderr.write(f"attacks: {why}\n")
        return 2
    events = read_log(args.out / "audit.jsonl")
    alerts = detect(events, read_rules(RULES))
    rows = [judge(each, alerts, events) for each in tried]
    false_alerts = sum(1 for alert in alerts if min(alert.lines) <= quiet)
    result = {"phases": rows, "ordinary_lines": quiet, "ordinary_requests": REQUESTS, "false_alerts": false_alerts}
    (args.out / "result.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8", newline="\n")
    show(rows, false_alerts)
    log = args.out / "audit.jsonl"
    sys.stdout.write(f"{time.monotonic() - begin:.1f} s; the log is {log}, make writeup makes an incident page of it\n")
    good = all(row["alert"] and row["ends"] != "NOT REFUSED" for row in rows) and not false_alerts
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
