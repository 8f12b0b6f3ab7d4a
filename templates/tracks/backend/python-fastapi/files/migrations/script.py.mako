"""${message}"""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Only add: the release before this one must keep working on the new schema."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Undo the step."""
    ${downgrades if downgrades else "pass"}
