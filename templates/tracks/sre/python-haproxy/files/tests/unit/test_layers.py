"""Imports go one way. A rule that only people remember is broken by the next person."""

from __future__ import annotations

import ast
import sys

import pytest

from tests.programs import ROOT

PURE = {"verdict", "rollout", "slo", "timeline"}
PARTS = {"edge", "signals", "stack", "processes", "releases", "load", "provision", "tools"}
SOURCES = sorted((ROOT / "src").glob("*/*.py"))


def imports(package: str, module: str) -> set[str]:
    tree = ast.parse((ROOT / "src" / package / f"{module}.py").read_text("utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports relatively"
            found |= {node.module or ""} | {f"{node.module}.{name.name}" for name in node.names}
    return found


def own(module: str) -> set[str]:
    known = {path.stem for path in SOURCES if path.parent.name == "delivery"}
    return {name.split(".")[1] for name in imports("delivery", module) if name.startswith("delivery.")} & known


@pytest.mark.parametrize("module", sorted(PURE))
def test_what_decides_is_pure(module: str) -> None:
    tops = {name.split(".")[0] for name in imports("delivery", module)} - {"delivery"}
    assert tops <= set(sys.stdlib_module_names)
    assert own(module) <= PURE


@pytest.mark.parametrize("module", sorted(PARTS))
def test_parts_know_what_decides_and_each_other_but_not_the_verbs(module: str) -> None:
    assert own(module) <= PURE | PARTS


def test_delivery_runs_the_service_and_never_imports_it() -> None:
    for path in SOURCES:
        if path.parent.name == "delivery":
            assert not [name for name in imports("delivery", path.stem) if name.split(".")[0] == "quotes"], path.name


@pytest.mark.parametrize("module", ["catalog", "pricing"])
def test_prices_need_no_framework(module: str) -> None:
    assert {name.split(".")[0] for name in imports("quotes", module)} <= {"quotes", *sys.stdlib_module_names}


def test_a_rollback_waits_for_no_library() -> None:
    needed, ahead = set[str](), ["operate"]
    while ahead:
        module = ahead.pop()
        needed.add(module)
        ahead += own(module) - needed
    tops = {name.split(".")[0] for module in needed for name in imports("delivery", module)} - {"delivery"}
    assert tops <= set(sys.stdlib_module_names)


def test_no_file_is_too_long_to_be_read() -> None:
    assert not [path.name for path in SOURCES if len(path.read_bytes().splitlines()) > 300]
