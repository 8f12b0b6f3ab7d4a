"""Imports go one way: domain, services, then what stands around them, and `wiring` above all."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import ledger

ROOT = Path(ledger.__file__).parent
ENTRY = {"__main__", "wiring", "seeding", "serving"}
"""Modules that start something; nothing imports them except each other."""

ALLOWED = {
    "domain": {"domain"},
    "services": {"domain", "services"},
    "store": {"domain", "services.ports", "store"},
    "http": {"domain", "services", "http", "telemetry", "settings", "store.engine"},
    "worker": {"domain", "services", "telemetry"},
    "security": {"services.auth"},
    "telemetry": set[str](),
    "settings": set[str](),
    "bakery": {"domain"},
    "seeding": {"bakery", "domain", "services", "store"},
    "serving": set[str](),
}
LIBRARIES = {
    "domain": set[str](),
    "services": set[str](),
    "store": {"sqlalchemy", "alembic"},
}


def modules() -> list[str]:
    return sorted(path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for path in ROOT.rglob("*.py"))


def imports(module: str) -> set[str]:
    tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports relatively"
            found |= {node.module or ""} | {f"{node.module}.{name.name}" for name in node.names}
    return found


def own(module: str) -> set[str]:
    """Name the imported modules of this package, without the names inside them."""
    known = set(modules())
    return {name.removeprefix("ledger.") for name in imports(module)} & known


@pytest.mark.parametrize("module", modules())
def test_a_module_imports_only_what_its_layer_may(module: str) -> None:
    layer = module.split(".", maxsplit=1)[0]
    if layer in {"__init__", "__main__", "wiring"}:
        return
    allowed = ALLOWED[layer]
    foreign = {name for name in own(module) if not any(name == may or name.startswith(f"{may}.") for may in allowed)}
    assert not foreign, f"{module} imports {sorted(foreign)}"


@pytest.mark.parametrize("module", [name for name in modules() if name.split(".")[0] in LIBRARIES])
def test_the_core_needs_no_framework(module: str) -> None:
    tops = {name.split(".")[0] for name in imports(module)} - {"ledger"} - set(sys.stdlib_module_names)
    assert tops <= LIBRARIES[module.split(".", maxsplit=1)[0]]


def test_only_the_command_line_imports_the_wiring() -> None:
    assert [name for name in modules() if "wiring" in own(name)] == ["__main__"]
    assert not [name for name in modules() if own(name) & ENTRY and name not in ENTRY]


def test_no_file_is_too_long_to_be_read() -> None:
    long = [name for name in modules() if len((ROOT / f"{name.replace('.', '/')}.py").read_bytes().splitlines()) > 300]
    assert not long
