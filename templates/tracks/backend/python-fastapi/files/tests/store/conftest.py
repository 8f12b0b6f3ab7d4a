"""A book of 60,000 transfers, made once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from ledger.seeding import write_book
from ledger.settings import Settings
from ledger.wiring import Parts
from ops.costs import BIG, LAST_DAY
from tests.books import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from tests.conftest import Databases


@pytest.fixture(scope="session")
def big_book(databases: Databases) -> Iterator[tuple[Parts, UUID]]:
    """Return the parts and the owner of a big book that ends the day before the world's day."""
    settings = Settings(database_url=databases.migrated(), hash_memory_kib=1024, hash_passes=1)
    parts = Parts(settings, World().surroundings())
    owner = parts.auth.register("big@example.com", "correct horse battery", "Big").id
    write_book(parts.engine, owner, LAST_DAY, BIG)
    yield parts, owner
    parts.engine.dispose()
    if parts.engine.dialect.name == "sqlite":
        Path(make_url(settings.database_url).database or "").unlink()
