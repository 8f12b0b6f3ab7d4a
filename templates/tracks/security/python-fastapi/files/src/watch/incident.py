"""From a log to the evidence part of an incident page: every sentence cites the lines that carry it.

Nothing is taken from what the attackers or the defenders remember. What the log does not say is left to people,
under headings of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from watch.schema import seconds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from watch.detect import Alert
    from watch.rules import Rule
    from watch.schema import Event

BEGIN, END = "<!-- evidence -->", "<!-- /evidence -->"
BEFORE: Final = 10
"""Lines of ordinary work that are kept in front of the first alert."""
PEOPLE: Final = """
## What we decided

<!-- prompt: Who decided what, when, and on which of the facts above? Name decisions, not people. -->

## What the log cannot say

<!-- prompt: What would you have to know that is not in these lines? Where would it be, and is it still there? -->

## What we change

<!-- prompt: One thing that prevents, one that detects sooner, one that ends it faster; concrete enough to build. -->
"""


def extract(lines: Sequence[str], alerts: Sequence[Alert]) -> list[str]:
    """Return the part of a log that the alerts are about; its lines are numbered anew, from 1."""
    first = min(line for alert in alerts for line in alert.lines)
    return list(lines[max(0, first - 1 - BEFORE) :])


def cite(numbers: Sequence[int]) -> str:
    """Write line numbers as ranges: `lines 3-5, 9`."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    text = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
    return f"line{'s' if len(numbers) > 1 else ''} {text}"


def cited(page: str) -> list[int]:
    """Return every line number that a page cites."""
    found: list[int] = []
    for text in re.findall(r"\blines? (\d+(?:-\d+)?(?:, \d+(?:-\d+)?)*)", page):
        for part in text.split(", "):
            first, _, last = part.partition("-")
            found += range(int(first), int(last or first) + 1)
    return found


def _clock(event: Event) -> str:
    return str(event["timestamp"])[11:23]


def _outcome(alert: Alert, events: Sequence[Event]) -> str:
    """Say how it ended, as far as the log knows."""
    through = [n for n in alert.lines if events[n - 1]["event_outcome"] == "success" and n != alert.lines[0]]
    decided = [
        n for n in through if events[n - 1]["event_action"] == "login" or events[n - 1]["resource_tenant"] is not None
    ]
    if not decided:
        return "blocked: every request was refused"
    user = events[decided[0] - 1]["user_name"]
    for number, event in enumerate(events, 1):
        if event["event_action"] == "user.contain" and number > decided[0] and event["event_outcome"] == "success":
            took = seconds(event["timestamp"]) - seconds(events[decided[0] - 1]["timestamp"])
            return f"{user} was entered ({cite(decided)}) and contained {took:.2f} s later ({cite([number])})"
    return f"got through ({cite(decided)})"


def _answers(alert: Alert, events: Sequence[Event]) -> str:
    counted = Counter(str(events[number - 1]["http_status"]) for number in alert.lines)
    return ", ".join(f"{count} x {status}" for status, count in sorted(counted.items()))


def evidence(events: Sequence[Event], alerts: Sequence[Alert], rules: Sequence[Rule]) -> str:
    """Write the part of the page that can be computed."""
    by_name = {rule.name: rule for rule in rules}
    first = min(line for alert in alerts for line in alert.lines)
    covered = {line for alert in alerts for line in alert.lines}
    lines = [
        BEGIN,
        f"{len(alerts)} alerts over {len(events)} lines of the log; the first evidence is line {first}, at "
        f"{events[first - 1]['timestamp']}. {len(covered)} lines are evidence, {len(events) - len(covered)} are not.",
        "",
        "| time (UTC) | alert | who | evidence | answers | first sign to alert |",
        "|---|---|---|---|---|--:|",
    ]
    for alert in alerts:
        begin = seconds(events[alert.lines[0] - 1]["timestamp"])
        who = ", ".join(value for _, value in alert.group if value != "-")
        known = next(event for event in events if seconds(event["timestamp"]) >= alert.time)
        lines.append(
            f"| {_clock(known)} | {alert.level}: {by_name[alert.rule].title} | {who} | {cite(alert.lines)} "
            f"| {_answers(alert, events)} | {alert.time - begin:.3f} s |"
        )
    lines += ["", "### How each ended", ""]
    lines += [f"- {by_name[alert.rule].title}: {_outcome(alert, events)}." for alert in alerts]
    lines += ["", "### Indicators", ""]
    for name, title in (("source_ip", "address"), ("token_id", "token"), ("destination_host", "destination")):
        values: dict[str, list[int]] = {}
        for number in sorted(covered):
            value = events[number - 1][name]
            if value is not None:
                values.setdefault(str(value), []).append(number)
        lines += [f"- {title} `{value}`: {cite(numbers)}" for value, numbers in values.items()]
    lines += ["", END]
    return "\n".join(lines) + "\n"


def page(title: str, log: str, computed: str) -> str:
    """Put evidence and the headings for people together."""
    head = f"# {title}\n\nThe log is [{log}]({log}); line numbers below are lines of that file.\n\n## Evidence\n\n"
    return head + computed + PEOPLE


def evidence_of(text: str) -> str:
    """Return the computed part of a page."""
    begin, end = text.index(BEGIN), text.index(END)
    return text[begin : end + len(END)] + "\n"


def next_number(folder: Path) -> int:
    """Return the number of the next page."""
    numbers = [int(file.name[:4]) for file in folder.glob("[0-9][0-9][0-9][0-9]-*.md")]
    return max(numbers, default=0) + 1
