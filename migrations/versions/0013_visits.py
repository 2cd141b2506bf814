"""Visits: who looked at an entry of the registry when, and what each line of the checklist said."""

import sqlalchemy as sa
from alembic import op

from inspect_app.core.db import BigId, JsonDoc, UtcTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "visits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("checklist", sa.String(), nullable=False),
        sa.Column("checklist_from", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("body_sha256", sa.String(), nullable=False),
        sa.Column("visited_by", BigId, nullable=False),
        sa.Column("captured_at", UtcTime(), nullable=False),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("lat_e7", sa.Integer(), nullable=True),
        sa.Column("lon_e7", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("log_index", BigId, nullable=False),
        sa.Column("leaf_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["registry_entries.id"], name=op.f("fk_visits_entry_id_registry_entries")
        ),
        sa.ForeignKeyConstraint(["visited_by"], ["people.id"], name=op.f("fk_visits_visited_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index(op.f("ix_visits_entry_id_captured_at"), "visits", ["entry_id", "captured_at"])

    op.create_table(
        "visit_items",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("photo_ids", JsonDoc, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_visit_items_case_id_cases")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_visit_items_visit_id_visits")),
        sa.PrimaryKeyConstraint("visit_id", "code", name=op.f("pk_visit_items")),
    )
    op.create_index(op.f("ix_visit_items_case_id"), "visit_items", ["case_id"])


def downgrade() -> None:
    """Go back."""
    for table in ("visit_items", "visits"):
        op.drop_table(table)
