"""Build the models in this process. The only module that knows dbt.

As a command dbt spends seconds on starting and on reading the project; in one process the second build
takes half a second.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

PROJECT = Path("dbt")


@dataclass(frozen=True, slots=True)
class Built:
    """What a dbt command said: how many passed, which failed, and which models were skipped behind them."""

    passed: int
    failed: tuple[str, ...]
    skipped: tuple[str, ...]
    error: str = ""

    @property
    def ok(self) -> bool:
        """Did everything pass?"""
        return not self.failed and not self.error


@dataclass(frozen=True, slots=True)
class Dbt:
    """dbt over one build file."""

    build: Path
    scratch: Path
    salt: str
    project: Path = PROJECT

    def invoke(self, *command: str) -> Any:
        """Run a dbt command, and let go of the file, of which dbt keeps a connection open."""
        return run(self, list(command), parsed(self))

    def build_models(self, *, full_refresh: bool = False, audit: bool = True) -> Built:
        """Build and test every model; what stands behind a failed test is skipped."""
        command = ["build", "--exclude-resource-type", "unit_test"] if audit else ["run"]
        return self._told(self.invoke(*command, *(["--full-refresh"] if full_refresh else [])))

    def unit_tests(self) -> Built:
        """Run the models' unit tests, for which empty tables are enough."""
        return self._told(self.invoke("test", "--select", "test_type:unit"))

    def manifest(self) -> dict[str, Any]:
        """Return what dbt knows about the project, with the SQL that it makes of each model."""
        done = self.invoke("compile", "--write-json")
        if not done.success:
            raise RuntimeError(f"dbt compile failed: {done.exception}")
        text = (self.scratch / "target" / "manifest.json").read_text(encoding="utf-8")
        found: dict[str, Any] = json.loads(text)
        return found

    def _told(self, done: Any) -> Built:
        if done.result is None:
            return Built(0, (), (), error=str(done.exception))
        by_status: dict[str, list[Any]] = {}
        for each in done.result.results:
            by_status.setdefault(str(each.status), []).append(each.node)
        good = [by_status.pop(status, []) for status in ("success", "pass", "no-op")]
        skipped = [node.name for node in by_status.pop("skipped", []) if node.resource_type == "model"]
        failed = [node.name for nodes in by_status.values() for node in nodes]
        return Built(sum(map(len, good)), tuple(failed), tuple(skipped))


PARSED: dict[tuple[Path, str, str], Any] = {}


def parsed(dbt: Dbt) -> Any:
    """Return the project as dbt understands it: read once in a process, whatever file is built then."""
    key = (dbt.project, dbt.build.stem, dbt.salt)
    if key not in PARSED:
        done = run(dbt, ["parse"], None)
        # A project that cannot be parsed says why when it is built.
        PARSED[key] = done.result if done.success else None
    return PARSED[key]


def run(dbt: Dbt, command: list[str], manifest: Any) -> Any:
    """Run one command in this process."""
    os.environ["ORDERFLOW_BUILD"] = str(dbt.build)
    common = ["--quiet", "--no-use-colors", "--log-level-file", "error", "--no-write-json"]
    places = ["--project-dir", str(dbt.project), "--profiles-dir", str(dbt.project)]
    places += ["--target-path", str(dbt.scratch.absolute() / "target")]
    places += ["--log-path", str(dbt.scratch.absolute() / "logs")]
    values = ["--vars", json.dumps({"pii_salt": dbt.salt})]
    ignored = {"--no-write-json"} if "--write-json" in command else set()
    try:
        options = [each for each in common if each not in ignored]
        return dbtRunner(manifest=manifest).invoke([*command, *options, *places, *values])
    finally:
        DuckDBConnectionManager.close_all_connections()
