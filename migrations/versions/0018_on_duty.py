"""The on-duty roster of units."""

import sqlalchemy as sa
from alembic import op

from inspect_app.core.db import BigId, UtcTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

SAME = ["unit_id", "person_id", "starts_at"]


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "duty_shifts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("starts_at", UtcTime(), nullable=False),
        sa.Column("ends_at", UtcTime(), nullable=False),
        sa.Column("made_by", BigId, nullable=True),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_duty_shifts_unit_id_units")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_duty_shifts_person_id_people")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_duty_shifts_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_shifts")),
        sa.UniqueConstraint(*SAME, name=op.f("uq_duty_shifts_unit_id_person_id_starts_at")),
    )
    op.create_index(op.f("ix_duty_shifts_unit_id_ends_at"), "duty_shifts", ["unit_id", "ends_at"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("duty_shifts")
