"""Runs migrations on the database that the caller hands over, or on the one that the settings name."""

from alembic import context

from ledger.settings import Settings
from ledger.store.engine import make_engine
from ledger.store.tables import metadata


def run() -> None:
    """Migrate inside one transaction; SQLite starts it as a writer, so two migrations run one after another."""
    engine = context.config.attributes.get("engine") or make_engine(Settings().database_url)
    with engine.connect().execution_options(ledger_writes=True) as connection:
        context.configure(connection=connection, target_metadata=metadata, compare_type=True)
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7311)")
            context.run_migrations()


run()
