"""The bill of materials is complete, valid and repeatable."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from supply.lock import pins, roots
from supply.sbom import listed, make_sbom, to_bytes

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def document(root: Path) -> dict[str, Any]:
    return make_sbom(roots(root / "requirements/base.in"), "1.0.0")


def test_it_lists_exactly_what_the_lock_pins(root: Path, document: dict[str, Any]) -> None:
    locked = pins(root / "requirements/base.txt")
    assert listed(document) == locked
    assert len(locked) > 15


def test_a_component_too_many_or_too_few_is_noticed(root: Path) -> None:
    locked = pins(root / "requirements/base.txt")
    asked = roots(root / "requirements/base.in")
    fewer = make_sbom([each for each in asked if each.name != "argon2-cffi"], "1.0.0")
    more = make_sbom(
        [*asked, *[each for each in roots(root / "requirements/dev.in") if each.name == "packaging"]], "1.0.0"
    )
    assert set(locked) - set(listed(fewer)) >= {"argon2-cffi", "argon2-cffi-bindings"}
    assert set(listed(more)) - set(locked) == {"packaging"}


def test_it_is_valid_and_the_same_each_time(root: Path, document: dict[str, Any]) -> None:
    text = to_bytes(document)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text.decode()) is None
    assert text == to_bytes(make_sbom(reversed(roots(root / "requirements/base.in")), "1.0.0"))
    assert json.loads(text) == document


def test_licences_and_the_graph_are_there(document: dict[str, Any]) -> None:
    assert all(component["licenses"] for component in document["components"])
    undeclared = [c["name"] for c in document["components"] if "not declared" in str(c["licenses"])]
    assert undeclared == []
    graph = {row["ref"]: row["dependsOn"] for row in document["dependencies"]}
    assert set(graph) == {c["bom-ref"] for c in document["components"]} | {"tickets@1.0.0"}
    assert any("starlette" in ref for ref in graph[next(ref for ref in graph if "fastapi" in ref)])
