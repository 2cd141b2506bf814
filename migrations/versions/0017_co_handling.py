"""Units that help the lead with a case."""

import sqlalchemy as sa
from alembic import op

from inspect_app.core.db import BigId, UtcTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "case_helpers",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("until", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_helpers_case_id_cases")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_case_helpers_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_helpers")),
    )
    op.create_index(op.f("ix_case_helpers_case_id"), "case_helpers", ["case_id"])
    op.create_index(op.f("ix_case_helpers_unit_id_until"), "case_helpers", ["unit_id", "until"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("case_helpers")
