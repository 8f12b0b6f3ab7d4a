"""Imports go one way: rules know nothing of libraries, and each library has its place."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

SOURCE = ROOT / "src" / "handbook"
ALLOWED = {
    "numpy": ["embed/", "retrieve/dense.py"],
    "safetensors": ["embed/minilm.py"],
    "tokenizers": ["embed/minilm.py"],
    "openai": ["generate/client.py"],
    "fastapi": ["web/"],
    "starlette": ["web/"],
    "uvicorn": ["web/"],
}
INNER = ("domain", "safety")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def named(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=named)
def test_a_library_is_imported_where_it_belongs(path: Path) -> None:
    for module in imports(path):
        top = module.split(".")[0]
        if top == "handbook":
            if named(path).startswith(INNER):
                assert module.split(".")[1] in INNER, f"{named(path)} imports {module}"
        elif top not in sys.stdlib_module_names:
            assert named(path).startswith(tuple(ALLOWED.get(top, []))), f"{named(path)} imports {module}"
