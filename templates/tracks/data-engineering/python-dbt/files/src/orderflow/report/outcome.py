"""What a run amounts to: the lines on the terminal, and reports/run.json behind them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from orderflow.domain.arrival import BuiltLoad
from orderflow.domain.clock import MINUTE_MS, in_words
from orderflow.domain.sla import Verdict
from orderflow.report.reconcile import Reconciled
from orderflow.report.slas import Judged

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Delivered:
    """What arrived so far, and what of it this run had to hold or found new in its form.

    `lost` are changes of the shop that neither raw nor a held file has.
    """

    lines: int
    files: int
    changes: int
    quarantined: int
    held_files: tuple[str, ...]
    lost: int
    drift: tuple[str, ...]

    @property
    def duplicates(self) -> int:
        """Good lines that said nothing new."""
        return self.lines - self.changes - self.quarantined


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run; without a shop to compare with there is no reconciliation."""

    delivered: Delivered
    reconciled: Reconciled | None
    judged: Judged
    builds: Sequence[BuiltLoad]
    complete: bool

    @property
    def ok(self) -> bool:
        """Is there nothing that somebody has to look at?"""
        if self.judged.overspent or self.delivered.held_files or self.delivered.lost:
            return False
        found = self.reconciled
        if found is None:
            return True
        # After the last delivery nothing may be on its way any more.
        return not found.differences and not (self.complete and found.on_the_way)

    def lines(self) -> list[str]:
        """Return what the terminal says."""
        told = self.delivered
        said = [
            f"delivered {told.lines:,} lines in {told.files} files: {told.changes:,} distinct changes,"
            f" {told.duplicates} duplicates, {told.quarantined} in quarantine, {told.lost} lost"
        ]
        said += [f"held: {name}, too many bad lines; nothing of it was loaded" for name in told.held_files]
        said += [f"drift: {each}" for each in told.drift]
        if self.reconciled:
            said += agreement(self.reconciled)
        said += [promise(verdict) for verdict in self.judged.verdicts]
        return said

    def text(self, steps: Sequence[str]) -> str:
        """Return reports/run.json: one JSON document, with one line for each build and each step."""
        found = self.reconciled
        head = {
            "delivered": asdict(self.delivered) | {"duplicates": self.delivered.duplicates},
            "orders": found and found.orders,
            "customer_versions": found and found.versions,
            "days": found and len(found.days),
            "agreeing_days": found and sum(day.agrees for day in found.days),
            "differences": found and [str(each) for each in found.differences],
            "on_the_way": found and found.on_the_way,
            "held": found and found.held,
            "rows_touched_per_change": ratio(self.builds),
        }
        builds = [json.dumps(asdict(each)) for each in self.builds]
        return (
            json.dumps(head, indent=1)[:-2]
            + ',\n "builds": [\n  '
            + ",\n  ".join(builds)
            + '\n ],\n "steps": [\n  '
            + ",\n  ".join(steps)
            + "\n ]\n}\n"
        )


def agreement(found: Reconciled) -> list[str]:
    """Return what the comparison with the shop says."""
    equal = "<>" if found.differences else "="
    good = sum(day.agrees for day in found.days)
    said = [
        f"warehouse {equal} shop: {found.orders} orders, {found.versions} customer versions,"
        f" {good} of {len(found.days)} days agree to the cent"
    ]
    said += [f"  {each}" for each in found.differences[:SHOWN]]
    if len(found.differences) > SHOWN:
        said.append(f"  and {len(found.differences) - SHOWN} more, all in reports/run.json")
    for reason, names in (("on the way", found.on_the_way), ("held", found.held)):
        if names:
            said.append(f"  {reason}: {len(names)}, such as {names[0]}")
    return said


def promise(verdict: Verdict) -> str:
    """Return one line about one promise."""
    good = len(verdict.observations) - len(verdict.missed)
    kind = "days " if verdict.promise.name == "freshness" else "files"
    missed = "".join(f"   {each.day}: MISSED ({measured(verdict, each.value)})" for each in verdict.missed[:SHOWN])
    return (
        f"SLA {verdict.promise.name:<13} {verdict.promise.says:<19} {good} of {len(verdict.observations)} {kind}"
        f"{missed}   budget {len(verdict.missed)} of {verdict.budget} used"
    )


def measured(verdict: Verdict, value: float) -> str:
    """Return a value in its unit."""
    return in_words(value * MINUTE_MS) if verdict.promise.unit == "min" else f"{value:.1f} %"


def ratio(builds: Sequence[BuiltLoad]) -> float:
    """Return orders looked at again for each new change: near 1 when loads cost what they bring."""
    new = sum(each.new for each in builds)
    return round(sum(each.touched for each in builds) / new, 3) if new else 0.0
