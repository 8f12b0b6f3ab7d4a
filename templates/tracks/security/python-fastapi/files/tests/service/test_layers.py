"""Who may import whom, and what comes first in a route."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PURE = ("model", "policy", "passwords", "tokens", "ratelimit", "clientaddr", "outbound", "audit")
WEB = {"fastapi", "starlette", "uvicorn", "sqlite3"}


def imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_rules_know_neither_the_web_nor_the_database(root: Path) -> None:
    for name in PURE:
        used = {module.split(".")[0] for module in imports(root / f"src/tickets/{name}.py")}
        assert not used & WEB, name


def test_watchers_read_logs_and_never_the_service(root: Path) -> None:
    for folder in ("watch", "supply", "evidence"):
        for file in (root / "src" / folder).glob("*.py"):
            assert not any(module.split(".")[0] == "tickets" for module in imports(file)), file


def test_every_route_asks_before_it_touches_the_store(root: Path) -> None:
    tree = ast.parse((root / "src/tickets/routes.py").read_text(encoding="utf-8"))
    checked = 0
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        if not any(isinstance(d, ast.Call) and "router" in ast.unparse(d) for d in function.decorator_list):
            continue
        text = ast.unparse(function)
        if "context.store" not in text or function.name == "login":
            continue
        assert "caller.demand(" in text, function.name
        assert text.index("caller.demand(") < text.index("context.store"), function.name
        checked += 1
    assert checked == 9
