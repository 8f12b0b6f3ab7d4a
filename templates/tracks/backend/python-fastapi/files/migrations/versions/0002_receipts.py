"""The receipt queue, and the state of its receipt on each transfer."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the queue; every book that exists starts counting its receipts at one."""
    op.create_table(
        "books",
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("next_receipt_no", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("owner_id", name="pk_books"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_books_owner_id"),
    )
    op.execute("INSERT INTO books (owner_id, next_receipt_no) SELECT id, 1 FROM users")
    op.create_table(
        "jobs",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("transfer_id", sa.Uuid, nullable=False),
        sa.Column("memo", sa.String(80)),
        sa.Column("state", sa.String(6), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("run_after_ms", sa.BigInteger, nullable=False),
        sa.Column("last_error", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_jobs_owner_id"),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name="fk_jobs_transfer_id"),
        sa.UniqueConstraint("transfer_id", name="uq_jobs_transfer_id"),
        sa.CheckConstraint("state IN ('queued', 'done', 'dead')", name=op.f("ck_jobs_state")),
    )
    op.create_index("ix_jobs_state_run_after_ms", "jobs", ["state", "run_after_ms", "id"])
    op.execute(
        "INSERT INTO jobs (id, owner_id, transfer_id, memo, state, attempts, run_after_ms)"
        " SELECT id, owner_id, id, memo, 'queued', 0, 0 FROM transfers"
    )
    op.create_table(
        "receipts",
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("transfer_id", sa.Uuid, nullable=False),
        sa.Column("issued_ms", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("owner_id", "number", name="pk_receipts"),
        sa.ForeignKeyConstraint(["owner_id"], ["books.owner_id"], name="fk_receipts_owner_id"),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name="fk_receipts_transfer_id"),
        sa.UniqueConstraint("transfer_id", name="uq_receipts_transfer_id"),
    )
    op.add_column("transfers", sa.Column("receipt", sa.String(6), nullable=False, server_default="queued"))
    op.create_index("ix_transfers_owner_id_receipt_id", "transfers", ["owner_id", "receipt", "id"])


def downgrade() -> None:
    """Remove the queue and the receipts with it."""
    op.drop_index("ix_transfers_owner_id_receipt_id", "transfers")
    op.drop_column("transfers", "receipt")
    for table in ("receipts", "jobs", "books"):
        op.drop_table(table)
