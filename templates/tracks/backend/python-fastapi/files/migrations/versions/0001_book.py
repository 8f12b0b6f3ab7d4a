"""Users, accounts, transfers and their entries, and the answers kept by key."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the book."""
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("display_name", sa.String(80), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("email", name="uq_users_email"),
    )
    op.create_table(
        "refresh_tokens",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("family_id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("expires_ms", sa.BigInteger, nullable=False),
        sa.Column("used_ms", sa.BigInteger),
        sa.Column("family_ended_ms", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_refresh_tokens"),
        sa.ForeignKeyConstraint(["family_id"], ["refresh_tokens.id"], name="fk_refresh_tokens_family_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_refresh_tokens_user_id"),
        sa.UniqueConstraint("token_hash", name="uq_refresh_tokens_token_hash"),
    )
    op.create_index("ix_refresh_tokens_family_id", "refresh_tokens", ["family_id"])
    op.create_index("ix_refresh_tokens_expires_ms", "refresh_tokens", ["expires_ms"])
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("balance_minor", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("updated_ms", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_accounts_owner_id"),
        sa.CheckConstraint("kind = 'funding' OR balance_minor >= 0", name=op.f("ck_accounts_not_overdrawn")),
        sa.CheckConstraint("kind IN ('standard', 'funding')", name=op.f("ck_accounts_kind")),
        sa.CheckConstraint("status IN ('open', 'frozen')", name=op.f("ck_accounts_status")),
    )
    op.create_index("ix_accounts_owner_id_id", "accounts", ["owner_id", sa.text("id DESC")])
    op.create_index(
        "uq_accounts_one_funding",
        "accounts",
        ["owner_id", "currency"],
        unique=True,
        sqlite_where=sa.text("kind = 'funding'"),
        postgresql_where=sa.text("kind = 'funding'"),
    )
    op.create_table(
        "transfers",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("source_id", sa.Uuid, nullable=False),
        sa.Column("source_name", sa.String(80), nullable=False),
        sa.Column("target_id", sa.Uuid, nullable=False),
        sa.Column("target_name", sa.String(80), nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("memo", sa.String(80)),
        sa.Column("reverses", sa.Uuid),
        sa.Column("reversed_by", sa.Uuid),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_transfers"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_transfers_owner_id"),
        sa.ForeignKeyConstraint(["source_id"], ["accounts.id"], name="fk_transfers_source_id"),
        sa.ForeignKeyConstraint(["target_id"], ["accounts.id"], name="fk_transfers_target_id"),
        sa.ForeignKeyConstraint(["reverses"], ["transfers.id"], name="fk_transfers_reverses"),
        sa.ForeignKeyConstraint(["reversed_by"], ["transfers.id"], name="fk_transfers_reversed_by"),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_transfers_amount")),
        sa.CheckConstraint("source_id <> target_id", name=op.f("ck_transfers_two_accounts")),
    )
    op.create_index("ix_transfers_owner_id_id", "transfers", ["owner_id", sa.text("id DESC")])
    op.create_index(
        "uq_transfers_reverses",
        "transfers",
        ["reverses"],
        unique=True,
        sqlite_where=sa.text("reverses IS NOT NULL"),
        postgresql_where=sa.text("reverses IS NOT NULL"),
    )
    op.create_table(
        "entries",
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("transfer_id", sa.Uuid, nullable=False),
        sa.Column("delta_minor", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "transfer_id", name="pk_entries"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_entries_account_id"),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name="fk_entries_transfer_id"),
        sa.CheckConstraint("delta_minor <> 0", name=op.f("ck_entries_delta")),
    )
    op.create_table(
        "idempotency",
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("headers", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "key", name="pk_idempotency"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_idempotency_user_id"),
    )
    op.create_index("ix_idempotency_created_ms", "idempotency", ["created_ms"])


def downgrade() -> None:
    """Remove the book."""
    for table in ("idempotency", "entries", "transfers", "accounts", "refresh_tokens", "users"):
        op.drop_table(table)
