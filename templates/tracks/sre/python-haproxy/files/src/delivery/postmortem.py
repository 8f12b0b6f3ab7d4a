"""From raw files to a postmortem. The machine fills in what can be counted; people write what it means."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from delivery import load
from delivery.slo import budget_left
from delivery.timeline import Event, events

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

BEGIN, END = "<!-- counted -->", "<!-- /counted -->"
SECONDS_OF_30_DAYS = 30 * 24 * 3600
KEPT_SLOW = 20
ORDERS = {
    "step",
    "canary-started",
    "struck",
    "controller-killed",
    "rolled-back",
    "canary-stopped",
    "promoting",
    "promoted",
}


@dataclass(frozen=True)
class Facts:
    """Everything that is counted, and nothing else."""

    requests: int
    failed: int
    failed_by: dict[str, int]
    first_failure: float | None
    last_failure: float | None
    ended: Event | None
    failed_late: int
    budget_spent: float
    root: dict[str, Any] | None
    story: list[Event]

    @property
    def share(self) -> float:
        """Return the failed share in percent."""
        return 100 * self.failed / self.requests if self.requests else 0.0


def count(folder: Path, target: float) -> Facts:
    """Count a drill's raw files. Failures come from what the customers saw, never from what the controller believed."""
    story = events(folder / "timeline.jsonl")
    shots = load.read(folder / "load.jsonl")
    failures = [shot for shot in shots if shot.status != load.OK]
    ended = next((event for event in story if event.kind in {"rolled-back", "promoted"}), None)
    seconds = shots[-1].t - shots[0].t if len(shots) > 1 else 1.0
    month = len(shots) / max(seconds, 1e-9) * SECONDS_OF_30_DAYS
    return Facts(
        requests=len(shots),
        failed=len(failures),
        failed_by=dict(sorted(Counter(shot.server or "edge" for shot in failures).items())),
        first_failure=failures[0].t if failures else None,
        last_failure=failures[-1].t if failures else None,
        ended=ended,
        failed_late=sum(ended is not None and shot.t > ended.t + 0.5 for shot in failures),
        budget_spent=1 - budget_left(len(failures), month, target),
        root=_root(folder / "traces.jsonl"),
        story=[event for event in story if event.kind in ORDERS],
    )


def _root(path: Path) -> dict[str, Any] | None:
    """Return the exception that occurred most, with one trace: counted at the span that raised it, not at parents."""
    raised = [
        (fault["type"], fault["message"], span)
        for line in path.read_text("utf-8").splitlines()
        for span in [json.loads(line)]
        for fault in span.get("exceptions", [])
    ]
    if not raised:
        return None
    (kind, release), times = Counter((kind, span["release"]) for kind, _, span in raised).most_common(1)[0]
    message, span = next((text, span) for name, text, span in raised if name == kind)
    messages = sorted({text for name, text, _ in raised if name == kind})
    return {
        "type": kind, "message": message, "messages": messages, "times": times, "release": release,
        "span": span["name"], "trace_id": span["trace_id"],
    }  # fmt: skip


def keep(spans: Iterable[Path], shots: list[load.Shot], into: Path) -> None:
    """Keep the spans of every failed request and of the slowest others; a drill makes thousands that say nothing."""
    slow = sorted((shot for shot in shots if shot.status == load.OK), key=lambda shot: -shot.ms)[:KEPT_SLOW]
    wanted = {shot.trace_id for shot in shots if shot.status != load.OK} | {shot.trace_id for shot in slow}
    lines = [line for path in spans for line in path.read_text("utf-8").splitlines() if line.endswith("}")]
    kept = [line for line in lines if json.loads(line)["trace_id"] in wanted]
    into.write_text("".join(line + "\n" for line in kept), encoding="utf-8")


def counted(facts: Facts) -> str:
    """Write what was counted; every number stands beside the file that it can be counted from again."""
    rows = [
        ("requests of customers", f"{facts.requests:,}", "load"),
        ("of these failed", f"{facts.failed:,} ({facts.share:.2f} %)", "load"),
        ("failed, by who answered", _pairs(facts.failed_by) or "-", "load"),
        ("first failure at", _at(facts.first_failure), "load"),
        ("last failure at", _at(facts.last_failure), "load"),
        ("harm ended at", _at(facts.ended.t if facts.ended else None), "timeline"),
        ("from first failure to the end of harm", _gap(facts.first_failure, facts.ended), "load, timeline"),
        ("failed more than 0.5 s after that", f"{facts.failed_late}", "load, timeline"),
        ("error budget of 30 days at this traffic, spent", f"{facts.budget_spent:.4%}".replace("%", " %"), "load"),
    ]
    lines = ["## Impact and detection", "", "| what | value | counted from |", "|---|--:|---|"]
    lines += [f"| {what} | {value} | {_files(files)} |" for what, value, files in rows]
    lines += ["", "## Root exception", ""]
    if facts.root is None:
        lines.append("No span holds an exception (`traces.jsonl`).")
    else:
        root = facts.root
        lines += [
            (
                f"`{root['type']}` in span `{root['span']}` of release {root['release']}, {root['times']} times, "
                f"for {', '.join(f'`{each}`' for each in root['messages'])} (`traces.jsonl`)."
            ),
            f"One trace: `{root['trace_id']}`.",
        ]
    lines += [
        "",
        "## Timeline",
        "",
        "Seconds since the record began (`timeline.jsonl`).",
        "",
        "| at | what | |",
        "|--:|---|---|",
    ]
    lines += [f"| {event.t:.2f} | {event.kind} | {_fields(event)} |" for event in facts.story]
    return "\n".join(lines) + "\n"


def render(title: str, facts: Facts) -> str:
    """Write the whole postmortem, with room for people."""
    return (
        f"# Postmortem: {title}\n\n"
        "Up to *Contributing factors*, everything was counted by a program from the raw files beside this one.\n\n"
        f"{BEGIN}\n\n{counted(facts)}\n{END}\n\n{HUMAN}"
    )


HUMAN = """## Contributing factors

<!-- prompt: Which conditions made it possible, and which made it matter? The bug is one of them, and the smallest. -->

## What went well

<!-- prompt: What kept the harm small, and would it have done so at three in the morning? -->

## Actions

<!-- prompt: One row each. An action has an owner and a date, and says what will be different. -->

| action | owner | by |
|---|---|---|
"""


def _at(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.2f} s"


def _gap(first: float | None, ended: Event | None) -> str:
    return "-" if first is None or ended is None else f"{ended.t - first:.2f} s"


def _pairs(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counts.items())


def _files(names: str) -> str:
    return ", ".join(f"`{name}.jsonl`" for name in names.split(", "))


def _fields(event: Event) -> str:
    shown = {name: value for name, value in event.fields.items() if name != "digest"}
    return ", ".join(f"{name} {value}" for name, value in shown.items())
