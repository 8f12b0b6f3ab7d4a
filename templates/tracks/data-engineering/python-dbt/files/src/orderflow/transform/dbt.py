"""Build the models in this process. The only module that knows dbt.

As a command dbt spends seconds on starting; in one process the second build takes half a second.
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
    """What a dbt command said about each model and test."""

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

    build: Path | str
    scratch: Path
    salt: str
    project: Path = PROJECT

    def invoke(self, *command: str) -> Any:
        """Run a dbt command, and let go of the file, of which dbt keeps a connection open."""
        os.environ["ORDERFLOW_BUILD"] = str(self.build)
        try:
            return dbtRunner().invoke(
                [
                    *command,
                    "--quiet",
                    "--no-use-colors",
                    *("--project-dir", str(self.project), "--profiles-dir", str(self.project)),
                    *("--target-path", str(self.scratch.absolute() / "target")),
                    *("--log-path", str(self.scratch.absolute() / "logs")),
                    *("--vars", json.dumps({"pii_salt": self.salt})),
                ]
            )
        finally:
            DuckDBConnectionManager.close_all_connections()

    def build_models(self, *, full_refresh: bool = False) -> Built:
        """Build and test every model; what stands behind a failed test is skipped."""
        command = ["build", "--exclude-resource-type", "unit_test"]
        return self._told(self.invoke(*command, *(["--full-refresh"] if full_refresh else [])))

    def unit_tests(self) -> Built:
        """Run the models' unit tests, for which empty tables are enough."""
        return self._told(self.invoke("test", "--select", "test_type:unit"))

    def manifest(self, command: str = "parse") -> dict[str, Any]:
        """Return what dbt knows about the project after `parse` or `compile`."""
        done = self.invoke(command)
        if not done.success:
            raise RuntimeError(f"dbt {command} failed: {done.exception}")
        text = (self.scratch / "target" / "manifest.json").read_text(encoding="utf-8")
        found: dict[str, Any] = json.loads(text)
        return found

    def _told(self, done: Any) -> Built:
        if done.result is None:
            return Built(0, (), (), error=str(done.exception))
        by_status: dict[str, list[str]] = {}
        for each in done.result.results:
            by_status.setdefault(str(each.status), []).append(each.node.name)
        good = by_status.pop("success", []) + by_status.pop("pass", [])
        good += by_status.pop("no-op", [])
        skipped = by_status.pop("skipped", [])
        failed = [name for names in by_status.values() for name in names]
        return Built(len(good), tuple(failed), tuple(skipped))
