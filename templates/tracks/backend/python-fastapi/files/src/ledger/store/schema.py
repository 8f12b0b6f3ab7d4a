"""Bringing the schema up to date, and telling whether it is.

Two releases share one database for a while: the new one migrates, the old one is still running, or comes back
by a rollback. So a schema that is *newer* than this code is fine, by the promise that a release only expands;
a schema that is *older* is not.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

if TYPE_CHECKING:
    from sqlalchemy import Engine

MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations"


def config_for(engine: Engine) -> Config:
    """Describe the migrations to alembic without a file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = engine
    return config


def migrate(engine: Engine) -> str | None:
    """Upgrade to the newest schema of this release; leave a newer one alone. Return the revision before."""
    before = revision_of(engine)
    if before is None or before in _known():
        command.upgrade(config_for(engine), "head")
    return before


def revision_of(engine: Engine) -> str | None:
    """Read which revision the database is at."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current(engine: Engine) -> bool:
    """Tell whether this release can run on the schema as it is."""
    revision = revision_of(engine)
    known = _known()
    return revision is not None and (revision not in known or revision == known[0])


@cache
def _known() -> tuple[str, ...]:
    """List the revisions of this release, newest first."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return tuple(script.revision for script in ScriptDirectory.from_config(config).walk_revisions())
