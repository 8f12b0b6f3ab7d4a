from __future__ import annotations

import ast
import re
import sys
import tomllib
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

from pave import __version__
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = sorted((ROOT / "src" / "pave").rglob("*.py"))
# Who may import whom; a part that is not listed may import errors alone.
MAY = {
    "cli": {"golden", "scorecard", "measure", "devapi", "sdk", "cli", "errors"},
    "golden": {"golden", "errors"},
    "scorecard": {"scorecard", "errors"},
    "measure": {"measure", "golden", "errors"},
    "devapi": {"devapi", "errors"},
    "sdk": {"sdk"},
    "__main__": {"cli"},
    "errors": set[str](),
    "__init__": set[str](),
}
STARTERS = {"golden/git.py", "cli/doctor.py", "cli/probe.py", "measure/adoption.py"}


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{each.name}" for each in node.names}
    return found


def part(path: Path) -> str:
    return path.relative_to(ROOT / "src" / "pave").parts[0].removesuffix(".py")


def test_imports_go_one_way() -> None:
    for path in SOURCES:
        for name in imports(path):
            words = name.split(".")
            if words[0] == "pave" and len(words) > 1 and words[1] != "__version__":
                assert words[1] in MAY[part(path)], f"{path.relative_to(ROOT)} imports {name}"


def test_the_sdk_needs_httpx_and_the_standard_library() -> None:
    for path in SOURCES:
        if part(path) == "sdk":
            others = {name.split(".")[0] for name in imports(path)} - sys.stdlib_module_names
            # httpcore is what httpx itself is made of.
            assert others <= {"httpx", "httpcore", "pave"}, path


def test_copier_has_one_door_and_few_start_processes() -> None:
    for path in SOURCES:
        name = path.relative_to(ROOT / "src" / "pave").as_posix()
        names = {each.split(".")[0] for each in imports(path)}
        assert "copier" not in names or name == "golden/copier_gate.py"
        assert "subprocess" not in names or name in STARTERS, name


def test_the_ranges_contain_the_pins() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    text = (ROOT / "requirements" / "base.txt").read_text("utf-8")
    pins = dict(re.findall(r"^([a-z0-9-]+)==([^\s;\\]+)", text, flags=re.MULTILINE))
    for line in project["dependencies"] + project["optional-dependencies"]["cli"]:
        asked = Requirement(line)
        assert asked.specifier.contains(pins[asked.name]), line


def test_the_environment_can_run_a_fresh_service() -> None:
    """The suite runs services without an environment of their own, so every pin of theirs must be one of ours."""
    form = re.compile(r"^([a-z0-9-]+)==([^\s;\\]+)", flags=re.MULTILINE)
    ours = dict(form.findall((ROOT / "requirements" / "dev.txt").read_text("utf-8")))
    theirs = dict(form.findall((ROOT / "template" / "requirements" / "dev.txt").read_text("utf-8")))
    assert theirs.items() <= ours.items()


def test_the_changelog_knows_this_version() -> None:
    assert f"\n## {__version__}\n" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_template_keeps_to_its_rules() -> None:
    for path in (ROOT / "template").rglob("*"):
        name = path.relative_to(ROOT / "template").as_posix()
        assert set(re.findall(r"\{\{.*?\}\}", name)) <= {"{{module}}", "{{_copier_conf.answers_file}}"}
        assert not re.search(r"[|\"':%]", name)
        if path.is_file() and name.startswith(".github/"):
            assert path.suffix != ".jinja"
    config = (ROOT / "copier.yml").read_text("utf-8")
    assert "_min_copier_version" in config
    assert not re.search(r"^_(tasks|migrations|jinja_extensions)", config, flags=re.MULTILINE)
