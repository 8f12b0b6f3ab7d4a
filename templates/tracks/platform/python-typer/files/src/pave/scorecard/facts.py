"""Reads a service once; the rules look at nothing else."""

from __future__ import annotations

import ast
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SKIPPED = {".git", ".venv", "venv", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
_LARGEST = 400_000
_MOST = 5_000


@dataclass(frozen=True)
class ServiceFacts:
    """The text files of a service by path, which of all files git tracks, and what a running service answered."""

    texts: dict[str, str]
    tracked: frozenset[str] | None = None
    live: dict[str, int] | None = None
    trees: dict[str, ast.Module] = field(default_factory=dict)

    def first(self, *paths: str) -> str | None:
        """Return the first of these paths that is there."""
        return next((path for path in paths if path in self.texts), None)

    def matching(self, pattern: str) -> list[str]:
        """Return the paths that match a regular expression, whole."""
        return sorted(path for path in self.texts if re.fullmatch(pattern, path))

    def lines(self, path: str) -> Iterator[tuple[int, str]]:
        """Yield numbered lines."""
        return enumerate(self.texts[path].splitlines(), start=1)

    def workflows(self) -> list[str]:
        """Return the workflow files."""
        return self.matching(r"\.github/workflows/[^/]+\.ya?ml")

    def yaml(self, path: str) -> Any:  # noqa: ANN401  a YAML file holds anything
        """Return a YAML file's content, None when it is broken."""
        try:
            return yaml.safe_load(self.texts[path])
        except yaml.YAMLError:
            return None

    def targets(self) -> set[str]:
        """Return the targets of the Makefile."""
        text = self.texts.get("Makefile", "")
        found = re.findall(r"^([A-Za-z][\w -]*?)\s*::?(?!=)", text, flags=re.MULTILINE)
        return {name for names in found for name in names.split()}

    def sources(self) -> list[str]:
        """Return the Python files of the product that can be parsed."""
        return [path for path in self.trees if not path.startswith("tests/") and not re.search(r"(^|/)test_", path)]


def read(folder: Path, tracked: frozenset[str] | None, live: dict[str, int] | None = None) -> ServiceFacts:
    """Read every text file that is not somebody else's."""
    texts: dict[str, str] = {}
    for path in _paths(folder):
        try:
            if path.stat().st_size <= _LARGEST:
                texts[path.relative_to(folder).as_posix()] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
    trees = {}
    for name, text in texts.items():
        if name.endswith(".py"):
            try:
                trees[name] = ast.parse(text)
            except (SyntaxError, ValueError):
                continue
    return ServiceFacts(texts, tracked, live, trees)


def _paths(folder: Path) -> Iterator[Path]:
    count = 0
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        for name in sorted(names):
            count += 1
            if count > _MOST:
                return
            yield folder.__class__(parent) / name
