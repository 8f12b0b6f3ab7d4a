"""The tables, and the rules that the database itself enforces.

Whatever the code above gets wrong, no standard account goes below zero, no book has two funding accounts in a
currency, no transfer is reversed twice and no transfer gets two receipts. Moments are whole milliseconds in UTC:
they sort and compare alike on every database, whatever time zone the machine is in.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

users = Table(
    "users",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("email", String(254), nullable=False),
    Column("display_name", String(80), nullable=False),
    Column("password_hash", String(200), nullable=False),
    UniqueConstraint("email"),
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("family_id", Uuid, ForeignKey("refresh_tokens.id"), nullable=False, index=True),
    Column("user_id", Uuid, ForeignKey("users.id"), nullable=False),
    Column("token_hash", String(64), nullable=False),
    Column("expires_ms", BigInteger, nullable=False, index=True),
    Column("used_ms", BigInteger),
    Column("family_ended_ms", BigInteger),
    UniqueConstraint("token_hash"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner_id", Uuid, ForeignKey("users.id"), nullable=False),
    Column("name", String(80), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("status", String(8), nullable=False),
    Column("balance_minor", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
    CheckConstraint("kind = 'funding' OR balance_minor >= 0", name="not_overdrawn"),
    CheckConstraint("kind IN ('standard', 'funding')", name="kind"),
    CheckConstraint("status IN ('open', 'frozen')", name="status"),
)
Index("ix_accounts_owner_id_id", accounts.c.owner_id, accounts.c.id.desc())
Index(
    "uq_accounts_one_funding",
    accounts.c.owner_id,
    accounts.c.currency,
    unique=True,
    sqlite_where=accounts.c.kind == "funding",
    postgresql_where=accounts.c.kind == "funding",
)

transfers = Table(
    "transfers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner_id", Uuid, ForeignKey("users.id"), nullable=False),
    Column("source_id", Uuid, ForeignKey("accounts.id"), nullable=False),
    Column("source_name", String(80), nullable=False),
    Column("target_id", Uuid, ForeignKey("accounts.id"), nullable=False),
    Column("target_name", String(80), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("memo", String(80)),
    Column("reverses", Uuid, ForeignKey("transfers.id")),
    Column("reversed_by", Uuid, ForeignKey("transfers.id")),
    Column("version", Integer, nullable=False),
    Column("receipt", String(6), nullable=False, server_default="queued"),
    CheckConstraint("amount_minor > 0", name="amount"),
    CheckConstraint("source_id <> target_id", name="two_accounts"),
)
Index("ix_transfers_owner_id_id", transfers.c.owner_id, transfers.c.id.desc())
# Partial, so that SQLite cannot mistake it for a way to find the many rows that reverse nothing.
Index(
    "uq_transfers_reverses",
    transfers.c.reverses,
    unique=True,
    sqlite_where=transfers.c.reverses.is_not(None),
    postgresql_where=transfers.c.reverses.is_not(None),
)
Index("ix_transfers_owner_id_receipt_id", transfers.c.owner_id, transfers.c.receipt, transfers.c.id)

# The primary key, read backwards, is also the index that serves the list of one account's transfers.
entries = Table(
    "entries",
    metadata,
    Column("account_id", Uuid, ForeignKey("accounts.id"), primary_key=True),
    Column("transfer_id", Uuid, ForeignKey("transfers.id"), primary_key=True),
    Column("delta_minor", BigInteger, nullable=False),
    CheckConstraint("delta_minor <> 0", name="delta"),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("user_id", Uuid, ForeignKey("users.id"), primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_ms", BigInteger, nullable=False, index=True),
)

books = Table(
    "books",
    metadata,
    Column("owner_id", Uuid, ForeignKey("users.id"), primary_key=True),
    Column("next_receipt_no", Integer, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner_id", Uuid, ForeignKey("users.id"), nullable=False),
    Column("transfer_id", Uuid, ForeignKey("transfers.id"), nullable=False),
    Column("memo", String(80)),
    Column("state", String(6), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("run_after_ms", BigInteger, nullable=False),
    Column("last_error", Text),
    UniqueConstraint("transfer_id"),
    CheckConstraint("state IN ('queued', 'done', 'dead')", name="state"),
)
Index("ix_jobs_state_run_after_ms", jobs.c.state, jobs.c.run_after_ms, jobs.c.id)

receipts = Table(
    "receipts",
    metadata,
    Column("owner_id", Uuid, ForeignKey("books.owner_id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("transfer_id", Uuid, ForeignKey("transfers.id"), nullable=False),
    Column("issued_ms", BigInteger, nullable=False),
    UniqueConstraint("transfer_id"),
)
