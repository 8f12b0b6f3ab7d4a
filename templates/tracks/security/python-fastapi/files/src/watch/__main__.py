"""The command line: `python -m watch detect | score | coverage | writeup`."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from watch import coverage, incident
from watch.detect import detect
from watch.load import LogError, read_log
from watch.rules import RuleError, read_rules
from watch.score import score, table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

RULES: Final = Path("detections/rules")
FIXTURES: Final = Path("detections/fixtures")
SCORE: Final = Path("docs/detection-score.md")
MARKS: Final = re.compile(r"(?<=<!-- score -->\n).*?(?=<!-- /score -->)", re.DOTALL)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{path}\n")


def _detect(args: argparse.Namespace) -> int:
    alerts = detect(read_log(args.log), read_rules(RULES))
    for alert in alerts:
        at = datetime.fromtimestamp(alert.time, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        sys.stdout.write(f"{at}  {alert.level:<8}  {alert.rule:<20}  {alert.who}  {incident.cite(alert.lines)}\n")
    sys.stdout.write(f"{len(alerts)} alerts\n")
    return 0


def _score(args: argparse.Namespace) -> int:
    table = table_of(score(read_rules(RULES), args.seed))
    sys.stdout.write(table)
    if args.seed == 1:
        text = SCORE.read_text(encoding="utf-8")
        _write(SCORE, MARKS.sub(lambda _: table, text))
    return 0


def _coverage(_args: argparse.Namespace) -> int:
    _write(Path("docs/coverage.md"), coverage.page(read_rules(RULES), FIXTURES))
    return 0


def _writeup(args: argparse.Namespace) -> int:
    rules = read_rules(RULES)
    whole = read_log(args.log)
    alerts = detect(whole, rules)
    if not alerts:
        sys.stderr.write(f"{args.log}: no alert, nothing to write up\n")
        return 1
    lines = incident.extract(args.log.read_text(encoding="utf-8").splitlines(), alerts)
    name = f"{incident.next_number(args.out):04}-{args.slug}"
    log = args.out / f"{name}.jsonl"
    _write(log, "\n".join(lines) + "\n")
    events = read_log(log)
    computed = incident.evidence(events, detect(events, rules), rules)
    _write(args.out / f"{name}.md", incident.page(args.title, log.name, computed))
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="watch", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("detect", help="run the rules over an audit log")
    command.add_argument("log", type=Path)
    command.set_defaults(act=_detect)
    command = commands.add_parser("score", help="measure the rules on a labelled week")
    command.add_argument("--seed", type=int, default=1)
    command.set_defaults(act=_score)
    commands.add_parser("coverage", help="write docs/coverage.md").set_defaults(act=_coverage)
    command = commands.add_parser("writeup", help="make an incident page of a log")
    command.add_argument("--log", type=Path, default=Path("var/drill/audit.jsonl"))
    command.add_argument("--out", type=Path, default=Path("docs/incidents"))
    command.add_argument("--slug", default="drill")
    command.add_argument("--title", default="Incident: what the log of a drill shows")
    command.set_defaults(act=_writeup)
    args = parser.parse_args(argv)
    try:
        return int(args.act(args))
    except FileNotFoundError as why:
        sys.stderr.write(f"watch: {why.filename} is not there; make run writes var/drill/audit.jsonl\n")
        return 1
    except (LogError, RuleError, OSError) as why:
        sys.stderr.write(f"watch: {why}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
