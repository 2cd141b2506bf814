"""marks drawn over photos, and where the camera looked"""

import sqlalchemy as sa
from alembic import op

from inspect_app.core.db import JsonDoc

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two columns that an older version leaves empty; voice notes are photos of the role `voice`."""
    # Not as a batch: on SQLite that copies and drops the table, which other rows refer to.
    op.add_column("photos", sa.Column("heading_ddeg", sa.Integer(), nullable=True))
    op.add_column("photos", sa.Column("annotations", JsonDoc, nullable=True))


def downgrade() -> None:
    """The marks are lost here, not in the log."""
    op.drop_column("photos", "annotations")
    op.drop_column("photos", "heading_ddeg")
