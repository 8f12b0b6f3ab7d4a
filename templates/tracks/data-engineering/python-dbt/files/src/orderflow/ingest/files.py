"""One file is one atomic load: begun in the ledger, loaded, counted, finished. Or held."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from orderflow.domain.arrival import PlannedLoad, State, must_hold, plan_loads
from orderflow.domain.contract import Checked, Contract, check_file
from orderflow.domain.event import LandingLine
from orderflow.ingest import landing, ledger, quarantine
from orderflow.warehouse.port import Warehouse

Open = Callable[[], AbstractContextManager[Warehouse]]
Lines = Sequence[tuple[int, LandingLine]]
Put = Callable[[PlannedLoad, Lines], None]


class IncompleteLoadError(Exception):
    """The loader reported success, and rows are missing."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one file gave."""

    load: PlannedLoad
    checked: Checked
    new: int
    held: bool = False


@dataclass(frozen=True, slots=True)
class Inlet:
    """Everything that loading a file needs; `put` is the loader, `open` gives the build file."""

    folder: Path
    contracts: Mapping[str, Contract]
    open: Open
    put: Put

    def pending(self) -> list[PlannedLoad]:
        """Return what is to be loaded now."""
        with self.open() as warehouse:
            ledger.ensure(warehouse)
            quarantine.ensure(warehouse)
            return plan_loads(landing.list_files(self.folder), ledger.read(warehouse))

    def load(self, planned: PlannedLoad) -> Loaded:
        """Load one file, or hold it."""
        text = landing.read_text(self.folder, planned.file)
        checked = check_file(planned.file, text, self.contracts)
        if must_hold(checked.lines, len(checked.rejects)):
            with self.open() as warehouse:
                ledger.write(warehouse, planned, checked, State.HELD)
            return Loaded(planned, checked, new=0, held=True)
        with self.open() as warehouse:
            ledger.write(warehouse, planned, checked, State.LOADING)
            quarantine.write(warehouse, planned.load_seq, checked.rejects)
            elsewhere = known_lsn(warehouse, checked.good, other_than=planned.load_seq)
        new = first_arrivals(checked.good, elsewhere)
        self.put(planned, new)
        with self.open() as warehouse:
            count(warehouse, planned, checked, new)
            ledger.write(warehouse, planned, checked, State.LOADED)
        return Loaded(planned, checked, new=len(new))


def known_lsn(warehouse: Warehouse, lines: Lines, other_than: int) -> set[int]:
    """Return which of these changes raw has already, from another file."""
    if not lines or not warehouse.has_table("raw", "cdc_events"):
        return set()
    numbers = [line.event.lsn for _, line in lines]
    found = warehouse.rows(
        "select lsn from raw.cdc_events where lsn between ? and ? and load_seq <> ?",
        (min(numbers), max(numbers), other_than),
    )
    return {lsn for (lsn,) in found}.intersection(numbers)


def first_arrivals(lines: Lines, elsewhere: set[int]) -> list[tuple[int, LandingLine]]:
    """Keep the first line of each change: a duplicate says nothing new, and comes later."""
    seen = set(elsewhere)
    kept: list[tuple[int, LandingLine]] = []
    for number, line in lines:
        if line.event.lsn not in seen:
            seen.add(line.event.lsn)
            kept.append((number, line))
    return kept


def count(warehouse: Warehouse, planned: PlannedLoad, checked: Checked, new: Lines) -> None:
    """Do not believe the loader: count what raw has of this file."""
    wanted = {line.event.lsn for _, line in checked.good}
    under = {line.event.lsn for _, line in new}
    found = dict(
        warehouse.rows(
            "select lsn, load_seq from raw.cdc_events where lsn between ? and ?",
            (min(wanted, default=0), max(wanted, default=0)),
        )
        if wanted
        else ()
    )
    missing = wanted - found.keys()
    strange = {lsn for lsn in under - missing if found[lsn] != planned.load_seq}
    if missing or strange:
        raise IncompleteLoadError(
            f"{planned.file}: {len(missing)} changes missing, {len(strange)} under another number"
        )
