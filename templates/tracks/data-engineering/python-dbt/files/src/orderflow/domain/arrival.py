"""Arrival order: which file is loaded under which number, and which file is not loaded at all.

`load_seq` is given by the loader. It never comes from a file's name or from an lsn, because late
files have old names and late changes have old numbers; what a model has not seen yet is what
*arrived* since it last looked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

SMALL_FILE_LINES = 200
SMALL_FILE_BAD = 2
BAD_SHARE = 0.01


class State(StrEnum):
    """How far a file came."""

    LOADING = "loading"
    LOADED = "loaded"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class LandingFile:
    """A file of the landing zone, by its name and its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One file in `raw.load_ledger`."""

    load_seq: int
    file: str
    sha256: str
    lines: int
    good: int
    quarantined: int
    state: State


@dataclass(frozen=True, slots=True)
class PlannedLoad:
    """A file to load, under the number it has or gets."""

    load_seq: int
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class BuiltLoad:
    """What a build cost: new changes since the one before, and orders that were looked at again."""

    load_seq: int
    new: int
    touched: int


class ChangedFileError(Exception):
    """A file has other bytes than the ones that were loaded under its name."""


def plan_loads(files: Iterable[LandingFile], ledger: Sequence[LedgerRow]) -> list[PlannedLoad]:
    """Return what is to be loaded: what was begun first, under its old number, then what is new."""
    known = {row.file: row for row in ledger}
    number = max((row.load_seq for row in ledger), default=0)
    begun: list[PlannedLoad] = []
    fresh: list[PlannedLoad] = []
    for file in files:
        row = known.get(file.name)
        if row is None:
            number += 1
            fresh.append(PlannedLoad(number, file.name, file.sha256))
        elif row.sha256 != file.sha256:
            raise ChangedFileError(f"landing/{file.name} changed after it was loaded (ledger sha256 {row.sha256[:12]})")
        elif row.state is State.LOADING:
            begun.append(PlannedLoad(row.load_seq, file.name, file.sha256))
    return sorted(begun, key=lambda load: load.load_seq) + fresh


def must_hold(lines: int, bad: int) -> bool:
    """Is this one file too bad to be trusted? A share of a small file says little, so it counts."""
    if lines < SMALL_FILE_LINES:
        return bad > SMALL_FILE_BAD
    return bad > lines * BAD_SHARE
