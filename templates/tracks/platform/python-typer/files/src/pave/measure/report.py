"""docs/adoption.md, made of the raw values and nothing else, so a test can make it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pave.measure import people
from pave.measure.stats import Sample, compare

if TYPE_CHECKING:
    from pave.measure.people import Person


def adoption(data: dict[str, Any], watched: list[Person]) -> str:
    """Return the document."""
    golden, hand = Sample(tuple(data["golden"]["seconds"])), Sample(tuple(data["by_hand"]["seconds"]))
    found = compare(hand, golden)
    where = data["machine"]
    rows = [
        ("seconds to the first green test, median", f"{golden.median:.1f}", f"{hand.median:.1f}"),
        ("range", f"{golden.low:.1f} to {golden.high:.1f}", f"{hand.low:.1f} to {hand.high:.1f}"),
        ("commands typed", str(len(data["golden"]["commands"])), str(len(data["by_hand"]["commands"]))),
        ("score at that moment", str(data["golden"]["score"]), str(data["by_hand"]["score"])),
    ]
    scores = data["golden"]["score"] - data["by_hand"]["score"]
    away = data["distance"]
    table = "\n".join(f"| {name} | {ours} | {theirs} |" for name, ours, theirs in rows)
    seen = "\n".join(people.lines(watched))
    return f"""# Adoption: the golden path against a start by hand

Written by `make measure` from `measurements/adoption.json`; `make test` recomputes every figure.

| | golden path | by hand |
|---|--:|--:|
{table}

Time, golden path over by hand: ratio {found.ratio:.2f}, 95 % interval {found.low:.2f} to {found.high:.2f}:
**{found.verdict}**.
The other {scores} points are {away["files"]} files and {away["lines"]} lines that somebody would write by hand.

## What this says, and what it does not

- {len(golden.values)} runs of each route in turns, on {where["processors"]} processors ({where["system"]}),
  Python {where["python"]}.
- The installer was {where["installer"]}. Packages came from a folder on the same machine, so no download is in it.
- Machine time is not human time. By hand means the first page of the web framework's own guide: one route and
  one test, with nothing linted, typed, locked, owned or watched.
- The golden path installs more, so it may well take longer; what it saves are the files and lines of the last row.

## People

{seen}
"""
