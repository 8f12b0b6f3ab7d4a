"""Where everything lies: one folder for the work, one for what people look at."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """The files of one pipeline. `home` may be thrown away: landing files and shop make it again."""

    home: Path
    reports: Path

    @classmethod
    def from_environment(cls) -> Places:
        """Return `var/` and `reports/`, or the volume that ORDERFLOW_HOME names."""
        home = os.environ.get("ORDERFLOW_HOME")
        return cls(Path(home), Path(home) / "reports") if home else cls(Path("var"), Path("reports"))

    @property
    def landing(self) -> Path:
        """Where files arrive."""
        return self.home / "landing"

    @property
    def shop(self) -> Path:
        """The simulated shop's database; not there where a real one delivers."""
        return self.home / "shop.db"

    @property
    def build(self) -> Path:
        """The warehouse that is being built. Nobody but the pipeline opens it."""
        return self.home / "build.duckdb"

    @property
    def published(self) -> Path:
        """The warehouse that everybody reads."""
        return self.home / "published.duckdb"

    @property
    def loader_state(self) -> Path:
        """What dlt notes about its own work."""
        return self.home / "dlt"

    @property
    def dbt_scratch(self) -> Path:
        """What dbt compiles and logs."""
        return self.home / "dbt"

    @property
    def lock(self) -> Path:
        """Held while a run is at work."""
        return self.home / "run.lock"

    @property
    def journal(self) -> Path:
        """Which steps of the current cycle are done."""
        return self.home / "cycle.json"

    def make(self) -> None:
        """Make the folders."""
        for folder in (self.home, self.landing, self.reports):
            folder.mkdir(parents=True, exist_ok=True)
