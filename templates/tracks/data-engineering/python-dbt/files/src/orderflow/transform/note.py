"""docs/lineage.md: a picture of the way, and a table of each mart column's origin."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from orderflow.ingest.contracts import read_contracts
from orderflow.transform.dbt import Dbt
from orderflow.transform.lineage import Lineage, Source

NOTE = Path("docs/lineage.md")
MARTS = "marts"
HEAD = """# Where the numbers come from

Written by `make lineage` from the models; `make check` fails when it is out of date.
Sources are the columns whose values arrive in a mart column. `after → status` is the key `status` of the row
that the shop wrote; of a deleted row it is `before`.
"""


class LeakError(Exception):
    """A personal field reaches a mart as it is."""


def compiled() -> dict[str, Any]:
    """Return dbt's manifest with the SQL of each model; nothing is built for it."""
    with tempfile.TemporaryDirectory() as folder:
        return Dbt(Path(folder) / "build.duckdb", Path(folder), "development").manifest()


def personal(contracts: Path) -> frozenset[str]:
    """Return the names of all fields that say who somebody is."""
    return frozenset().union(*(each.pii for each in read_contracts(contracts).values()))


def leaks(found: Lineage, marts: Iterable[str], pii: frozenset[str]) -> list[str]:
    """Return a sentence for each mart column that shows a personal field unhashed."""
    return [
        f"{mart}.{column} shows {source.key}, which a contract calls personal"
        for mart in marts
        for column in found.models[mart].columns
        for source in sorted(found.sources(mart, column))
        if source.key in pii and not source.hashed
    ]


def graph(manifest: Mapping[str, Any]) -> list[str]:
    """Return the way from files to readers as a mermaid graph."""
    lines = ["```mermaid", "graph LR", "  landing[landing files] --> raw_cdc_events"]
    lines.append("  landing -. refused lines .-> quarantine[raw.cdc_quarantine]")
    names = {key: node["name"] for key, node in manifest["nodes"].items()}
    names |= {key: f"raw_{node['name']}" for key, node in manifest["sources"].items()}
    names |= {key: node["name"] for key, node in manifest["exposures"].items()}
    readers = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    for node in sorted([*readers, *manifest["exposures"].values()], key=lambda each: each["name"]):
        shape = "{{%s}}" if node["resource_type"] == "exposure" else "%s"
        for parent in sorted(names[key] for key in node["depends_on"]["nodes"]):
            end = node["name"] + (shape % node["label"] if "label" in node else "")
            lines.append(f"  {parent} --> {end}")
    return [*lines, "```"]


def origin(sources: Iterable[Source]) -> str:
    """Return sources as a cell; `before` is not repeated where `after` says it."""
    shown = sorted(each for each in sources if each.column != "before")
    return "<br>".join(map(str, shown)) or "a count of rows"


def text(manifest: Mapping[str, Any], pii: frozenset[str]) -> str:
    """Return the whole note, or refuse to draw a leak."""
    found = Lineage(manifest)
    marts = sorted(
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == MARTS
    )
    if wrong := leaks(found, marts, pii):
        raise LeakError("\n".join(wrong))
    lines = [HEAD, *graph(manifest)]
    for mart in marts:
        node = manifest["nodes"][f"model.orderflow.{mart}"]
        lines += ["", f"## {mart}", "", node["description"], "", "| column | from | note |", "|---|---|---|"]
        for name, column in node["columns"].items():
            note = column["config"].get("meta", {}).get("note") or column["description"]
            lines.append(f"| {name} | {origin(found.sources(mart, name))} | {note} |".replace("|  |", "| |"))
    return "\n".join(lines) + "\n"


def main(*, only_check: bool, contracts: Path = Path("contracts")) -> int:
    """Write the note, or compare it with the committed one."""
    try:
        fresh = text(compiled(), personal(contracts))
    except LeakError as why:
        print(why, file=sys.stderr)
        return 1
    if not only_check:
        NOTE.write_text(fresh, encoding="utf-8", newline="\n")
        return 0
    if NOTE.exists() and NOTE.read_text(encoding="utf-8") == fresh:
        return 0
    print(
        f"{NOTE} does not say what the models do; run make lineage and look at the difference",
        file=sys.stderr,
    )
    return 1
