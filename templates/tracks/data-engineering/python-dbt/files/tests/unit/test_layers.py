"""Who may import whom, and what may not be asked of the machine."""

import ast
import re
import sys
from pathlib import Path

import pytest

SOURCE = Path("src/orderflow")
MODULES = sorted(SOURCE.rglob("*.py"))
MAY = {
    "domain": {"domain"},
    "source": {"domain", "source"},
    "ingest": {"domain", "ingest", "warehouse.port"},
    "warehouse": {"domain", "warehouse"},
    # Lineage reads the contracts, to know which fields are personal.
    "transform": {"domain", "transform", "warehouse.port", "ingest.contracts"},
    "report": {"domain", "report", "warehouse.port"},
}
ONLY = {"dlt": "ingest/load.py", "dbt": "transform/dbt.py", "sqlglot": "transform/lineage.py"}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{each.name}" for each in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_go_one_way(path):
    layer = path.relative_to(SOURCE).parts[0]
    for name in imports(path):
        if name.startswith("orderflow.") and layer in MAY:
            inner = name.removeprefix("orderflow.")
            assert any(f"{inner}.".startswith(f"{allowed}.") for allowed in MAY[layer]), f"{path} imports {name}"
        elif layer == "domain":
            assert name.split(".")[0] in sys.stdlib_module_names, f"{path} imports {name}"


@pytest.mark.parametrize(("library", "owner"), ONLY.items())
def test_a_library_has_one_door(library, owner):
    users = {
        str(path.relative_to(SOURCE))
        for path in MODULES
        for name in imports(path)
        if f"{name}.".startswith(f"{library}.")
    }
    assert users == {owner}


def test_only_durations_ask_the_machine_for_the_time():
    asked = re.compile(r"time\.time\(|datetime\.now|utcnow|date\.today|\.fromtimestamp\(")
    assert [str(path) for path in MODULES if asked.search(path.read_text(encoding="utf-8"))] == []


def test_only_the_triggers_write_the_log_of_changes():
    writers = re.compile(r"(insert into|update|delete from) cdc_log")
    found = [path.name for path in MODULES if writers.search(path.read_text(encoding="utf-8"))]
    assert found == ["shop.py"]
    text = (SOURCE / "source" / "shop.py").read_text(encoding="utf-8")
    assert len(writers.findall(text)) == 1
    assert text.index("create trigger") < text.index("insert into cdc_log")
