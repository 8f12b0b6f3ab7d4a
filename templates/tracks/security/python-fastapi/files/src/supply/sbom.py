"""The software bill of materials, from what is installed: the walk begins at what the product asks for.

It does not read the lock. A test compares the two, so each proves the other.
"""

from __future__ import annotations

import json
import re
import uuid
from importlib.metadata import Distribution, distribution
from typing import TYPE_CHECKING, Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PRODUCT = "tickets"


def _asked(found: Distribution, extras: frozenset[str]) -> Iterator[Requirement]:
    for line in found.requires or []:
        need = Requirement(line)
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in (extras or {""})):
            yield need


def closure(roots: Iterable[Requirement]) -> dict[str, tuple[Distribution, frozenset[str]]]:
    """Return every distribution that is needed, with the names it needs itself."""
    found: dict[str, tuple[Distribution, frozenset[str]]] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [(str(canonicalize_name(root.name)), frozenset(root.extras)) for root in roots]
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        there = distribution(name)
        needs = [(str(canonicalize_name(need.name)), frozenset(need.extras)) for need in _asked(there, extras)]
        known = found[name][1] if name in found else frozenset()
        found[name] = (there, known | {need for need, _ in needs})
        waiting += needs
    return found


def _licences(found: Distribution) -> list[dict[str, Any]]:
    data = found.metadata
    if expression := data["License-Expression"]:
        return [{"expression": expression}]
    names = [line.rsplit(" :: ", 1)[-1] for line in data.get_all("Classifier") or [] if line.startswith("License ::")]
    said = (data["License"] or "").strip().splitlines()
    return [{"license": {"name": name}} for name in names or said[:1] or ["not declared"]]


def _purl(name: str, version: str) -> str:
    return f"pkg:pypi/{name}@{version}"


def make_sbom(roots: Iterable[Requirement], version: str) -> dict[str, Any]:
    """Return a CycloneDX 1.6 document; the same installation gives the same bytes."""
    roots = list(roots)
    found = closure(roots)
    refs = {name: _purl(name, there.version) for name, (there, _) in found.items()}
    components = [
        {
            "type": "library",
            "bom-ref": refs[name],
            "name": name,
            "version": there.version,
            "purl": refs[name],
            "licenses": _licences(there),
        }
        for name, (there, _) in sorted(found.items())
    ]
    own = f"{PRODUCT}@{version}"
    direct = sorted(refs[str(canonicalize_name(root.name))] for root in roots)
    graph = [{"ref": own, "dependsOn": direct}]
    graph += [
        {"ref": refs[name], "dependsOn": sorted(refs[n] for n in needs)} for name, (_, needs) in sorted(found.items())
    ]
    seed = json.dumps([components, graph], sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, seed)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": own, "name": PRODUCT, "version": version}},
        "components": components,
        "dependencies": graph,
    }


def to_bytes(document: dict[str, Any]) -> bytes:
    """Write it the one way."""
    return (json.dumps(document, indent=1, sort_keys=True) + "\n").encode()


def listed(document: dict[str, Any]) -> dict[str, str]:
    """Return name and version of every component."""
    return {re.sub(r"[-_.]+", "-", each["name"]).lower(): each["version"] for each in document["components"]}
